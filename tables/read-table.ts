import { PerennialError } from '../domain/errors.ts';
import { createRawColumn, type RawColumn, type RawColumnBuilder } from './columns/raw-column.ts';
import { settleColumns } from './columns/settle-columns.ts';
import { detectLayout, type FileLayout } from './file/detect-layout.ts';
import { isValue } from './file/find-header.ts';
import { readRecords } from './file/read-records.ts';
import type { Encoding } from './file/read-text.ts';
import type { DateOrder } from './values/decide-date-order.ts';
import { missingMarkers } from './values/missing-text.ts';

/** A file in memory, column by column. */
export type RawTable = {
  readonly rows: number;
  /** Rows of the file that aren't among `rows`, by their reason. Header, title lines and blank lines aren't rows. */
  readonly leftOut: readonly LeftOutRows[];
  /** Of each row that was left out among others: how many rows of the table stand above it. Ascending. */
  readonly gaps: readonly number[];
  /** Lines without any value. */
  readonly blankLines: number;
  readonly columns: readonly RawColumn[];
  /** `missing`: columns are called by place. `doubtful`: some of the names are numbers or dates, as those of a row would be. */
  readonly header: 'names' | 'doubtful' | 'missing';
  readonly layout: Pick<FileLayout, 'separator' | 'separatorGiven' | 'totalBytes'>;
  readonly encoding: Encoding;
  /** What was odd about the file, as sentences. */
  readonly notes: readonly string[];
};

export type LeftOutRows = { readonly rows: number; readonly why: string };

export type ReadOptions = {
  readonly file: string;
  readonly separator?: string;
  /** Settles numbers that can be read in two ways (1.234). */
  readonly decimal?: ',' | '.';
  /** Settles dates that can be read in two ways (03/04/2021). */
  readonly dateOrder?: DateOrder;
  readonly missing: readonly string[];
  readonly onProgress?: (share: number) => void;
};

/** Above these shares of rows with other numbers of cells than the header has, the file isn't read as it was meant. */
const mostLong = 0.05;
const mostShort = 0.5;
/** Fewer odd rows say nothing about the file. */
const fewRows = 3;

type Uneven = { short: number; long: number; firstShort: number; firstLong: number };

/**
 * @throws PerennialError `invalid_input` for a file that is no table or whose rows don't fit its header, `not_enough_training_data` for
 * one without rows.
 */
export async function readTable(options: ReadOptions): Promise<RawTable> {
  const { file, separator, missing, onProgress } = options;
  const layout = await detectLayout(file, separator);
  const markers = missingMarkers(missing);
  let names: string[] = [];
  let headerNotes: string[] = [];
  let builders: RawColumnBuilder[] = [];
  let rows = 0;
  let gaps: number[] = [];
  let footer: string[] = [];
  let uneven: Uneven = { short: 0, long: 0, firstShort: 0, firstLong: 0 };

  /** Of the whole file, by how long the rows were so far, and some more. */
  let expected = 0;
  const expectedRows = () => expected;

  function restart(): void {
    names = [];
    builders = [];
    rows = 0;
    gaps = [];
    footer = [];
    uneven = { short: 0, long: 0, firstShort: 0, firstLong: 0 };
  }

  function onRecord(cells: string[], line: number): void {
    if (names.length === 0) {
      const header = layout.headerMissing ? cells.map((_, at) => `column ${at + 1}`) : cells;
      ({ names, notes: headerNotes } = columnNames(header));
      builders = names.map((name) => createRawColumn(name, markers, expectedRows));
      if (!layout.headerMissing) return;
    }
    if (rows === 0 && hasRowNames(cells, names.length)) {
      names = ['(row name)', ...names];
      builders = [createRawColumn(names[0], markers, expectedRows), ...builders];
      headerNotes = [...headerNotes, 'The header has one name less than the rows have cells: the first are row names.'];
    }
    const width = builders.length;
    // a separator at the line's end makes one more cell, of nothing
    while (cells.length > width && cells[cells.length - 1] === '') cells.pop();
    if (cells.length > width) {
      // which of the cells is one too many can't be told
      if (uneven.long++ === 0) uneven.firstLong = line;
      gaps.push(rows);
      return;
    }
    if (cells.length < width && uneven.short++ === 0) uneven.firstShort = line;
    if (cells.length === 1 && width > 2) footer.push(cells[0]);
    else if (footer.length > 0) footer = [];
    for (let c = 0; c < width; c++) builders[c].append(c < cells.length ? cells[c] : '');
    rows++;
  }

  const { encoding, ...findings } = await readRecords(file, layout, {
    onRecord,
    onRestart: restart,
    onBytes(bytes) {
      expected = (1.05 * rows * layout.totalBytes) / bytes;
      onProgress?.(bytes / layout.totalBytes);
    },
    width: () => builders.length,
  });
  const footerNotes = dropFooter();
  const leftOut = [
    { rows: uneven.long, why: 'they have more cells than the header' },
    { rows: footerNotes.length * footer.length, why: 'they stand below the table' },
  ].filter((one) => one.rows > 0);
  requireEven(uneven, rows + uneven.long, builders.length, file);
  if (rows === 0) {
    throw new PerennialError(
      'not_enough_training_data',
      `${file} has ${names.length === 0 ? 'no text' : 'a header'} but no rows.`,
      'Its first line must name the columns, the others are the rows.',
      { file },
    );
  }
  const settled = settleColumns(builders, { ...options, separator: layout.separator });
  const notes = [...layout.notes, ...headerNotes, ...findings.notes, ...footerNotes];
  return {
    rows,
    leftOut,
    gaps,
    blankLines: findings.blankLines,
    columns: settled.columns,
    header: layout.headerMissing ? 'missing' : names.some(isValue) ? 'doubtful' : 'names',
    layout: { separator: layout.separator, separatorGiven: layout.separatorGiven, totalBytes: layout.totalBytes },
    encoding,
    notes: [...notes, ...unevenNotes(uneven, builders.length), ...settled.notes],
  };

  /** Lines of one cell that end the file, a total or who made it, belong to no row. */
  function dropFooter(): string[] {
    if (footer.length === 0 || footer.length > 10 || footer.length >= rows) return [];
    for (const builder of builders) builder.drop(footer.length);
    rows -= footer.length;
    uneven.short -= footer.length;
    const lines = footer.length === 1 ? 'A line' : `${footer.length} lines`;
    return [`${lines} below the table left out: '${footer[0].slice(0, 60)}'.`];
  }
}

function requireEven(uneven: Uneven, rows: number, width: number, file: string): void {
  const { short, long, firstShort, firstLong } = uneven;
  const tooLong = long >= fewRows && long > mostLong * rows;
  if (!tooLong && !(short >= fewRows && short > mostShort * rows)) return;
  const [line, count, what] = tooLong ? [firstLong, long, 'more'] : [firstShort, short, 'fewer'];
  throw new PerennialError(
    'invalid_input',
    `${file}, line ${line}: ${count} of ${rows} rows have ${what} cells than the ${width} columns, this is the first.`,
    'Correct the rows (a separator within a value needs quotation marks around it), or name the right separator with --separator.',
    { file, line, rows: count },
  );
}

/** As R's write.csv has it: a cell more in every row than in the header. */
function hasRowNames(cells: readonly string[], width: number): boolean {
  return cells.length === width + 1 && cells[width].trim() !== '';
}

/** Every column gets a name of its own: a nameless one its place, a repeated one a number. */
function columnNames(cells: readonly string[]): { names: string[]; notes: string[] } {
  const header = cells.map((cell) => cell.trim());
  while (header.length > 1 && header[header.length - 1] === '') header.pop();
  const seen = new Map<string, number>();
  const repeated = new Set<string>();
  let nameless = 0;
  const names = header.map((given, at) => {
    if (given === '') nameless++;
    const name = given === '' ? `column ${at + 1}` : given;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    if (before === 0) return name;
    repeated.add(name);
    return `${name} (${before + 1})`;
  });
  const notes: string[] = [];
  if (repeated.size > 0) {
    notes.push(`Columns of the same name were numbered: ${[...repeated].map((name) => `${name} (2)`).join(', ')}.`);
  }
  if (nameless > 0) notes.push(`${nameless} column${nameless === 1 ? ' has' : 's have'} no name: called by place.`);
  if (header.length > 1 && header.every((name) => name !== '' && Number.isFinite(Number(name)))) {
    notes.push('The first line is taken for the header, yet holds numbers only: is the header missing?');
  }
  return { names, notes };
}

function unevenNotes({ short, long, firstShort, firstLong }: Uneven, width: number): string[] {
  if (short + long === 0) return [];
  const first = Math.min(...[firstShort, firstLong].filter((line) => line > 0));
  const parts = [
    ...(short > 0 ? [`${short} with fewer (the rest counts as missing)`] : []),
    ...(long > 0 ? [`${long} with more (left out)`] : []),
  ];
  return [`Rows that don't have ${width} cells, from line ${first} on: ${parts.join(', ')}.`];
}
