import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PerennialError } from '../../domain/errors.ts';
import type { ListedFile } from '../../domain/folder-files.ts';
import { isExport } from '../find-files.ts';
import type { FolderPlace } from './folder-place.ts';

/** A folder of this machine, without the folders in it. Links are left out: they may lead anywhere. */
export function openLocalFolder(source: string, folder: string): FolderPlace {
  return {
    showsUnfinished: true,

    async list() {
      const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        throw refusal(source, folder, error);
      });
      const names = entries.filter((entry) => entry.isFile() && isExport(entry.name)).map(({ name }) => name);
      const listed = await Promise.all(names.map((name) => look(folder, name)));
      return listed.filter((file) => file !== null);
    },

    async bring(name) {
      const file = join(folder, name);
      try {
        await access(file, constants.R_OK);
        return file;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw refusal(source, file, error);
      }
    },
  };
}

/** null: it is gone meanwhile. */
async function look(folder: string, name: string): Promise<ListedFile | null> {
  const found = await stat(join(folder, name), { bigint: true }).catch(() => null);
  if (found === null) return null;
  const { size, mtimeNs, mtime } = found;
  // a file that is renamed to this name has other numbers, too
  return { name, byteCount: Number(size), modifiedAt: mtime, version: `${size}-${mtimeNs}` };
}

function refusal(source: string, path: string, error: unknown): PerennialError {
  const { code = 'it failed' } = error as NodeJS.ErrnoException;
  const details = { source, path, reason: code };
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new PerennialError(
      'source_unavailable',
      `${source}: there is no folder ${path} where the workers run.`,
      'Make it or mount it there. In containers it has to be mounted into the service orchestration. Files that were taken stay taken.',
      details,
      error,
    );
  if (code === 'EACCES' || code === 'EPERM')
    return new PerennialError(
      'source_refused',
      `${source}: ${path} may not be read.`,
      'Let the user of the workers read it, and the folder that it is in.',
      details,
      error,
    );
  return new PerennialError(
    'source_unavailable',
    `${source}: ${path} can't be read (${code}).`,
    'It is tried again at the next reading.',
    details,
    error,
  );
}
