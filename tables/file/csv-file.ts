import { createReadStream, existsSync } from 'node:fs';
import { emptyFile, encodingOf, readSample, refusal, withoutQuoted } from './csv-sample.ts';
import { createCsvTokens } from './csv-tokens.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export type CsvLayout = {
  readonly encoding: Encoding;
  readonly separator: string;
  /** False: it was detected. */
  readonly separatorGiven: boolean;
  readonly totalBytes: number;
};

const separators = [',', ';', '\t', '|'] as const;

/** @throws PerennialError `invalid_input` for what can't be read, is empty or isn't text. */
export async function detectLayout(file: string, separator?: string): Promise<CsvLayout> {
  if (!existsSync(file)) throw refusal(`There is no file ${file}.`, 'Check its path.', { file });
  const { sample, totalBytes } = await readSample(file);
  const encoding = encodingOf(sample, file, 'name');
  const text = new TextDecoder(encoding).decode(sample);
  if (text.trim() === '') throw emptyFile(file);
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
  /** After each piece of the file; the next is read when it has ended. */
  onBytes: (read: number) => void | Promise<void>,
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
      await onBytes(bytes);
    }
    tokens.push(decoder.decode(rest, { stream: true }));
    tokens.push(decoder.decode());
    tokens.end();
  }
}

/** The character of a first line `sep=;`, with which Excel is told what separates. */
function excelHint(text: string): string | undefined {
  return /^\uFEFF?"?sep=(.)"?\s*(?:[\r\n]|$)/i.exec(text)?.[1];
}

const linesCompared = 20;

/** The one that the most lines have as often as the first has, then the one that the first has most of; outside quotation marks. */
function separatorOf(sample: string): string {
  const lines = withoutQuoted(sample)
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
