import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PerennialError } from '../domain/errors.ts';

/** What stands beside exports and isn't one, and files that are still being written under another name. */
const others = /^\.|\.rejects\.csv$|\.(tmp|part|partial|filepart|crdownload)$|\.ya?ml$|\.md$/i;

/** By the name of a file in a folder. */
export function isExport(name: string): boolean {
  return !others.test(name);
}

/**
 * The files of folders, by name, and files as they are named.
 * @param folders whether folders may be named.
 * @param hint what may have been meant, a sentence or empty.
 * @throws PerennialError `invalid_input` for what isn't there, and for a folder without files.
 */
export function findFiles(given: readonly string[], folders: boolean, hint = ''): string[] {
  const files = given.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile()) return [path];
    if (found?.isDirectory() && folders) return filesIn(path);
    const problem = found === undefined ? 'There is no file' : 'Not a file:';
    throw new PerennialError('invalid_input', `${problem} ${path}.`, `Check its path.${hint}`, { file: path });
  });
  return [...new Set(files)];
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isExport(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
  if (files.length > 0) return files;
  throw new PerennialError('invalid_input', `The folder ${folder} holds no files to import.`, 'Check its path.', {
    folder,
  });
}
