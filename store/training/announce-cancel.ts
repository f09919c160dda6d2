import type { Database } from '../database/database.ts';
import { type Listener, listen } from '../database/listen.ts';

const channel = 'perennial_cancel';
/** ms. A cancellation waits no longer for a database that doesn't answer. */
const patience = 500;

/**
 * Tells all workers that a cancellation is about to be asked for, so that their steps ask the server for it at once. Without it, as when
 * the database is away, a step learns of the cancellation with its next slow heartbeat.
 */
export async function announceCancel(database: Database): Promise<void> {
  const announced = database.query('select pg_notify($1, $2)', [channel, '']).catch(() => {});
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, patience);
  await Promise.race([announced, late]);
  clearTimeout(timer);
}

/** It also calls `heard` when it connects: an announcement may have been missed before. */
export function hearCancels(database: Database, heard: () => void): Listener {
  return listen(database, channel, heard);
}
