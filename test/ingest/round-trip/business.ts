import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, csvTables, type WorldToExport } from '../../../ingest/export/csv-tables.ts';
import { csvLine } from '../../../ingest/export/write-csv-folder.ts';

/** A row by the names of its fields. */
export type Fields = Readonly<Record<string, Cell>>;

/** A simulated business as rows, by the names of files and fields that `generate --csv` gives them. */
export type Business = Readonly<Record<string, readonly Fields[]>>;

/** A file as a system exports it: its name, and rows by column. */
export type Exported = Readonly<Record<string, readonly Fields[]>>;

export function businessOf(world: WorldToExport): Business {
  return Object.fromEntries(
    csvTables(world).map(({ name, fields, rows }) => [
      name,
      Array.from(rows(), (row) => Object.fromEntries(fields.map((field, at) => [field, row[at] ?? null]))),
    ]),
  );
}

export function writeFiles(folder: string, files: Exported): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, rows] of Object.entries(files)) {
    const columns = Object.keys(rows[0] ?? {});
    const lines = rows.map((row) => csvLine(columns.map((column) => row[column] ?? null)));
    writeFileSync(join(folder, name), csvLine(columns) + lines.join(''));
  }
}

/** The number at the end of a simulated external id: 12 of `sim-1-c-000012`. */
export function ordinalOf(externalId: Cell): number {
  return Number(/(\d+)$/.exec(externalId ?? '')?.[1]);
}

/** '2026-09-02T11:05:33.804Z' to the second: '2026-09-02 11:05:33'. */
export function toSecond(moment: Cell): Cell {
  return moment === null ? null : moment.slice(0, 19).replace('T', ' ');
}

/** To the minute: '2026-09-02 11:05'. */
export function toMinute(moment: Cell): Cell {
  return moment === null ? null : moment.slice(0, 16).replace('T', ' ');
}

/** ['Ana Maria', 'Silva'] */
export function namesOf(name: Cell): [first: string, last: string] {
  const parts = (name ?? '').split(' ');
  return [parts.slice(0, -1).join(' '), parts.at(-1) ?? ''];
}

/** 'Kenya' of KE: interfaces show countries by name. */
export function countryName(code: Cell): Cell {
  return code === null ? null : (new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code);
}

/** When each lead reached the stage that it has. */
export function stageDates(business: Business): ReadonlyMap<Cell, Cell> {
  return new Map(business.lead_stages.map(({ lead, at }) => [lead, at]));
}
