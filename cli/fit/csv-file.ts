import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PerennialError } from '../../domain/errors.ts';
import { createCsvTokens } from './csv-tokens.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export type CsvLayout = {
  readonly encoding: Encoding;
  readonly separator: string;
  /** False: it was detected. */
  readonly separatorGiven: boolean;
  readonly totalBytes: number;
};

const sampleBytes = 64 * 1024;
const separators = [',', ';', '\t', '|'] as const;

/** @throws PerennialError `invalid_input` for what can't be read, is empty or isn't text. */
export async function detectLayout(file: string, separator?: string): Promise<CsvLayout> {
  const { sample, totalBytes } = await readSample(file);
  const encoding = encodingOf(sample, file);
  const text = new TextDecoder(encoding).decode(sample);
  if (text.trim() === '') throw empty(file);
  const found = separator ?? excelHint(text) ?? separatorOf(text);
  return { encoding, separator: found, separatorGiven: separator !== undefined, totalBytes };
}

/**
 * All records that aren't blank, Excel's `sep=;` line left out. Text that isn't UTF-8 after all is read again from the start as
 * Windows-1252, of which Latin-1 is a part: `onRestart` is called before.
 */
export async function readRecords(
  file: string,
  layout: CsvLayout,
  onRecord: (cells: string[], line: number) => void,
  onBytes: (read: number) => void,
  onRestart: () => void,
): Promise<Encoding> {
  try {
    await readAs(layout.encoding);
    return layout.encoding;
  } catch (error) {
    if (!(error instanceof TypeError && layout.encoding === 'utf-8')) throw error;
    onRestart();
    await readAs('windows-1252');
    return 'windows-1252';
  }

  async function readAs(encoding: Encoding): Promise<void> {
    const decoder = new TextDecoder(encoding, { fatal: true });
    const tokens = createCsvTokens({
      separator: layout.separator,
      onRecord(cells, line) {
        if (cells.every((cell) => cell.trim() === '')) return;
        if (line === 1 && excelHint(cells.join(layout.separator)) !== undefined) return;
        onRecord(cells, line);
      },
      onUnclosed: (line) => {
        throw refusal(
          `${file}, line ${line}: a quotation mark is never closed.`,
          'Correct that line: a quotation mark within a value is written twice.',
          { file, line },
        );
      },
    });
    let bytes = 0;
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
      // Whole lines, mostly, so that the tokens needn't join strings: a joined one is read several times more slowly.
      const end = encoding.startsWith('utf-16') ? chunk.length : chunk.lastIndexOf('\n') + 1 || chunk.length;
      tokens.push(decoder.decode(Buffer.concat([rest, chunk.subarray(0, end)]), { stream: true }));
      rest = Buffer.from(chunk.subarray(end));
      bytes += chunk.length;
      onBytes(bytes);
    }
    tokens.push(decoder.decode(rest, { stream: true }));
    tokens.push(decoder.decode());
    tokens.end();
  }
}

async function readSample(file: string): Promise<{ sample: Buffer; totalBytes: number }> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw refusal(`There is no file ${file}.`, 'Check its path.', { file });
    }
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(`${file} can't be read: ${why}.`, 'Check its name and its permissions.', { file });
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw refusal(`${file} is no file.`, 'Name a CSV file.', { file });
    if (stats.size === 0) throw empty(file);
    const sample = Buffer.alloc(Math.min(sampleBytes, stats.size));
    await handle.read(sample, 0, sample.length, 0);
    return { sample, totalBytes: stats.size };
  } finally {
    await handle.close();
  }
}

function encodingOf(sample: Buffer, file: string): Encoding {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const archive = sample.subarray(0, 4).toString('latin1') === 'PK\x03\x04';
  if (archive || sample.includes(0)) {
    const what = archive ? 'an Excel workbook or another archive' : 'a binary file';
    throw refusal(`${file} is ${what}, not CSV.`, 'Save it as CSV in UTF-8 and name that.', { file });
  }
  return 'utf-8';
}

/** The character of a first line `sep=;`, with which Excel is told what separates. */
function excelHint(text: string): string | undefined {
  return /^\uFEFF?"?sep=(.)"?\s*(?:[\r\n]|$)/i.exec(text)?.[1];
}

const linesCompared = 20;

/** The one that the most lines have as often as the first has, then the one that the first has most of; outside quotation marks. */
function separatorOf(sample: string): string {
  const unquoted = sample.replaceAll(/"(?:[^"]|"")*"/g, '');
  const lines = unquoted
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, linesCompared);
  // the sample may end within a line
  if (lines.length > 2) lines.pop();
  const counted = separators.map((separator) => {
    const [first = 0, ...others] = lines.map((line) => line.split(separator).length - 1);
    const alike = others.filter((count) => count === first).length;
    return { separator, first, share: others.length === 0 ? 1 : alike / others.length };
  });
  const present = counted.filter(({ first }) => first > 0).sort((a, b) => b.share - a.share || b.first - a.first);
  return present[0]?.separator ?? ',';
}

function empty(file: string): PerennialError {
  return refusal(`${file} is empty.`, 'Its first line must name the columns, the others are the rows.', { file });
}

function refusal(message: string, remedy: string, details: Record<string, unknown>): PerennialError {
  return new PerennialError('invalid_input', message, remedy, details);
}
