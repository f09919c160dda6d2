import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
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
  /** Stores a file's bytes as `put` does, without holding them in memory. @param hash of its bytes */
  putFile(file: string, hash: string): Promise<void>;
  /** Makes an empty folder on the store's disk, for a file on its way into it. Whoever asks for it removes it. */
  makeFolder(): Promise<string>;
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
  /** Removes the temporary files and folders of killed writers, by default those older than an hour; returns how many. */
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
      await replaceDurably(target, (temporary) => writeDurably(temporary, bytes));
    } catch (error) {
      // Windows refuses to replace a file that is being read: such a file has the content that we wanted to write
      if (await holds(target, hash)) return hash;
      throw fromFileError(error, target, bytes.byteLength);
    }
    return hash;
  }

  async function putFile(file: string, hash: string): Promise<void> {
    const target = path(hash);
    if (await holds(target, hash)) return;
    try {
      await replaceDurably(target, (temporary) => copyDurably(file, temporary));
    } catch (error) {
      if (await holds(target, hash)) return;
      throw fromFileError(error, target, (await stat(file)).size);
    }
  }

  async function makeFolder(): Promise<string> {
    const made = join(folder, `${randomUUID()}${temporarySuffix}`);
    await mkdir(made, { recursive: true, mode: 0o700 });
    return made;
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
      const written = await lastWritten(file);
      if (written === null || Date.now() - written < olderThanMs) continue;
      await rm(file, { recursive: true, force: true });
      removed++;
    }
    return removed;
  }

  return {
    put,
    putFile,
    makeFolder,
    get,
    path,
    size,
    list,
    remove: (hash) => rm(path(hash), { force: true }),
    readMark,
    writeMark: (identity) =>
      replaceDurably(join(folder, markName), (file) => writeDurably(file, Buffer.from(`${identity}\n`))),
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

/** Milliseconds since 1970, of a file or of the newest in a folder; null: it is gone. */
async function lastWritten(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    const inside = found.isDirectory() ? await readdir(path, { recursive: true }) : [];
    const times = await Promise.all(inside.map(async (name) => (await stat(join(path, name))).mtimeMs));
    return Math.max(found.mtimeMs, ...times);
  } catch {
    return null;
  }
}

/** Whether the file exists and is intact; a damaged file is written again. */
async function holds(file: string, hash: string): Promise<boolean> {
  const found = createHash('sha256');
  try {
    await pipeline(createReadStream(file), found);
  } catch {
    return false;
  }
  return found.digest('hex') === hash;
}

/** The file is as `write` makes it or as before, also after a power cut. */
async function replaceDurably(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const folder = dirname(file);
  const temporary = `${file}.${randomUUID()}${temporarySuffix}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await write(temporary);
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

async function copyDurably(from: string, file: string): Promise<void> {
  await copyFile(from, file, constants.COPYFILE_EXCL);
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
