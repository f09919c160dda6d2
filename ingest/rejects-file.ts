import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { PerennialError } from '../domain/errors.ts';
import type { TableRecord } from './table-file.ts';

/** Columns that stand behind the file's own. */
const addedColumns = ['rejected_line', 'rejected_reason'];

export type RejectsFile = {
  /** The file's header and separator: both stay, so that the rejects are read as the file is. */
  begin(header: readonly string[], separator: string): void;
  add(record: TableRecord, reason: string): void;
  /** Writes what was added since; called between batches, so that memory stays bounded. */
  write(): Promise<void>;
  /** Gives the file its name. Without rejects none is left; returns its name or null. */
  finish(): Promise<string | null>;
  discard(): Promise<void>;
};

function csvLine(cells: readonly string[], separator: string): string {
  const line = cells.map((value) =>
    /["\r\n]/.test(value) || value.includes(separator) ? `"${value.replaceAll('"', '""')}"` : value,
  );
  return `${line.join(separator)}\r\n`;
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

/**
 * The original columns, then the line and all reasons: mended, it can be imported as it is. A file of rejects that is mended and imported
 * gets its own columns of lines and reasons anew. `file` null: rejects are only counted.
 */
export function openRejects(file: string | null): RejectsFile {
  const temporary = `${file}.${randomUUID()}.tmp`;
  let handle: FileHandle | undefined;
  let waiting = '';
  let own: number[] = [];
  let names: string[] = [];
  let width = 0;
  let separator = ',';

  async function write(): Promise<void> {
    if (waiting === '' || file === null) return;
    handle ??= await create(file, temporary);
    await handle.writeFile(waiting);
    waiting = '';
  }

  return {
    begin(header, mark) {
      own = header.flatMap((name, at) => (addedColumns.includes(name) ? [] : [at]));
      names = own.map((at) => header[at] ?? '');
      width = header.length;
      separator = mark;
    },
    add({ cells, line }, reason) {
      if (file === null) return;
      if (handle === undefined && waiting === '') waiting = csvLine([...names, ...addedColumns], separator);
      const kept = [...own.map((at) => cells[at] ?? ''), ...cells.slice(width)];
      waiting += csvLine([...kept, String(line), reason], separator);
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
