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
  /** Rows of the file that `rows` doesn't count, grouped by reason. Header, title lines and blank lines aren't rows. */
  readonly leftOut: readonly LeftOutRows[];
  /** For each row left out above others, the number of the table's rows before it; ascending. */
  readonly gaps: readonly number[];
  /** Lines without any value. */
  readonly blankLines: number;
  readonly columns: readonly RawColumn[];
  /** `missing`: columns are named by place. `doubtful`: some names are numbers or dates, as in a row. */
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

/** When larger shares of the rows have more, or fewer, cells than the header, the file is probably read wrongly. */
const mostLong = 0.05;
const mostShort = 0.5;
/** Fewer odd rows say nothing about the file. */
const fewRows = 3;

type Uneven = { short: number; long: number; firstShort: number; firstLong: number };

/**
 * @throws PerennialError `invalid_input` for a file that isn't a table or whose rows don't fit its header,
 * `not_enough_training_data` for a file without rows.
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

  /** An estimate of the file's rows from the length of those read so far, with some reserve. */
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
      headerNotes = [
        ...headerNotes,
        'The header has one name fewer than the rows have cells: the first cells are row names.',
      ];
    }
    const width = builders.length;
    // a separator at the end of a line adds an empty cell
    while (cells.length > width && cells[cells.length - 1] === '') cells.pop();
    if (cells.length > width) {
      // nothing tells which of the cells is too many
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

  /** Lines of one cell at the end of the file, such as a total or an author, are not rows. */
  function dropFooter(): string[] {
    if (footer.length === 0 || footer.length > 10 || footer.length >= rows) return [];
    for (const builder of builders) builder.drop(footer.length);
    rows -= footer.length;
    uneven.short -= footer.length;
    const lines = footer.length === 1 ? 'A line below the table was' : `${footer.length} lines below the table were`;
    return [`${lines} left out: '${footer[0].slice(0, 60)}'.`];
  }
}

function requireEven(uneven: Uneven, rows: number, width: number, file: string): void {
  const { short, long, firstShort, firstLong } = uneven;
  const tooLong = long >= fewRows && long > mostLong * rows;
  if (!tooLong && !(short >= fewRows && short > mostShort * rows)) return;
  const [line, count, what] = tooLong ? [firstLong, long, 'more'] : [firstShort, short, 'fewer'];
  throw new PerennialError(
    'invalid_input',
    `${file}, line ${line}: ${count} of ${rows} rows have ${what} cells than the ${width} columns. This is the first of them.`,
    'Correct the rows (a separator within a value needs quotation marks around it), or name the right separator with --separator.',
    { file, line, rows: count },
  );
}

/** R's write.csv writes one more cell in every row than in the header. */
function hasRowNames(cells: readonly string[], width: number): boolean {
  return cells.length === width + 1 && cells[width].trim() !== '';
}

/** Makes names unique: a column without a name is named by place, a repeated name gets a number. */
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
  if (nameless > 0) notes.push(`${nameless} column${nameless === 1 ? ' has' : 's have'} no name: named by place.`);
  if (header.length > 1 && header.every((name) => name !== '' && Number.isFinite(Number(name)))) {
    notes.push('The first line was taken for the header, but holds only numbers: is the header missing?');
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
  return [`Some rows don't have ${width} cells, from line ${first} on: ${parts.join(', ')}.`];
}
