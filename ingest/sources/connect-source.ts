import pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';
import { sourceFailure } from './source-errors.ts';

/** ms */
const patience = 10_000;
/** ms after which a query of a page is given up. */
const statementTimeout = 120_000;

// the rows that are sorted at once fit into memory there
const sessionSql = `set timezone = 'UTC'; set datestyle = 'ISO'; set default_transaction_read_only = on; set statement_timeout = ${statementTimeout};
  set work_mem = '64MB'`;

/** Every value as the text that the server writes: a dump of the table has the same. */
const asText: pg.CustomTypesConfig = { getTypeParser: (() => (value: unknown) => value) as never };

export type SourceRows = { readonly columns: string[]; readonly rows: (string | null)[][] };

export type SourceReader = {
  readonly clock: Date;
  rows(sql: string, parameters: readonly unknown[]): Promise<SourceRows>;
  /** The query runs once, and each call gives so many of its rows. */
  open(sql: string, parameters: readonly unknown[]): Promise<(rows: number) => Promise<SourceRows>>;
};

/**
 * Reads a database within one snapshot, in which nothing can be written.
 * @param url of PostgreSQL, with the credential.
 * @throws PerennialError `source_refused`, `source_unavailable`, `source_changed`
 */
export async function inSnapshot<Result>(
  source: string,
  url: string,
  signal: AbortSignal | undefined,
  work: (reader: SourceReader) => Promise<Result>,
): Promise<Result> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new PerennialError(
      'source_refused',
      `${source}: what its credential refers to is not the address of a PostgreSQL database.`,
      'It has to be such as postgresql://user:password@host:5432/database.',
      { source },
    );
  }
  const client = new pg.Client({
    connectionString: url,
    application_name: 'perennial-source',
    connectionTimeoutMillis: patience,
    keepAlive: true,
    types: asText,
  });
  client.on('error', () => {});
  const leave = () => void client.end().catch(() => {});
  try {
    signal?.throwIfAborted();
    await client.connect();
    signal?.addEventListener('abort', leave, { once: true });
    // not as options of the connection, which the address could override
    await client.query(sessionSql);
    await client.query('begin isolation level repeatable read read only');
    const now = await client.query<{ now: string }>(
      `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`,
    );
    const rows = async (sql: string, parameters: readonly unknown[]): Promise<SourceRows> => {
      const found = await client.query({ text: sql, values: [...parameters], rowMode: 'array' });
      return { columns: found.fields.map(({ name }) => name), rows: found.rows as (string | null)[][] };
    };
    let cursors = 0;
    const result = await work({
      clock: new Date(now.rows[0]?.now ?? ''),
      rows,
      async open(sql, parameters) {
        const cursor = `perennial_${++cursors}`;
        await client.query(`declare ${cursor} no scroll cursor for ${sql}`, [...parameters]);
        return (count) => rows(`fetch forward ${count} from ${cursor}`, []);
      },
    });
    await client.query('commit');
    return result;
  } catch (error) {
    signal?.throwIfAborted();
    throw sourceFailure(source, error);
  } finally {
    signal?.removeEventListener('abort', leave);
    await client.end().catch(() => {});
  }
}
