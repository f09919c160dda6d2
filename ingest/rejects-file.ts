import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { PerennialError } from '../domain/errors.ts';
import type { TableRecord } from './table-file.ts';

/** Why a record was not imported. `column` is the file's own name for it, empty where the whole record is at fault. */
export type Problem = {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
};

export type RejectsFile = {
  add(record: TableRecord, reason: string): void;
  /** Writes what was added since; called between batches, so that memory stays bounded. */
  write(): Promise<void>;
  /** Gives the file its name. Without rejects none is left; returns its name or null. */
  finish(): Promise<string | null>;
  discard(): Promise<void>;
};

function csvCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

async function create(file: string, temporary: string): Promise<FileHandle> {
  try {
    return await open(temporary, 'wx');
  } catch (error) {
    throw new PerennialError(
      'invalid_input',
      `The file for rejected rows, ${file}, can't be written: ${(error as Error).message}.`,
      'Name a place that can be: --rejects <file>. Nothing was imported.',
      { file },
      error,
    );
  }
}

/** The original columns, then the line and the reason: corrected, it can be imported as it is. `file` null: rejects are only counted. */
export function openRejects(file: string | null, header: readonly string[]): RejectsFile {
  const temporary = `${file}.${randomUUID()}.tmp`;
  let handle: FileHandle | undefined;
  let waiting = '';

  async function write(): Promise<void> {
    if (waiting === '' || file === null) return;
    handle ??= await create(file, temporary);
    await handle.writeFile(waiting);
    waiting = '';
  }

  return {
    add(record, reason) {
      if (file === null) return;
      if (handle === undefined && waiting === '') waiting = csvLine([...header, 'rejected_line', 'rejected_reason']);
      const cells = Array.from({ length: Math.max(header.length, record.cells.length) }, (_, at) => record.cells[at]);
      waiting += csvLine([...cells.map((each) => each ?? ''), String(record.line), reason]);
    },
    write,
    async finish() {
      await write();
      if (handle === undefined || file === null) return null;
      await handle.sync();
      await handle.close();
      await rename(temporary, file);
      return file;
    },
    async discard() {
      await handle?.close().catch(() => {});
      await rm(temporary, { force: true });
    },
  };
}
