import type { Readable } from 'node:stream';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** The rows of a query in COPY's binary format, no faster than they are read; `readCopied` takes them apart. */
export function copyOut(client: pg.ClientBase, sql: string): Readable {
  return client.query(copyTo(`copy (${sql}) to stdout (format binary)`));
}

/** COPY takes no parameters: `$1` and on become literals, but not within texts. */
export function withLiterals(sql: string, values: readonly (Date | number | null)[]): string {
  return sql.replaceAll(/'(?:[^']|'')*'|\$(\d+)/g, (found, number: string | undefined) =>
    number === undefined ? found : literalOf(values[Number(number) - 1]),
  );
}

function literalOf(value: Date | number | null | undefined): string {
  if (value === undefined) throw new RangeError('the query has more parameters than there are values');
  if (value === null) return 'null::double precision';
  return value instanceof Date ? `timestamptz '${value.toISOString()}'` : `'${value}'::double precision`;
}
