import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { damagedArtifact, fromFileError, hasCode, missingArtifact } from './artifact-errors.ts';
import { isHash, markName, nameOf, sha256 } from './blob-names.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Bytes named by the SHA-256 of their content, so what is stored under a hash never changes. They lie in a folder
 * (`openBlobs`) or in a bucket (`bucket-blobs.ts`).
 */
export type Blobs = {
  /** Stores all of the bytes or nothing and returns their hash (64 hex digits). The same content is stored once. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes, checked against the hash; throws `artifact_damaged` when they differ, `not_found` when there are none. */
  get(hash: string): Promise<Uint8Array>;
  /** Where it lies, for people and for tools that open it themselves: the file's path, or `s3://bucket/key`. */
  path(hash: string): string;
  /** Size in bytes; throws `not_found` when there is none. */
  size(hash: string): Promise<number>;
  /** All of them, in no order. */
  list(): AsyncIterable<StoredBlob>;
  /** One that isn't there is removed already. `keepArtifact` says what must hold before. */
  remove(hash: string): Promise<void>;
  /** The identity of the installation that the store belongs to; null: nobody has marked it yet. */
  readMark(): Promise<string | null>;
  writeMark(identity: string): Promise<void>;
  /** Removes the temporary files of killed writers, by default those older than an hour; returns how many. */
  sweepTemporary(olderThanMs?: number): Promise<number>;
};

export type StoredBlob = { readonly hash: string; readonly byteCount: number; readonly writtenAt: Date };

const temporarySuffix = '.tmp';
const hourMs = 3_600_000;

/** Artifacts as files: `<folder>/<first two digits>/<hash>`. Every process of an installation must reach the same folder. */
export function openBlobs(folder: string): Blobs {
  const path = (hash: string) => join(folder, nameOf(hash));

  async function put(bytes: Uint8Array): Promise<string> {
    const hash = sha256(bytes);
    const target = path(hash);
    if (await holds(target, hash)) return hash;
    try {
      await replaceDurably(target, bytes);
    } catch (error) {
      // Windows refuses to replace a file that is being read: such a file has the content that we wanted to write
      if (await holds(target, hash)) return hash;
      throw fromFileError(error, target, bytes.byteLength);
    }
    return hash;
  }

  async function get(hash: string): Promise<Uint8Array> {
    const file = path(hash);
    const bytes = await readFile(file).catch((error: unknown) => {
      throw hasCode(error, 'ENOENT') ? missingArtifact(hash, file) : error;
    });
    const found = sha256(bytes);
    if (found !== hash) throw damagedArtifact(hash, file, found, bytes.byteLength);
    return bytes;
  }

  async function size(hash: string): Promise<number> {
    const file = path(hash);
    const { size: bytes } = await stat(file).catch((error: unknown) => {
      throw hasCode(error, 'ENOENT') ? missingArtifact(hash, file) : error;
    });
    return bytes;
  }

  async function* list(): AsyncIterable<StoredBlob> {
    for (const name of await entries(folder)) {
      const hash = name.slice(name.length - 64);
      if (!isHash(hash) || join(folder, name) !== path(hash)) continue;
      const found = await stat(path(hash)).catch(() => null);
      if (found !== null) yield { hash, byteCount: found.size, writtenAt: found.mtime };
    }
  }

  async function readMark(): Promise<string | null> {
    try {
      return (await readFile(join(folder, markName), 'utf8')).trim();
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  async function sweepTemporary(olderThanMs = hourMs): Promise<number> {
    let removed = 0;
    for (const name of (await entries(folder)).filter((each) => each.endsWith(temporarySuffix))) {
      const file = join(folder, name);
      const written = await stat(file).catch(() => null);
      if (written === null || Date.now() - written.mtimeMs < olderThanMs) continue;
      await rm(file, { force: true });
      removed++;
    }
    return removed;
  }

  return {
    put,
    get,
    path,
    size,
    list,
    remove: (hash) => rm(path(hash), { force: true }),
    readMark,
    writeMark: (identity) => replaceDurably(join(folder, markName), Buffer.from(`${identity}\n`)),
    sweepTemporary,
  };
}

/** Names below the folder, in its subfolders too. */
async function entries(folder: string): Promise<string[]> {
  return await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
}

/** Whether the file exists and is intact; a damaged file is written again. */
async function holds(file: string, hash: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => null);
  return bytes !== null && sha256(bytes) === hash;
}

/** The file has all of the bytes or is as before, also after a power cut. */
async function replaceDurably(file: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(file);
  const temporary = `${file}.${randomUUID()}${temporarySuffix}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeDurably(temporary, bytes);
    await rename(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
