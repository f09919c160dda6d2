import pg from 'pg';
import type { Database } from './database.ts';

export type Listener = { close(): Promise<void> };

/** The time between two attempts to reach a server that is down. */
const reconnectMilliseconds = 500;

/**
 * Calls `heard` for each notification on the channel, and after each connection, because notifications in between are lost.
 * It holds a connection outside the pool and reconnects until it succeeds.
 */
export function listen(database: Database, channel: string, heard: () => void): Listener {
  let client: pg.Client | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<void> {
    const connecting = new pg.Client(database.pool.options);
    client = connecting;
    connecting.on('error', () => {});
    connecting.on('notification', heard);
    connecting.once('end', later);
    try {
      await connecting.connect();
      await connecting.query(`listen ${pg.escapeIdentifier(channel)}`);
      heard();
    } catch {
      connecting.end().catch(() => {});
      later();
    }
  }

  function later(): void {
    if (closed) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void connect(), reconnectMilliseconds);
    waiting.unref();
  }

  void connect();
  return {
    async close() {
      closed = true;
      clearTimeout(waiting);
      await client?.end().catch(() => {});
    },
  };
}
