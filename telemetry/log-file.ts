import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Bytes after which a log goes on in a new file, and how many older ones are kept. */
export const largestLog = 10_000_000;
export const keptLogs = 5;

/**
 * A log's file for its owner only. `write` returns when the line is with the system, so a process that ends at once loses
 * none. A full file becomes `<file>.1`, the one before it `.2`, and so on; the oldest goes. Lines that can't be written, as on a full
 * disk, are counted, and the next one that can be says how many they were: a log must not end what it tells of.
 */
export function openLogFile(file: string, largest = largestLog): { write(line: string): void; close(): void } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let handle = openSync(file, 'a', 0o600);
  let size = fstatSync(handle).size;
  let lost = 0;

  function append(bytes: Buffer): void {
    if (size > 0 && size + bytes.byteLength > largest) {
      shiftLogs(file);
      const fresh = openSync(file, 'a', 0o600);
      closeSync(handle);
      handle = fresh;
      size = 0;
    }
    for (let at = 0; at < bytes.byteLength; ) at += writeSync(handle, bytes, at);
    size += bytes.byteLength;
  }

  return {
    write(line) {
      try {
        append(Buffer.from(lost === 0 ? line : lostLines(lost) + line));
        lost = 0;
      } catch {
        lost++;
      }
    },
    close: () => closeSync(handle),
  };
}

function lostLines(count: number): string {
  return `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), msg: `${count} lines before this could not be written.` })}\n`;
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
