import { existsSync } from 'node:fs';
import { emptyFile, encodingOf, readTextSample, refusal, withoutQuoted } from './csv-sample.ts';
import { createCsvTokens, type Oddity } from './csv-tokens.ts';
import { mayBeWorkbook } from './file-kind.ts';
import { findHeader, type SampleRecord } from './find-header.ts';
import { cellsOfJson, linesOf, looksLikeJsonLines } from './json-lines.ts';
import { type Encoding, type EncodingFound, readText } from './read-text.ts';
import { readWorkbook } from './workbook.ts';

export type CsvLayout = {
  readonly encoding: Encoding;
  readonly separator: string;
  /** False: it was detected. */
  readonly separatorGiven: boolean;
  readonly totalBytes: number;
  readonly format: 'csv' | 'json lines' | 'workbook';
  readonly gzip: boolean;
  /** The line of the header, or of the first row where there is none: what stands above is left out. */
  readonly headerLine: number;
  readonly headerMissing: boolean;
  /** Known after the file was read once: quotation marks within values are marked by a backslash. */
  readonly backslashes?: boolean;
  /** What was odd, as sentences. */
  readonly notes: readonly string[];
};

const separators = [',', ';', '\t', '|'] as const;
/** Records in which the header is looked for. */
const recordsCompared = 60;

/** @throws PerennialError `invalid_input` for what can't be read, is empty or isn't text. */
export async function detectLayout(file: string, separator?: string): Promise<CsvLayout> {
  if (!existsSync(file)) throw refusal(`There is no file ${file}.`, 'Check its path.', { file });
  const { sample, totalBytes, gzip } = await readTextSample(file);
  if (!gzip && mayBeWorkbook(sample)) return workbookLayout(file, totalBytes);
  const encoding = encodingOf(sample, file, 'name');
  const whole = sample.subarray(0, encoding === 'utf-8' ? sample.length : sample.length & ~1);
  const text = new TextDecoder(encoding).decode(whole);
  if (text.trim() === '') throw emptyFile(file);
  const layout = { encoding, totalBytes, gzip, separatorGiven: separator !== undefined };
  const gzipNotes = gzip ? ['The file is compressed with gzip.'] : [];
  if (separator === undefined && looksLikeJsonLines(text)) {
    const header = { headerLine: 0, headerMissing: false };
    return {
      ...layout,
      ...header,
      separator: ',',
      format: 'json lines',
      notes: [...gzipNotes, 'The file holds a JSON object in each line.'],
    };
  }
  const found = separator ?? excelHint(text) ?? separatorOf(text);
  const header = headerIn(firstRecords(text, found));
  return { ...layout, ...header, separator: found, format: 'csv', notes: [...gzipNotes, ...header.notes] };
}

async function workbookLayout(file: string, totalBytes: number): Promise<CsvLayout> {
  const { rows, notes } = await readWorkbook(file);
  const records = rows.map((cells, at) => ({ cells, line: at + 1 })).filter(({ cells }) => !isBlank(cells));
  if (records.length === 0) throw emptyFile(file);
  const header = headerIn(records.slice(0, recordsCompared));
  const layout = { encoding: 'utf-8', separator: ',', separatorGiven: false, totalBytes, gzip: false } as const;
  return { ...layout, ...header, format: 'workbook', notes: [...notes, ...header.notes] };
}

function headerIn(records: readonly SampleRecord[]): Pick<CsvLayout, 'headerLine' | 'headerMissing' | 'notes'> {
  const { line, titles, missing } = findHeader(records);
  const notes: string[] = [];
  if (titles.length > 0) {
    const shown = titles.slice(0, 2).map((title) => `'${title.slice(0, 60)}'`);
    const lines = titles.length === 1 ? 'A title line' : `${titles.length} title lines`;
    notes.push(`${lines} above the header (line ${line}) left out: ${shown.join(', ')}.`);
  }
  if (missing) {
    const names = 'column 1, column 2 and so on';
    notes.push(`The first line holds values, not names: it is read as a row, and the columns are called ${names}.`);
  }
  return { headerLine: line, headerMissing: missing, notes };
}

/** Of the sample, whose last line may be cut. */
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
    // a cut record is as good as none, unless it is the only one
    if (records.length < 3) tokens.end();
  } catch (error) {
    if (error !== enough) throw error;
  }
  return records;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** What reading found beyond the records. */
export type ReadFindings = {
  /** Lines of blanks and separators only. */
  blankLines: number;
  /** To be given to whoever reads the file again: `CsvLayout.backslashes`. */
  backslashes: boolean;
  readonly notes: string[];
};

/**
 * All records from the header on that aren't blank, Excel's `sep=;` line left out; of JSON lines and workbooks too. Before records are
 * handed out again from the start, because the first reading was a wrong one, `onRestart` is called.
 * @param width cells of a row once they are known, so that rows which a stray quotation mark swallowed are found.
 */
export async function readRecords(
  file: string,
  layout: CsvLayout,
  onRecord: (cells: string[], line: number) => void,
  /** After each piece of the file; the next is read when it has ended. */
  onBytes: (read: number) => void | Promise<void>,
  onRestart: () => void,
  width: () => number = () => 0,
  findings: ReadFindings = { blankLines: 0, backslashes: false, notes: [] },
): Promise<Encoding> {
  const found: EncodingFound = { encoding: layout.encoding, utf8: false, foreignLines: 0, firstForeign: 0 };
  if (layout.format === 'workbook') await readSheet();
  else if (layout.format === 'json lines') await readJson();
  else {
    const odd = await readCsv(layout.backslashes ?? false);
    if (!layout.backslashes && odd['backslash quote'].count > 0 && odd['backslash end'].count > 0) {
      onRestart();
      Object.assign(found, { utf8: false, foreignLines: 0, firstForeign: 0 });
      findings.blankLines = 0;
      findings.backslashes = true;
      await readCsv(true);
    }
    findings.notes.push(...oddityNotes(odd));
  }
  findings.notes.push(...encodingNotes(found));
  return found.foreignLines > 0 && !found.utf8 ? 'windows-1252' : layout.encoding;

  async function readCsv(backslashes: boolean): Promise<Oddities> {
    const odd: Oddities = {
      'stray quote': { count: 0, line: 0 },
      'backslash quote': { count: 0, line: 0 },
      'backslash end': { count: 0, line: 0 },
    };
    const tokens = createCsvTokens({
      separator: layout.separator,
      backslashes,
      width,
      onRecord(cells, line) {
        if (isBlank(cells)) findings.blankLines++;
        else if (line < layout.headerLine) return;
        else if (line !== 1 || excelHint(cells.join(layout.separator)) === undefined) onRecord(cells, line);
      },
      onOddity(oddity, line) {
        const one = odd[oddity];
        if (one.count++ === 0) one.line = line;
      },
      onUnclosed: (line) => {
        throw refusal(
          `${file}, line ${line}: a quotation mark is never closed.`,
          'Correct that line: a quotation mark within a value is written twice.',
          { file, line },
        );
      },
    });
    let foreignBefore = false;
    for await (const text of readText(file, layout, onBytes, found)) {
      if (found.foreignLines > 0 && !foreignBefore) found.firstForeign += tokens.line() - 1;
      foreignBefore = found.foreignLines > 0;
      tokens.push(text);
    }
    tokens.end();
    return odd;
  }

  async function readSheet(): Promise<void> {
    const { rows } = await readWorkbook(file);
    for (const [at, cells] of rows.entries()) {
      if (isBlank(cells)) findings.blankLines++;
      else if (at + 1 >= layout.headerLine) onRecord([...cells], at + 1);
    }
    await onBytes(layout.totalBytes);
  }

  /** Twice: the first time for the names, for the last object may have one more. */
  async function readJson(): Promise<void> {
    const names = new Map<string, number>();
    for await (const { text, line } of linesOf(readText(file, layout, () => {}, found))) {
      for (const name of cellsOfJson(text, line, file).keys()) if (!names.has(name)) names.set(name, names.size);
    }
    onRecord([...names.keys()], 0);
    const again = { ...found };
    for await (const { text, line } of linesOf(readText(file, layout, onBytes, again))) {
      const cells = cellsOfJson(text, line, file);
      onRecord(
        Array.from(names.keys(), (name) => cells.get(name) ?? ''),
        line,
      );
    }
  }
}

type Oddities = Record<Oddity, { count: number; line: number }>;

function oddityNotes(odd: Oddities): string[] {
  const notes: string[] = [];
  const { 'stray quote': stray, 'backslash quote': escaped } = odd;
  if (stray.count > 0) {
    notes.push(`A quotation mark that opens a cell and ends nowhere was left out, first in line ${stray.line}.`);
  }
  if (escaped.count > 0) {
    notes.push(`Quotation marks behind a backslash (\\") are part of their text, first in line ${escaped.line}.`);
  }
  return notes;
}

function encodingNotes({ utf8, foreignLines, firstForeign }: EncodingFound): string[] {
  if (foreignLines === 0 || !utf8) return [];
  const lines =
    foreignLines === 1 ? `line ${firstForeign} is` : `${foreignLines} lines, the first is ${firstForeign}, are`;
  return [`The encoding is mixed: most is UTF-8, but ${lines} not: read as Windows-1252.`];
}

/** The character of a first line `sep=;`, with which Excel is told what separates. */
function excelHint(text: string): string | undefined {
  return /^\uFEFF?"?sep=(.)"?\s*(?:[\r\n]|$)/i.exec(text)?.[1];
}

const linesCompared = 50;
/** Of the lines, how many must have as many separators as the others, when the first line has none. */
const shareWithoutFirst = 0.6;

/** The one that most lines have equally often, then the one that they have most of; outside quotation marks. */
function separatorOf(sample: string): string {
  const lines = withoutQuoted(sample)
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, linesCompared);
  // the sample may end within a line
  if (lines.length > 2) lines.pop();
  const counted = separators.map((separator) => {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const usual = mostFrequent(counts.filter((count) => count > 0));
    const share = counts.filter((count) => count === usual).length / lines.length;
    return { separator, usual, share, first: counts[0] };
  });
  const present = counted
    .filter(({ usual, first, share }) => usual > 0 && (first > 0 || share >= shareWithoutFirst))
    .sort((a, b) => b.share - a.share || b.usual - a.usual);
  return present[0]?.separator ?? ',';
}

/** 0 of none. */
function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
