import pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';
import { fromServerError } from './server-errors.ts';

/** PostgreSQL's object ids of types, from pg_type.dat. */
const oid = { int8: 20, int8Array: 1016, numeric: 1700, date: 1082, timestamp: 1114 } as const;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is outside the integers that a number holds exactly`);
  return value;
}

const parserOf = pg.types.getTypeParser as (id: number, format?: string) => (text: string) => unknown;
const bigintArray = parserOf(oid.int8Array) as (text: string) => (string | null)[];

const parsers = new Map<number, (text: string) => unknown>([
  [oid.int8, safeInteger],
  [oid.int8Array, (text) => bigintArray(text).map((value) => (value === null ? null : safeInteger(value)))],
  [oid.numeric, Number],
  // a date is not a moment: pg would read it in the machine's time zone
  [oid.date, String],
  [oid.timestamp, String],
]);

/** Set per connection, because pg's global parsers belong to the whole process. timestamptz stays a Date. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: string) =>
    parsers.get(id) ?? parserOf(id, format)) as pg.CustomTypesConfig['getTypeParser'],
};

export type ConnectionSettings = {
  readonly url: string;
  readonly applicationName: string;
  /** ms that somebody waits for an answer; left out: a worker, which can wait. */
  readonly patience?: number | undefined;
};

/** ms that API and commands wait for the database: a connection, a lock, or any sign of life during a query. */
export const databasePatience = 5_000;

export function clientConfig({ url, applicationName, patience }: ConnectionSettings): pg.ClientConfig {
  const lockLimit = patience === undefined ? '' : ` -c lock_timeout=${patience}`;
  return {
    connectionString: url,
    application_name: applicationName,
    types,
    keepAlive: true,
    connectionTimeoutMillis: patience ?? 15_000,
    // hours and days are computed in SQL, and the server's own zone must not affect them
    options: `-c TimeZone=UTC -c DateStyle=ISO${lockLimit}`,
  };
}

/** Opens a connection outside any pool while `work` runs. */
export async function withConnection<T>(
  settings: ConnectionSettings,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(clientConfig(settings));
  // when the server drops the connection, the running query reports it as well
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw fromServerError(error, settings.url);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The oldest PostgreSQL that is still supported by its developers (14 ended in November 2026); the tests run on 18. */
export const oldestServer = 15;

export async function requireServerVersion(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: string }>("select current_setting('server_version_num') as version");
  const major = Math.floor(Number(rows[0]?.version) / 10_000);
  if (major >= oldestServer) return;
  throw new PerennialError(
    'database_version',
    `The database server is PostgreSQL ${major}; ${oldestServer} or newer is needed.`,
    `Upgrade the server, or leave DATABASE_URL unset to use the included one.`,
    { found: major, needed: oldestServer },
  );
}
