import { utimes } from 'node:fs/promises';
import { isPerennialError } from '../../domain/errors.ts';
import { openBlobs, type StoredBlob } from './blobs.ts';

/** Artifacts of a bucket in a folder of this machine. It may be deleted at any time. */
export type BlobCache = {
  /** null: it isn't there, or it was damaged. */
  get(hash: string): Promise<Uint8Array | null>;
  /** Never throws: a full disk only means that the next read asks the bucket. */
  put(bytes: Uint8Array): Promise<void>;
  putFile(file: string, hash: string): Promise<void>;
  remove(hash: string): Promise<void>;
  makeFolder(): Promise<string>;
  sweepTemporary(olderThanMs?: number): Promise<number>;
};

/** Some hundred models with their snapshots. */
const mostBytes = 4 * 2 ** 30;

/** When it holds more than `maximumBytes`, what was not used for longest is removed first. */
export function openBlobCache(folder: string, maximumBytes: number = mostBytes): BlobCache {
  const files = openBlobs(folder);
  /** An upper bound of what the folder holds; undefined: not counted yet. */
  let bytes: number | undefined;

  async function makeRoom(): Promise<number> {
    const found: StoredBlob[] = [];
    for await (const blob of files.list()) found.push(blob);
    let total = found.reduce((sum, { byteCount }) => sum + byteCount, 0);
    for (const { hash, byteCount } of found.toSorted((a, b) => a.writtenAt.getTime() - b.writtenAt.getTime())) {
      if (total <= maximumBytes) break;
      await files.remove(hash);
      total -= byteCount;
    }
    return total;
  }

  async function keep(write: () => Promise<unknown>, size: () => Promise<number>): Promise<void> {
    try {
      await write();
      bytes = (bytes ?? Number.POSITIVE_INFINITY) + (await size());
      if (bytes > maximumBytes) bytes = await makeRoom();
    } catch {
      bytes = undefined;
    }
  }

  return {
    async get(hash) {
      try {
        const found = await files.get(hash);
        // the file's time says when it was last used
        await utimes(files.path(hash), new Date(), new Date()).catch(() => {});
        return found;
      } catch (error) {
        if (isPerennialError(error) && error.code === 'artifact_damaged') await files.remove(hash).catch(() => {});
        return null;
      }
    },

    put: (content) =>
      keep(
        () => files.put(content),
        async () => content.byteLength,
      ),
    putFile: (file, hash) =>
      keep(
        () => files.putFile(file, hash),
        () => files.size(hash),
      ),

    remove: files.remove,
    makeFolder: files.makeFolder,
    sweepTemporary: files.sweepTemporary,
  };
}
