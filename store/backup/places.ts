import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PerennialError } from '../../domain/errors.ts';
import { fromFileError } from '../artifacts/artifact-errors.ts';
import type { BucketAccess } from '../artifacts/bucket-client.ts';
import type { BackupPlace } from './backup-place.ts';
import { objectAt } from './bucket-place.ts';

/**
 * A file, or an object of a bucket: `s3://bucket/path`.
 * @throws PerennialError `invalid_input`
 */
export function backupPlace(where: string, buckets: BucketAccess): BackupPlace {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(where) ?? [];
  if (scheme === undefined) return fileAt(resolve(where));
  const { bucket, key } =
    /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(?<key>.*[^/])$/.exec(where)?.groups ?? {};
  if (bucket !== undefined && key !== undefined) return objectAt(bucket, key, buckets);
  throw new PerennialError(
    'invalid_input',
    `A backup can't be kept at ${where}.`,
    'Name a file, or an object as s3://bucket/path/backup.tar.',
    { where },
  );
}

/** Written under another name first, and synced: a file with the right name is complete. */
function fileAt(path: string): BackupPlace {
  const temporary = `${path}.${process.pid}.partial`;
  return {
    name: path,
    async write(chunks) {
      let written = 0;
      try {
        // it holds what customers wrote, and hashes of tokens
        const file = await open(temporary, 'wx', 0o600);
        try {
          for await (const chunk of chunks) {
            await file.writeFile(chunk);
            written += chunk.byteLength;
          }
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
        await syncFolder(dirname(path));
        return written;
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {});
        throw fromFileError(error, path, written);
      }
    },
    async *read() {
      try {
        yield* createReadStream(path) as AsyncIterable<Buffer>;
      } catch (error) {
        throw error instanceof Error && 'code' in error && error.code === 'ENOENT' ? missing(path) : error;
      }
    },
  };
}

/** Makes the new name survive a power cut. Windows can't open a folder; NTFS journals names. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function missing(path: string): PerennialError {
  return new PerennialError('not_found', `There is no file ${path}.`, 'Name the file that perennial backup wrote.', {
    path,
  });
}
