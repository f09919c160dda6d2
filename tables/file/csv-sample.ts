import { type FileHandle, open } from 'node:fs/promises';
import { PerennialError } from '../../domain/errors.ts';

/** Enough for every header; what is read to tell text from something else. */
export const sampleBytes = 64 * 1024;
/** A record longer than this is a quotation mark that was never closed. */
export const maximumRecordCharacters = 1024 * 1024;

/**
 * The beginning of a file.
 * @throws PerennialError `invalid_input` for what can't be read, is no file, or is empty.
 */
export async function readSample(file: string): Promise<{ sample: Buffer; totalBytes: number }> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(`${file} can't be read: ${why}.`, 'Check its name and its permissions.', { file });
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw refusal(`${file} is no file.`, 'Name a CSV file.', { file });
    if (stats.size === 0) throw emptyFile(file);
    const sample = Buffer.alloc(Math.min(sampleBytes, stats.size));
    await handle.read(sample, 0, sample.length, 0);
    return { sample, totalBytes: stats.size };
  } finally {
    await handle.close();
  }
}

/**
 * @param verb what is then done with the file, for the remedy.
 * @throws PerennialError `invalid_input` for what is no text.
 */
export function encodingOf(sample: Buffer, file: string, verb: 'import' | 'name'): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const archive = sample.subarray(0, 4).toString('latin1') === 'PK\x03\x04';
  if (archive || sample.includes(0)) {
    const what = archive ? 'an Excel workbook or another archive' : 'a binary file';
    throw refusal(`${file} is ${what}, not CSV.`, `Save it as CSV in UTF-8 and ${verb} that.`, { file });
  }
  return 'utf-8';
}

/** Of each of the three kinds. */
export function lineBreaks(cell: string): number {
  return cell.includes('\n') || cell.includes('\r') ? (cell.match(/\r\n|\n|\r/g)?.length ?? 0) : 0;
}

/** Without quoted parts, in which separators and line breaks are a value's own. */
export function withoutQuoted(sample: string): string {
  return sample.replaceAll(/"(?:[^"]|"")*"/g, '');
}

export function emptyFile(file: string): PerennialError {
  return refusal(`${file} is empty.`, 'Its first line must name the columns, the others are the rows.', { file });
}

export function refusal(message: string, remedy: string, details: Record<string, unknown>): PerennialError {
  return new PerennialError('invalid_input', message, remedy, details);
}
