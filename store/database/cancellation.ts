import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type ConnectionSettings, withConnection } from './connection.ts';

/** PostgreSQL ignores a cancel that arrives before the backend has read its query, so it is repeated until the query ends. */
const repeatMs = 50;

function backendOf(client: pg.ClientBase): number {
  // pg sets it from the server's BackendKeyData on connecting; its types don't have it
  const { processID } = client as { processID?: unknown };
  if (typeof processID !== 'number') throw new TypeError('the connection has no backend process id');
  return processID;
}

async function cancelUntil(backend: number, settings: ConnectionSettings, ended: Promise<void>): Promise<void> {
  let over = false;
  const end = ended.then(() => {
    over = true;
  });
  while (!over) {
    // A separate connection: the pool may be full of the very queries to cancel.
    await withConnection(settings, async (control) => {
      while (!over) {
        await control.query('select pg_cancel_backend($1)', [backend]);
        await Promise.race([end, sleep(repeatMs)]);
      }
    }).catch(() => Promise.race([end, sleep(repeatMs)]));
  }
}

/**
 * Runs `work`, which queries through `client`. An abort of the signal cancels whatever the backend runs; the promise rejects
 * with the signal's reason once the backend has answered, so nothing runs any more. Work that finishes despite the abort
 * returns its result. After an abort, destroy the client and don't reuse it, because a late cancel may still reach it.
 */
export async function cancellable<T>(
  client: pg.ClientBase,
  settings: ConnectionSettings,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return await work();
  signal.throwIfAborted();
  const ended = Promise.withResolvers<void>();
  let cancelling: Promise<void> = Promise.resolve();
  function cancel() {
    cancelling = cancelUntil(backendOf(client), settings, ended.promise);
  }
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    ended.resolve();
    await cancelling;
  }
}
