import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { projectRoot } from '../../stack/project-root.ts';
import { temporaryFolder } from '../infrastructure.ts';

export function readProjectFile(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8').replaceAll('\r\n', '\n'); // as git on Windows checks them out
}

/** Whether the build's context holds it, as .dockerignore (names and patterns of top-level entries only) leaves it. */
export function inImage(path: string): boolean {
  const first = path.replace(/^\.\//, '').split('/')[0] ?? '';
  return !ignored().some((pattern) => matchesGlob(first, pattern)) && existsSync(join(projectRoot, path));
}

/** The image's /app: what `COPY . .` copies, with the packages of this clone. */
export function layOutImage(): string {
  const folder = temporaryFolder();
  for (const entry of readdirSync(projectRoot)) {
    if (inImage(entry)) cpSync(join(projectRoot, entry), join(folder, entry), { recursive: true });
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function ignored(): string[] {
  return readProjectFile('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}
