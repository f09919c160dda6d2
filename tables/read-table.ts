import { PerennialError } from '../domain/errors.ts';
import { createRawColumn, missingMarkers, type RawColumn, type RawColumnBuilder } from './columns/raw-column.ts';
import { type CsvLayout, detectLayout, type Encoding, readRecords } from './file/csv-file.ts';

/** A CSV file in memory, column by column. */
export type RawTable = {
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  readonly layout: CsvLayout;
  readonly encoding: Encoding;
  /** What was odd about the file, as sentences. */
  readonly notes: readonly string[];
};

export type ReadOptions = {
  readonly file: string;
  readonly separator?: string;
  readonly missing: readonly string[];
  readonly onProgress?: (share: number) => void;
};

/** @throws PerennialError `invalid_input` for a file that is no CSV, `not_enough_training_data` for one without rows. */
export async function readTable({ file, separator, missing, onProgress }: ReadOptions): Promise<RawTable> {
  const layout = await detectLayout(file, separator);
  const markers = missingMarkers(missing);
  let names: string[] = [];
  let headerNotes: string[] = [];
  let builders: RawColumnBuilder[] = [];
  let rows = 0;
  let uneven = { short: 0, long: 0, firstLine: 0 };

  function restart(): void {
    names = [];
    builders = [];
    rows = 0;
    uneven = { short: 0, long: 0, firstLine: 0 };
  }

  function onRecord(cells: string[], line: number): void {
    if (names.length === 0) {
      ({ names, notes: headerNotes } = columnNames(cells));
      builders = names.map((name) => createRawColumn(name, markers));
      return;
    }
    if (rows === 0 && hasRowNames(cells, names.length)) {
      names = ['(row name)', ...names];
      builders = [createRawColumn(names[0], markers), ...builders];
      headerNotes = [...headerNotes, 'The header has one name less than the rows have cells: the first are row names.'];
    }
    const width = builders.length;
    // a separator at the line's end makes one more cell, of nothing
    while (cells.length > width && cells[cells.length - 1] === '') cells.pop();
    if (cells.length !== width) {
      if (cells.length < width) uneven.short++;
      else uneven.long++;
      if (uneven.firstLine === 0) uneven.firstLine = line;
    }
    for (let c = 0; c < width; c++) builders[c].append(c < cells.length ? cells[c] : '');
    rows++;
  }

  const encoding = await readRecords(
    file,
    layout,
    onRecord,
    (bytes) => onProgress?.(bytes / layout.totalBytes),
    restart,
  );
  if (rows === 0) {
    throw new PerennialError(
      'not_enough_training_data',
      `${file} has ${names.length === 0 ? 'no text' : 'a header'} but no rows.`,
      'Its first line must name the columns, the others are the rows.',
      { file },
    );
  }
  const columns = builders.map((builder) => builder.build());
  return { rows, columns, layout, encoding, notes: [...headerNotes, ...unevenNotes(uneven, builders.length)] };
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

function unevenNotes(uneven: { short: number; long: number; firstLine: number }, width: number): string[] {
  if (uneven.firstLine === 0) return [];
  const parts = [
    ...(uneven.short > 0 ? [`${uneven.short} with fewer (the rest counts as missing)`] : []),
    ...(uneven.long > 0 ? [`${uneven.long} with more (left out)`] : []),
  ];
  return [`Rows that don't have ${width} cells, from line ${uneven.firstLine} on: ${parts.join(', ')}.`];
}
