import type { Duplex } from 'node:stream';
import pg from 'pg';
import { type ConnectionSettings, clientConfig } from './connection.ts';

/**
 * A server that hangs (its machine stopped, its disk stuck) breaks no connection, so queries would wait for ever. A limit for each
 * statement would also end long queries that a slow but living server is working on. So when a query has taken half of the
 * patience, the server is asked something trivial on a connection of its own. Without an answer within most of the other half, all that
 * waits is ended with `database_unavailable`, and new queries are refused at once until the server answers again.
 *
 * @param patience ms, in all.
 */
export function watchPool(pool: pg.Pool, settings: ConnectionSettings, patience: number): { close(): void } {
  /** When each client was lent. */
  const lent = new Map<pg.PoolClient, number>();
  let provenAt = 0;
  let asking = false;
  let hangs = false;

  pool.on('acquire', (client) => lent.set(client, performance.now()));
  pool.on('release', (_error, client) => lent.delete(client));
  pool.on('remove', (client) => lent.delete(client as pg.PoolClient));

  async function look(): Promise<void> {
    const now = performance.now();
    const waitsLong = [...lent.values()].some((since) => now - Math.max(since, provenAt) > patience / 2);
    if (asking || !(hangs || waitsLong)) return;
    asking = true;
    const answered = await answers(settings, 0.4 * patience);
    asking = false;
    hangs = !answered;
    if (answered) provenAt = performance.now();
    else for (const client of lent.keys()) end(client);
  }

  const connect = pool.connect.bind(pool) as (callback?: Connected) => Promise<pg.PoolClient>;
  pool.connect = ((callback?: Connected) => {
    if (!hangs) return callback === undefined ? connect() : connect(callback);
    const error = new Error(hanging);
    if (callback === undefined) return Promise.reject(error);
    callback(error, undefined, () => {});
  }) as typeof pool.connect;

  const timer = setInterval(() => void look(), patience / 20);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, done: () => void) => void;

/** `server-errors.ts` knows these words. */
export const hanging = 'connection error: it accepts connections, but answers nothing';

/** ms */
const tick = 20;

/** Whether the server answers anything, even with an error of its own: full, starting, stopping. */
async function answers(settings: ConnectionSettings, patience: number): Promise<boolean> {
  const client = new pg.Client({ ...clientConfig(settings), connectionTimeoutMillis: 0 });
  client.on('error', () => {});
  const late = Promise.withResolvers<boolean>();
  // in ticks, so that work which holds up this thread doesn't pass for a server that hangs
  let left = Math.ceil(patience / tick);
  const timer = setInterval(() => {
    left--;
    if (left === 0) late.resolve(false);
  }, tick);
  const asked = client
    .connect()
    .then(() => client.query('select 1'))
    .then(
      () => true,
      (error: unknown) => /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code)),
    );
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearInterval(timer);
    streamOf(client).destroy(); // an ordered end would wait for the server
  }
}

/** Breaks the connection on our side: what waits on it fails as when the server breaks it. */
function end(client: pg.ClientBase): void {
  streamOf(client).destroy();
}

/** pg's types don't have it. */
function streamOf(client: pg.ClientBase): Duplex {
  return (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection.stream;
}
