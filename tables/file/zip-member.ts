import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { refusal } from './refusal.ts';

/** The only table or chat in a zip file. */
export type ZipMember = {
  readonly name: string;
  /** Unpacked. */
  readonly bytes: number;
};

const tables = /\.(?:csv|tsv|tab|txt|json|jsonl|ndjson)$/i;
/** What a Mac adds to each file. */
const besides = /(?:^|\/)(?:__MACOSX\/|\.)/;

/**
 * undefined for what holds no text: workbooks are such files too.
 * @throws PerennialError `invalid_input` for a damaged file, one with a password, and one with several tables.
 */
export async function findZipMember(file: string): Promise<ZipMember | undefined> {
  const zip = await openZip(file);
  try {
    const found: Entry[] = [];
    for await (const entry of zip.eachEntry()) if (isTable(entry)) found.push(entry);
    if (found.length === 0) return undefined;
    if (found.length > 1) throw severalTables(file, found);
    if (found[0].isEncrypted()) throw locked(file);
    return { name: found[0].fileName, bytes: found[0].uncompressedSize };
  } catch (error) {
    throw damaged(file, error, file);
  } finally {
    zip.close();
  }
}

/** Closes the file when the stream ends or is destroyed. */
export async function openZipMember(file: string, { name }: ZipMember): Promise<Readable> {
  const zip = await openZip(file);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== name) continue;
      const stream = await zip.openReadStreamPromise(entry);
      return stream.once('close', () => zip.close());
    }
  } catch (error) {
    zip.close();
    throw damaged(file, error, file);
  }
  zip.close();
  throw refusal(`${file} holds no ${name} any more.`, 'Leave the file as it is while it is read.', { file });
}

async function openZip(file: string): Promise<ZipFile> {
  try {
    return await openPromise(file, { autoClose: false });
  } catch (error) {
    throw damaged(`${file}, which begins like an Excel workbook or a zip file,`, error, file);
  }
}

function isTable({ fileName }: Entry): boolean {
  return tables.test(fileName) && !besides.test(fileName);
}

function severalTables(file: string, entries: readonly Entry[]): Error {
  const names = entries
    .map(({ fileName }) => fileName)
    .sort()
    .slice(0, 5);
  const more = entries.length > names.length ? ' and others' : '';
  return refusal(
    `${file} holds ${entries.length} tables: ${names.join(', ')}${more}.`,
    'Unpack it, and import the folder, or its files one by one.',
    { file, tables: entries.length },
  );
}

function locked(file: string): Error {
  return refusal(`${file} is locked with a password.`, 'Unpack it, and name the file that was in it.', { file });
}

/** Of what can't be read to its end. What the library says of a file is an Error without a code. */
export function damaged(what: string, error: unknown, file: string): Error {
  const { message, code } = error as Error & { code?: string };
  if (code !== undefined && !code.startsWith('Z_')) return error as Error;
  return refusal(`${what} can't be unpacked: ${message.replace(/\.+$/, '')}.`, 'Make or copy the file anew.', { file });
}
