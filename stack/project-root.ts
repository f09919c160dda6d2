import { fileURLToPath } from 'node:url';

/** The clone's folder: relative paths in configuration start here, so that every process agrees wherever it was started. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
