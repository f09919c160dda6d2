import { fileURLToPath } from 'node:url';

/**
 * The clone's folder. Relative paths in the configuration start here, so every process reads them alike, wherever it was
 * started.
 */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
