import type { SourceStreamDefinition } from './source-definition.ts';

export type StreamQuery = { readonly sql: string; readonly parameters: readonly unknown[] };

/** The position of a reading: everything up to this change, and of those at that moment up to this key, was read. */
export type Position = { readonly changedAt: string; readonly changedKey: string };

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The stream as a subquery `s`, whose account comes after the given parameters. */
function stream(sql: string, parameters: readonly unknown[], account: string | undefined): StreamQuery {
  if (!sql.includes('$account')) return { sql: `(${sql}) as s`, parameters };
  return {
    sql: `(${sql.replaceAll('$account', `$${parameters.length + 1}`)}) as s`,
    parameters: [...parameters, account ?? null],
  };
}

/**
 * Rows behind a position in the order of their changes, each with its own position. Rows that don't say when they changed come first.
 * Moments without a zone are in that of the connection, UTC, as those of Rails and Odoo.
 */
export function pageQuery(
  { sql, key, changed }: SourceStreamDefinition,
  position: Position | null,
  rows: number,
  account: string | undefined,
): StreamQuery {
  const at = `coalesce(s.${quoted(changed)}, 'epoch')`;
  const id = `s.${quoted(key)}::text collate "C"`;
  const from = stream(sql, [position?.changedAt ?? null, position?.changedKey ?? '', rows], account);
  return {
    sql: `select to_char(${at}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as perennial_changed, s.${quoted(key)}::text as perennial_key, s.*
      from ${from.sql}
      where $1::timestamptz is null or ${at} > $1::timestamptz or (${at} = $1::timestamptz and ${id} > $2::text)
      order by ${at}, ${id} limit $3::integer`,
    parameters: from.parameters,
  };
}

export function countQuery({ sql }: SourceStreamDefinition, account: string | undefined): StreamQuery {
  const from = stream(sql, [], account);
  return { sql: `select count(*) from ${from.sql}`, parameters: from.parameters };
}

/** Keys behind one, in their order. */
export function keysQuery(
  { sql, key }: SourceStreamDefinition,
  after: string,
  rows: number,
  account: string | undefined,
): StreamQuery {
  const id = `s.${quoted(key)}::text collate "C"`;
  const from = stream(sql, [after, rows], account);
  return {
    sql: `select s.${quoted(key)}::text as key from ${from.sql} where ${id} > $1::text order by ${id} limit $2::integer`,
    parameters: from.parameters,
  };
}

/** Which of these keys are there. */
export function knownQuery(
  { sql, key }: SourceStreamDefinition,
  keys: readonly string[],
  account: string | undefined,
): StreamQuery {
  const from = stream(sql, [keys], account);
  const id = `s.${quoted(key)}::text`;
  return { sql: `select ${id} as key from ${from.sql} where ${id} = any($1::text[])`, parameters: from.parameters };
}
