import { PerennialError } from '../../domain/errors.ts';
import type { Database } from './database.ts';

/**
 * Where a page ended: what its last row holds in the columns of the order, as text that PostgreSQL reads back exactly. A JavaScript date
 * would lose microseconds, and with them rows of the same millisecond.
 */
export type Position = readonly string[];
/** `after` null: from the beginning. */
export type PageAsked = {
  readonly limit: number;
  readonly after: Position | null;
  /** Rows to skip, for those who still count them: slower the further they are, and rows that come meanwhile are shown twice. */
  readonly offset?: number | undefined;
};
/** `next` null: there is nothing behind it. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: Position | null };

/** `sql` is never null. All columns of an order together are unique, so that each row has one place. */
export type OrderColumn = {
  readonly sql: string;
  readonly type: 'bigint' | 'boolean' | 'double precision' | 'integer' | 'text' | 'timestamptz' | 'uuid';
  readonly descending: boolean;
};

export type PageQuery = {
  readonly columns: string;
  readonly from: string;
  /** A condition, over `parameters`. */
  readonly where: string;
  readonly parameters: readonly unknown[];
  readonly order: readonly OrderColumn[];
};

/**
 * A page of rows in an order, from behind the position on. Rows that come or go meanwhile move no other row from one page to the next,
 * as they would if rows were counted.
 *
 * @throws PerennialError `invalid_input` for a position of another order
 */
export async function readPage<Row extends object>(
  database: Database,
  { columns, from, where, parameters, order }: PageQuery,
  { limit, after, offset = 0 }: PageAsked,
): Promise<Page<Row>> {
  if (after !== null && after.length !== order.length) throw wrongCursor();
  const behind = after === null ? 'true' : isBehind(order, parameters.length + 1);
  const values = [...parameters, ...(after ?? []), limit + 1];
  const found = await database.query<Row & { readonly position: string[] }>(
    `select ${columns}, array[${order.map(({ sql }) => `(${sql})::text`).join(', ')}] as position
     from ${from} where (${where}) and (${behind})
     order by ${order.map(({ sql, descending }) => `${sql} ${descending ? 'desc' : 'asc'}`).join(', ')} limit $${values.length} offset ${offset}`,
    values,
  );
  const shown = found.slice(0, limit);
  return {
    rows: shown.map(({ position: _, ...row }) => row as unknown as Row),
    next: found.length > limit ? (shown.at(-1)?.position ?? null) : null,
  };
}

/** SQL, with the position from the parameter `first` on. One comparison of rows where all columns run the same way: that is what an index answers. */
export function isBehind(order: readonly OrderColumn[], first: number): string {
  const value = (at: number) => `$${first + at}::${order[at]?.type}`;
  const sign = ({ descending }: OrderColumn) => (descending ? '<' : '>');
  if (new Set(order.map(sign)).size === 1)
    return `(${order.map(({ sql }) => sql).join(', ')}) ${sign(order[0] as OrderColumn)} (${order.map((_, at) => value(at)).join(', ')})`;
  return order
    .map((column, at) => {
      const same = order.slice(0, at).map(({ sql }, before) => `${sql} = ${value(before)} and `);
      return `(${same.join('')}${column.sql} ${sign(column)} ${value(at)})`;
    })
    .join(' or ');
}

/** A column of the table and the value asked for, or several; undefined: nobody asked. */
export type Match = readonly [column: string, value: string | readonly string[] | undefined];

export function matching(matches: readonly Match[]): Pick<PageQuery, 'where' | 'parameters'> {
  const asked = matches.filter(([, value]) => value !== undefined);
  const conditions = asked.map(
    ([column, value], at) => `${column} = ${typeof value === 'string' ? `$${at + 1}` : `any($${at + 1})`}`,
  );
  return { where: ['true', ...conditions].join(' and '), parameters: asked.map(([, value]) => value) };
}

/** By a moment, and by the key where several have the same one. */
export function byMoment(column: string, keyType: OrderColumn['type'], descending: boolean): readonly OrderColumn[] {
  return [
    { sql: column, type: 'timestamptz', descending },
    { sql: 'id', type: keyType, descending },
  ];
}

/** By a key that counts up. */
export function byKey(descending: boolean): readonly OrderColumn[] {
  return [{ sql: 'id', type: 'bigint', descending }];
}

/** The rows themselves, for a page of their keys. One that went meanwhile is left out. */
export async function fillPage<Key, Row extends { readonly id: Key }>(
  { rows, next }: Page<{ readonly id: Key }>,
  read: (ids: Key[]) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const ids = rows.map(({ id }) => id);
  const found = new Map((ids.length === 0 ? [] : await read(ids)).map((row) => [row.id, row]));
  return { rows: ids.flatMap((id) => found.get(id) ?? []), next };
}

export async function mapPage<From, To>(
  { rows, next }: Page<From>,
  map: (rows: readonly From[]) => Promise<readonly To[]>,
): Promise<Page<To>> {
  return { rows: await map(rows), next };
}

export function wrongCursor(): PerennialError {
  return new PerennialError(
    'invalid_input',
    'query.cursor is none that this list has given, or was given for other filters.',
    'Send next_cursor of the page before, with the same filters and sort; without a cursor the list begins anew.',
    { problems: [{ at: 'query.cursor', problem: 'is not a cursor of this list' }] },
  );
}
