import { existsSync } from 'node:fs';
import { createCsvTokens } from './csv-tokens.ts';
import { excelHint, separatorOf } from './detect-separator.ts';
import { mayBeWorkbook } from './file-kind.ts';
import { encodingOf, type Packing, readTextSample } from './file-sample.ts';
import { findHeader, type SampleRecord } from './find-header.ts';
import { type JsonFormat, jsonFormatOf } from './json-records.ts';
import type { Encoding } from './read-text.ts';
import { emptyFile, refusal } from './refusal.ts';
import { readWorkbook } from './workbook.ts';

/** How a file is written. */
export type FileLayout = {
  readonly encoding: Encoding;
  readonly separator: string;
  /** False: it was detected. */
  readonly separatorGiven: boolean;
  readonly totalBytes: number;
  readonly format: 'csv' | JsonFormat | 'workbook';
  readonly packing: Packing;
  /** Rows of a workbook, which is read whole to find its header; null for all else. */
  readonly sheet: readonly (readonly string[])[] | null;
  /** The line of the header, or of the first row in a file without one. Lines above it are left out. */
  readonly headerLine: number;
  readonly headerMissing: boolean;
  /** A backslash marks quotation marks within values. Known once the file was read. */
  readonly backslashes?: boolean;
  /** What was odd, as sentences. */
  readonly notes: readonly string[];
};

/** Records in which the header is looked for. */
const recordsCompared = 60;

/** @throws PerennialError `invalid_input` for what can't be read, is empty or isn't text. */
export async function detectLayout(file: string, separator?: string): Promise<FileLayout> {
  if (!existsSync(file)) throw refusal(`There is no file ${file}.`, 'Check its path.', { file });
  const { sample, totalBytes, packing } = await readTextSample(file);
  if (packing === null && mayBeWorkbook(sample)) return workbookLayout(file, totalBytes);
  const encoding = encodingOf(sample, file);
  const whole = sample.subarray(0, encoding === 'utf-8' ? sample.length : sample.length & ~1);
  const text = new TextDecoder(encoding).decode(whole);
  if (text.trim() === '') throw emptyFile(file);
  const layout = { encoding, totalBytes, packing, separatorGiven: separator !== undefined, sheet: null };
  const packingNotes = packing === null ? [] : [noteOf(packing)];
  const json = separator === undefined ? jsonFormatOf(text) : undefined;
  if (json !== undefined) {
    const note = `The file holds ${json === 'json lines' ? 'a JSON object in each line' : 'one JSON document'}.`;
    const header = { headerLine: 0, headerMissing: false };
    return { ...layout, ...header, separator: ',', format: json, notes: [...packingNotes, note] };
  }
  const found = separator ?? excelHint(text) ?? separatorOf(text);
  const header = headerIn(firstRecords(text, found));
  return { ...layout, ...header, separator: found, format: 'csv', notes: [...packingNotes, ...header.notes] };
}

function noteOf(packing: Exclude<Packing, null>): string {
  return packing === 'gzip' ? 'The file is compressed with gzip.' : `${packing.name} was read, which is in a zip file.`;
}

async function workbookLayout(file: string, totalBytes: number): Promise<FileLayout> {
  const { rows, notes } = await readWorkbook(file);
  const records = rows.map((cells, at) => ({ cells, line: at + 1 })).filter(({ cells }) => !isBlank(cells));
  if (records.length === 0) throw emptyFile(file);
  const header = headerIn(records.slice(0, recordsCompared));
  const layout = { encoding: 'utf-8', separator: ',', separatorGiven: false, totalBytes, packing: null } as const;
  return { ...layout, ...header, format: 'workbook', sheet: rows, notes: [...notes, ...header.notes] };
}

function headerIn(records: readonly SampleRecord[]): Pick<FileLayout, 'headerLine' | 'headerMissing' | 'notes'> {
  const { line, titles, missing } = findHeader(records);
  const notes: string[] = [];
  if (titles.length > 0) {
    const shown = titles.slice(0, 2).map((title) => `'${title.slice(0, 60)}'`);
    const lines = titles.length === 1 ? 'A title line' : `${titles.length} title lines`;
    notes.push(
      `${lines} above the header (line ${line}) ${titles.length === 1 ? 'was' : 'were'} left out: ${shown.join(', ')}.`,
    );
  }
  if (missing) {
    const names = 'column 1, column 2 and so on';
    notes.push(`The first line holds values, not names: it is read as a row, and the columns are called ${names}.`);
  }
  return { headerLine: line, headerMissing: missing, notes };
}

/** The first records of the sample, whose last line may be cut. */
function firstRecords(sample: string, separator: string): SampleRecord[] {
  const records: SampleRecord[] = [];
  const enough = new Error('enough records');
  const tokens = createCsvTokens({
    separator,
    onRecord(cells, line) {
      if (isBlank(cells) || (line === 1 && excelHint(cells.join(separator)) !== undefined)) return;
      records.push({ cells: [...cells], line });
      if (records.length === recordsCompared) throw enough;
    },
    onUnclosed: () => {
      throw enough;
    },
  });
  try {
    tokens.push(sample.replace(/^\uFEFF/, ''));
    // a cut record is used only when there is hardly another one
    if (records.length < 3) tokens.end();
  } catch (error) {
    if (error !== enough) throw error;
  }
  return records;
}

export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}
