import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { PerennialError } from '../domain/errors.ts';
import {
  emptyFile,
  encodingOf,
  lineBreaks,
  maximumRecordCharacters,
  readSample,
  refusal,
  sampleBytes,
  withoutQuoted,
} from '../tables/file/csv-sample.ts';

export type CsvRecord = {
  /** Of the file, counted from 1, where the record starts. */
  readonly line: number;
  readonly cells: readonly string[];
};

export type CsvSource = {
  readonly header: readonly string[];
  readonly totalBytes: number;
  /** The bytes that were read so far. */
  bytesRead(): number;
  /** Once only. Blank lines are left out, also those of a spreadsheet, which have delimiters. */
  records(): AsyncGenerator<CsvRecord>;
};

const delimiters = [',', ';', '\t'] as const;

/**
 * Opens a CSV file as RFC 4180 has it, and as spreadsheets write it: with a byte order mark, semicolons or tabs, CRLF, line breaks
 * within quotation marks, UTF-16. Refuses what is no text with `invalid_input`.
 */
export async function openCsv(file: string): Promise<CsvSource> {
  const { sample, totalBytes } = await readSample(file);
  const encoding = encodingOf(sample, file, 'import');
  let bytes = 0;

  async function* decoded(): AsyncGenerator<string> {
    const decoder = new TextDecoder(encoding, { fatal: true });
    try {
      for await (const chunk of createReadStream(file)) {
        yield decoder.decode(chunk, { stream: true });
        bytes += chunk.length;
      }
      yield decoder.decode();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const message = `${file} is not valid ${encoding.toUpperCase()} (within ${sampleBytes} bytes after byte ${bytes}).`;
      throw refusal(message, 'Save it as CSV in UTF-8 and import it again.', { file });
    }
  }

  const delimiter = delimiterOf(new TextDecoder(encoding).decode(sample));

  /** With `upTo`, the first so many records only, blank lines included. */
  async function* records(upTo = -1): AsyncGenerator<CsvRecord> {
    const parser = parse({
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: maximumRecordCharacters,
      to: upTo,
    });
    const source = Readable.from(decoded());
    source.on('error', (error) => parser.destroy(error));
    source.pipe(parser);
    let line = 1;
    try {
      for await (const cells of parser as AsyncIterable<string[]>) {
        yield { line, cells };
        line += 1 + cells.reduce((breaks, cell) => breaks + lineBreaks(cell), 0);
      }
    } catch (error) {
      throw error instanceof CsvError ? unreadable(file, await lineAfter(error), error) : error;
    } finally {
      source.destroy();
    }
  }

  /** Where the record that can't be parsed starts. The stream drops what it had parsed before, so that is read again. */
  async function lineAfter(error: CsvError): Promise<number> {
    let last: CsvRecord = { line: 0, cells: [] };
    const parsed: unknown = error.records;
    if (typeof parsed === 'number' && parsed > 0) for await (const record of records(parsed)) last = record;
    return last.line + 1 + last.cells.reduce((breaks, cell) => breaks + lineBreaks(cell), 0);
  }

  async function* rows(): AsyncGenerator<CsvRecord> {
    for await (const record of records()) if (record.cells.some((cell) => cell !== '')) yield record;
  }

  const remaining = rows();
  const first = await remaining.next();
  if (first.done === true) throw emptyFile(file);
  const header = first.value.cells.map((name) => name.trim());
  return { header, totalBytes, bytesRead: () => bytes, records: () => remaining };
}

/** The one that the first line has most of, outside quotation marks. */
function delimiterOf(sample: string): string {
  const [line = ''] = withoutQuoted(sample)
    .replace(/^\uFEFF?\s*/, '')
    .split(/\r?\n|\r/, 1);
  const counts = delimiters.map((delimiter) => line.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

function unreadable(file: string, line: number, error: CsvError): PerennialError {
  const open = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  const what = open ? 'a quotation mark that is never closed' : error.message;
  return refusal(
    `${file}, line ${line}: ${what}.`,
    'Correct that line (a quotation mark within a value is written twice) and import the file again; nothing was imported.',
    { file, line },
  );
}
