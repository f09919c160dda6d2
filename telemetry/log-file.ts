import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Bytes after which a log goes on in a new file, and how many older ones are kept. */
export const largestLog = 10_000_000;
export const keptLogs = 5;

/**
 * A log's file for its owner only. `write` returns when the line is with the system, so a process that ends at once loses
 * none. A full file becomes `<file>.1`, the one before it `.2`, and so on; the oldest goes.
 */
export function openLogFile(file: string, largest = largestLog): { write(line: string): void; close(): void } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let handle = openSync(file, 'a', 0o600);
  let size = fstatSync(handle).size;
  return {
    write(line) {
      const bytes = Buffer.from(line);
      if (size > 0 && size + bytes.byteLength > largest) {
        closeSync(handle);
        shiftLogs(file);
        handle = openSync(file, 'a', 0o600);
        size = 0;
      }
      writeSync(handle, bytes);
      size += bytes.byteLength;
    },
    close: () => closeSync(handle),
  };
}

/** Makes room for a new file; `newest` takes the first place among the older ones. */
export function shiftLogs(file: string, newest = file): void {
  for (let age = keptLogs - 1; age >= 0; age--) {
    try {
      renameSync(age === 0 ? newest : `${file}.${age}`, `${file}.${age + 1}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
