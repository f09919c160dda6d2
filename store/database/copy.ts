import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** Rows are joined into chunks of about this many characters, so one write to the socket carries hundreds of rows. */
const chunkCharacters = 64 * 1024;

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** One value in COPY's text format (PostgreSQL manual, COPY, 'Text Format'); null and undefined are \N. */
function copyText(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value);
  return /[\\\b\f\n\r\t\v]/.test(text) ? text.replace(/[\\\b\f\n\r\t\v]/g, (found) => escapes[found] ?? found) : text;
}

function copyLine(row: readonly unknown[]): string {
  let line = '';
  for (let column = 0; column < row.length; column++) {
    if (column > 0) line += '\t';
    line += copyText(row[column]);
  }
  return `${line}\n`;
}

async function* linesAsTheyCome(rows: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let chunk = '';
  for await (const row of rows) {
    chunk += copyLine(row);
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Rows that are there already wait for nothing: a promise each would cost more than the row. */
function* linesAtOnce(rows: Iterable<readonly unknown[]>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += copyLine(row);
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

/**
 * Streams rows into a table by COPY ... FROM STDIN, no faster than the server takes them. Returns the number of rows. Values:
 * text, number, boolean, Date, null; anything else as JSON. If the source fails, nothing is stored: COPY is one statement.
 */
export async function copyInto(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): Promise<number> {
  const names = columns.map((column) => quoted(column)).join(', ');
  const stream = client.query(copyFrom(`copy ${quoted(table)} (${names}) from stdin`));
  await pipeline(
    Readable.from(Symbol.asyncIterator in rows ? linesAsTheyCome(rows) : linesAtOnce(rows), { objectMode: true }),
    stream,
  );
  return stream.rowCount;
}
