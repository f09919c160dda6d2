import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PerennialError } from '../../domain/errors.ts';
import { progressOf, type WorldProgress } from '../world-progress.ts';
import { type GenerateReport, reportOf, type WorldTable } from '../write-world.ts';
import { type Cell, csvTables, type WorldToExport } from './csv-tables.ts';

export type WriteCsvOptions = {
  /** Made where it isn't there. */
  readonly folder: string;
  readonly world: WorldToExport;
  /** Writes over files of the same names. */
  readonly force?: boolean;
  readonly onProgress?: (progress: WorldProgress) => void;
  readonly signal?: AbortSignal;
};

/** Lines are joined into chunks of about this many characters. */
const chunkCharacters = 64 * 1024;

/**
 * Writes a world as one CSV file per table, row by row, without a database. The files get their names when all of them are complete.
 *
 * @throws PerennialError `invalid_input` (a file is there already)
 */
export async function writeCsvFolder(options: WriteCsvOptions): Promise<GenerateReport> {
  const { folder, world, force = false, onProgress = () => {}, signal } = options;
  const written = new Map<string, number>();
  function* watched(table: WorldTable): ReturnType<WorldTable['rows']> {
    const names = table.columns.map(({ name }) => name);
    const progress = progressOf(table.name, world.counts, onProgress);
    let count = 0;
    for (const row of table.rows()) {
      signal?.throwIfAborted();
      progress.row(row, names);
      count++;
      yield row;
    }
    progress.end();
    written.set(table.name, count);
  }
  const watchedTables = world.tables.map((table) => ({ ...table, rows: () => watched(table) }));
  const tables = csvTables({ ...world, tables: watchedTables }).map(({ name, fields, rows }) => {
    return { file: join(folder, `${name}.csv`), chunks: () => csvChunks(fields, rows()) };
  });
  if (!force) refuseToOverwrite(tables.map(({ file }) => file));
  await mkdir(folder, { recursive: true });
  const suffix = `.${randomUUID()}.tmp`;
  try {
    for (const { file, chunks } of tables) await pipeline(Readable.from(chunks()), createWriteStream(file + suffix));
    for (const { file } of tables) await rename(file + suffix, file);
  } catch (error) {
    for (const { file } of tables) await rm(file + suffix, { force: true });
    throw error;
  }
  return reportOf(world, written);
}

function refuseToOverwrite(files: readonly string[]): void {
  const file = files.find((each) => existsSync(each));
  if (file === undefined) return;
  throw new PerennialError(
    'invalid_input',
    `There is a file ${file} already.`,
    'Name another folder, or add --force to write over the files in this one.',
    { file },
  );
}

function* csvChunks(fields: readonly string[], rows: Iterable<readonly Cell[]>): Iterable<string> {
  let chunk = csvLine(fields);
  for (const row of rows) {
    chunk += csvLine(row);
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** RFC 4180 but for its line end; an empty text is quoted, so that it isn't a blank cell. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  return cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
