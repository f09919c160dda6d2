import { createCsvTokens, type Oddity } from './csv-tokens.ts';
import { type FileLayout, isBlank } from './detect-layout.ts';
import { excelHint } from './detect-separator.ts';
import { cellsOfLine, linesOf, objectsOfDocument } from './json-records.ts';
import { type Encoding, type EncodingFound, readText } from './read-text.ts';
import { refusal } from './refusal.ts';

/** What is done with the records of a file. */
export type RecordHandlers = {
  /** `cells` is used again for the next record. */
  readonly onRecord: (cells: string[], line: number) => void;
  /** Called when the first reading turned out wrong, before records are handed out again from the start. */
  readonly onRestart: () => void;
  /** Called after each piece of the file. Reading goes on when it has ended. */
  readonly onBytes?: (read: number) => void | Promise<void>;
  /** How many cells a row has, once that is known. It shows whether a stray quotation mark swallowed rows. */
  readonly width: () => number;
};

/** What reading found beyond the records. */
export type ReadFindings = {
  readonly encoding: Encoding;
  /** Lines of blanks and separators only. */
  readonly blankLines: number;
  /** Goes into `FileLayout.backslashes`, for reading the file again. */
  readonly backslashes: boolean;
  readonly notes: readonly string[];
};

/** Hands out all records from the header on, without blank ones and Excel's `sep=;` line. For JSON the first record is the names. */
export async function readRecords(file: string, layout: FileLayout, handlers: RecordHandlers): Promise<ReadFindings> {
  const { onRecord, onBytes = () => {}, onRestart, width } = handlers;
  const found: EncodingFound = { encoding: layout.encoding, utf8: false, foreignLines: 0, firstForeign: 0 };
  let blankLines = 0;
  let backslashes = layout.backslashes ?? false;
  const notes: string[] = [];
  switch (layout.format) {
    case 'workbook':
      await readSheet(layout.sheet ?? []);
      break;
    case 'json lines':
      await readLines();
      break;
    case 'json document':
      await readDocument();
      break;
    case 'csv':
      await readCsv();
  }
  notes.push(...encodingNotes(found));
  const encoding = found.foreignLines > 0 && !found.utf8 ? 'windows-1252' : layout.encoding;
  return { encoding, blankLines, backslashes, notes };

  async function readCsv(): Promise<void> {
    const odd = await readTokens();
    if (!backslashes && odd['backslash quote'].count > 0 && odd['backslash end'].count > 0) {
      onRestart();
      Object.assign(found, { utf8: false, foreignLines: 0, firstForeign: 0 });
      blankLines = 0;
      backslashes = true;
      await readTokens();
    }
    notes.push(...oddityNotes(odd));
  }

  async function readTokens(): Promise<Oddities> {
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
        if (isBlank(cells)) blankLines++;
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

  async function readSheet(rows: readonly (readonly string[])[]): Promise<void> {
    for (const [at, cells] of rows.entries()) {
      if (isBlank(cells)) blankLines++;
      else if (at + 1 >= layout.headerLine) onRecord([...cells], at + 1);
    }
    await onBytes(layout.totalBytes);
  }

  /** Reads the file twice, the first time for the names: even the last object may bring a new one. */
  async function readLines(): Promise<void> {
    const names = new Set<string>();
    for await (const { text, line } of linesOf(readText(file, layout, () => {}, found))) {
      for (const name of cellsOfLine(text, line, file).keys()) names.add(name);
    }
    onRecord([...names], 0);
    const again = { ...found };
    for await (const { text, line } of linesOf(readText(file, layout, onBytes, again))) {
      const cells = cellsOfLine(text, line, file);
      onRecord(
        Array.from(names, (name) => cells.get(name) ?? ''),
        line,
      );
    }
  }

  /** Reads the document as a whole. Objects are numbered in place of lines. */
  async function readDocument(): Promise<void> {
    const pieces: string[] = [];
    for await (const piece of readText(file, layout, onBytes, found)) pieces.push(piece);
    const objects = objectsOfDocument(pieces.join(''), file);
    const names = [...new Set(objects.flatMap((cells) => [...cells.keys()]))];
    onRecord(names, 0);
    for (const [at, cells] of objects.entries()) {
      onRecord(
        names.map((name) => cells.get(name) ?? ''),
        at + 1,
      );
    }
  }
}

type Oddities = Record<Oddity, { count: number; line: number }>;

function oddityNotes(odd: Oddities): string[] {
  const notes: string[] = [];
  const { 'stray quote': stray, 'backslash quote': escaped } = odd;
  if (stray.count > 0) {
    notes.push(`A quotation mark that opens a cell but is never closed was left out, first in line ${stray.line}.`);
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
