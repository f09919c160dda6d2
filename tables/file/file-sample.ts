import { type FileHandle, open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { whatIsNoText } from './file-kind.ts';
import { emptyFile, refusal } from './refusal.ts';
import { findZipMember, openZipMember, type ZipMember } from './zip-member.ts';

/** How the text of a file is packed, if it is. */
export type Packing = 'gzip' | ZipMember | null;

/** Enough to hold any header and to tell text from other files. */
const sampleBytes = 64 * 1024;

/**
 * The beginning of a file.
 * @throws PerennialError `invalid_input` for a path that can't be read, is not a file, or is empty.
 */
async function readSample(file: string): Promise<{ sample: Buffer; totalBytes: number }> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(`${file} can't be read: ${why}.`, 'Check its name and its permissions.', { file });
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw refusal(`${file} is not a file.`, 'Name a CSV file.', { file });
    if (stats.size === 0) throw emptyFile(file);
    const sample = Buffer.alloc(Math.min(sampleBytes, stats.size));
    await handle.read(sample, 0, sample.length, 0);
    return { sample, totalBytes: stats.size };
  } finally {
    await handle.close();
  }
}

/** `totalBytes` are those that are counted while the text is read. */
export type TextSample = { readonly sample: Buffer; readonly totalBytes: number; readonly packing: Packing };

/** The beginning of the text, unpacked where the file is packed. */
export async function readTextSample(file: string): Promise<TextSample> {
  const { sample, totalBytes } = await readSample(file);
  const packing = await packingOf(file, sample);
  if (packing === null) return { sample, totalBytes, packing };
  if (packing !== 'gzip') return { sample: await beginningOf(file, packing), totalBytes: packing.bytes, packing };
  try {
    // the sample may end within the compressed text
    const text = gunzipSync(sample, { finishFlush: constants.Z_SYNC_FLUSH });
    return { sample: text.subarray(0, sampleBytes), totalBytes, packing };
  } catch {
    throw refusal(`${file} begins like a gzip file but can't be decompressed.`, 'Make the file anew.', { file });
  }
}

async function packingOf(file: string, sample: Buffer): Promise<Packing> {
  if (sample[0] === 0x1f && sample[1] === 0x8b) return 'gzip';
  if (sample.subarray(0, 4).toString('latin1') !== 'PK\x03\x04') return null;
  return (await findZipMember(file)) ?? null;
}

async function beginningOf(file: string, member: ZipMember): Promise<Buffer> {
  if (member.bytes === 0) throw emptyFile(file);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of (await openZipMember(file, member)) as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= sampleBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, sampleBytes);
}

/** @throws PerennialError `invalid_input` for what is not text. */
export function encodingOf(sample: Buffer, file: string): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const known = whatIsNoText(sample);
  const wide = known === undefined ? wideEncodingOf(sample) : undefined;
  if (wide !== undefined) return wide;
  if (known !== undefined || sample.includes(0)) {
    const what = known ?? 'a binary file';
    throw refusal(`${file} is ${what}, not CSV.`, `Save it as CSV in UTF-8 and name that.`, { file });
  }
  return 'utf-8';
}

/** Recognises UTF-16 without a byte order mark: Latin letters, digits and separators have a zero in every second byte and nowhere else. */
function wideEncodingOf(sample: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2]++;
  const enough = 0.05 * (sample.length / 2);
  const encoding =
    zeros[0] === 0 && zeros[1] > enough ? 'utf-16le' : zeros[1] === 0 && zeros[0] > enough ? 'utf-16be' : undefined;
  if (encoding === undefined) return undefined;
  const text = new TextDecoder(encoding).decode(sample.subarray(0, sample.length - (sample.length % 2)));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: text doesn't contain them
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text.slice(0, -1)) || !/[\r\n]/.test(text) ? undefined : encoding;
}
