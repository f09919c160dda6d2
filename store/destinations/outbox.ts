import type pg from 'pg';
import type { Database } from '../database/database.ts';
import { type Listener, listen } from '../database/listen.ts';

const channel = 'perennial_outbox';

/** Tells workers at commit that there may be something to deliver. */
export async function tellOutbox(client: pg.ClientBase): Promise<void> {
  await client.query('select pg_notify($1, $2)', [channel, '']);
}

/** Also calls `heard` when it connects: something may have been put out before. */
export function hearOutbox(database: Database, heard: () => void): Listener {
  return listen(database, channel, heard);
}
