import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PerennialError } from '../../domain/errors.ts';
import { fromFileError } from '../artifacts/artifact-errors.ts';

/** The files that people sent, each in a folder of its own. Every process of an installation must reach the same place. */
export type UploadFiles = {
  /** Writes what comes, and nothing of it where it is longer than `limit` or breaks off. @returns its bytes */
  receive(id: string, name: string, bytes: Readable, limit: number): Promise<number>;
  /** For files that come in another way. */
  makeFolder(id: string): Promise<void>;
  /** Where it lies, or would. */
  place(id: string, name: string): string;
  /** @throws PerennialError `not_found` when it isn't there any more, or not on this machine */
  path(id: string, name: string): string;
  rejectsPath(id: string, name: string): string;
  hasRejects(id: string, name: string): boolean;
  /** null: no row was rejected. */
  readRejects(id: string, name: string): Readable | null;
  /** Beside the file, where an import looks for it; null: takes it away. */
  writeMapping(id: string, name: string, text: string | null): Promise<void>;
  /** Removes the file itself, and leaves what was rejected of it. */
  forget(id: string, name: string): Promise<void>;
  /** Removes files that came before. */
  sweep(before: Date): Promise<void>;
};

const longestName = 120;
/** What no system takes in the name of a file, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
const forbidden = /[\u0000-\u001f\u007f<>:"/\\|?*]+/g;

/** Of what a browser says only the name counts, without any folder. Its end tells what kind of file it is. */
export function safeName(given: string): string {
  const name = basename(given.replaceAll('\\', '/')).replaceAll(forbidden, '_').replace(/^\.+/, '').trim();
  return name === '' ? 'upload.csv' : name.slice(-longestName);
}

export function openUploadFiles(folder: string): UploadFiles {
  const folderOf = (id: string) => join(folder, id);
  const pathOf = (id: string, name: string) => join(folderOf(id), name);
  const rejectsPath = (id: string, name: string) => `${pathOf(id, name)}.rejects.csv`;

  return {
    async receive(id, name, bytes, limit) {
      const file = pathOf(id, name);
      let size = 0;
      async function* counted(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          size += chunk.byteLength;
          if (size > limit) throw tooLarge(limit);
          yield chunk;
        }
      }
      try {
        await mkdir(folderOf(id), { recursive: true, mode: 0o700 });
        await pipeline(bytes, counted, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }));
      } catch (error) {
        await rm(folderOf(id), { recursive: true, force: true });
        throw fromFileError(error, file, size);
      }
      if (size > 0) return size;
      await rm(folderOf(id), { recursive: true, force: true });
      throw new PerennialError('invalid_input', `${name} is empty.`, 'Choose a file that has rows.', { name });
    },

    async makeFolder(id) {
      await mkdir(folderOf(id), { recursive: true, mode: 0o700 });
    },

    place: pathOf,

    path(id, name) {
      const file = pathOf(id, name);
      if (existsSync(file)) return file;
      throw new PerennialError(
        'not_found',
        `The file ${name} is not here any more.`,
        'Send it again. Workers on other machines than the API must share its PERENNIAL_HOME.',
        { name },
      );
    },

    rejectsPath,

    hasRejects: (id, name) => existsSync(rejectsPath(id, name)),

    readRejects(id, name) {
      const file = rejectsPath(id, name);
      return existsSync(file) ? createReadStream(file) : null;
    },

    async writeMapping(id, name, text) {
      const file = `${pathOf(id, name)}.mapping.yaml`;
      if (text === null) await rm(file, { force: true });
      else await writeFile(file, text, { mode: 0o600 });
    },

    async forget(id, name) {
      for (const file of [pathOf(id, name), `${pathOf(id, name)}.mapping.yaml`]) await rm(file, { force: true });
    },

    async sweep(before) {
      for (const id of await readdir(folder).catch(() => [])) {
        const found = await stat(folderOf(id)).catch(() => null);
        if (found !== null && found.mtime < before) await rm(folderOf(id), { recursive: true, force: true });
      }
    },
  };
}

function tooLarge(limit: number): PerennialError {
  return new PerennialError(
    'payload_too_large',
    `The file is larger than ${Math.round(limit / 1_000_000)} MB.`,
    'Import it on the machine that runs Perennial: npx perennial import <file>. Packed with gzip, it may be small enough.',
    { limit },
  );
}
