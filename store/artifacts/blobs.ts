import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PerennialError } from '../../domain/errors.ts';

/** Bytes named by the SHA-256 of their content, so what is stored under a hash never changes. */
export type Blobs = {
  /** Stores all of the bytes or nothing and returns their hash (64 hex digits). The same content is stored once. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes, checked against the hash; throws `artifact_damaged` when they differ, `not_found` when there are none. */
  get(hash: string): Promise<Uint8Array>;
  /** The path of the file, for tools that open it themselves. */
  path(hash: string): string;
  /** Size in bytes; throws `not_found` when there is none. */
  size(hash: string): Promise<number>;
  /** Removes the temporary files of killed writers, by default those older than an hour; returns how many. */
  sweepTemporary(olderThanMs?: number): Promise<number>;
};

const temporarySuffix = '.tmp';
const hourMs = 3_600_000;

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

export function openBlobs(folder: string): Blobs {
  function path(hash: string): string {
    // also prevents a path from outside from naming another file
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError(`"${hash}" is not the SHA-256 of an artifact`);
    return join(folder, hash.slice(0, 2), hash);
  }

  async function put(bytes: Uint8Array): Promise<string> {
    const hash = sha256(bytes);
    const target = path(hash);
    if (await holds(target, hash)) return hash;
    const shard = join(folder, hash.slice(0, 2));
    const temporary = join(shard, `${hash}.${randomUUID()}${temporarySuffix}`);
    try {
      await mkdir(shard, { recursive: true, mode: 0o700 });
      await writeDurably(temporary, bytes);
      await rename(temporary, target);
      await syncFolder(shard);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      // Windows refuses to replace a file that is being read: such a file has the content that we wanted to write
      if (await holds(target, hash)) return hash;
      throw fromFileError(error, target, bytes.byteLength);
    }
    return hash;
  }

  async function get(hash: string): Promise<Uint8Array> {
    const file = path(hash);
    const bytes = await readFile(file).catch((error: unknown) => {
      throw hasCode(error, 'ENOENT') ? missing(hash, file) : error;
    });
    const found = sha256(bytes);
    if (found === hash) return bytes;
    throw new PerennialError(
      'artifact_damaged',
      `The artifact ${hash} is damaged: its ${bytes.byteLength} bytes have the hash ${found}.`,
      'Restore the file from a backup, or train again.',
      { hash, found, file },
    );
  }

  async function size(hash: string): Promise<number> {
    const file = path(hash);
    const { size: bytes } = await stat(file).catch((error: unknown) => {
      throw hasCode(error, 'ENOENT') ? missing(hash, file) : error;
    });
    return bytes;
  }

  async function sweepTemporary(olderThanMs = hourMs): Promise<number> {
    let removed = 0;
    const entries = await readdir(folder, { recursive: true }).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    });
    for (const entry of entries.filter((name) => name.endsWith(temporarySuffix))) {
      const file = join(folder, entry);
      const written = await stat(file).catch(() => null);
      if (written === null || Date.now() - written.mtimeMs < olderThanMs) continue;
      await rm(file, { force: true });
      removed++;
    }
    return removed;
  }

  return { put, get, path, size, sweepTemporary };
}

/** Whether the file exists and is intact; a damaged file is written again. */
async function holds(file: string, hash: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => null);
  return bytes !== null && sha256(bytes) === hash;
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

function missing(hash: string, file: string): PerennialError {
  return new PerennialError(
    'not_found',
    `There is no artifact ${hash} in the artifact store.`,
    'Set PERENNIAL_ARTIFACTS to the folder that the model was trained with, or train again.',
    { hash, file },
  );
}

/** A full disk and an exceeded quota get an error of their own; other file errors are clear enough. */
export function fromFileError(error: unknown, file: string, byteCount: number): unknown {
  if (!hasCode(error, 'ENOSPC') && !hasCode(error, 'EDQUOT')) return error;
  return new PerennialError(
    'disk_full',
    `There is no room for ${byteCount} bytes at ${file}.`,
    'Free some disk space and try again. No partial file was left.',
    { file, byteCount },
    error,
  );
}
