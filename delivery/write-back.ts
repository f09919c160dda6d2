import pg from 'pg';
import type { SqlLayout } from '../domain/destinations/destination.ts';
import { checkChatwoot, writeToChatwoot } from './chatwoot.ts';
import { DeliveryFailure } from './delivery-failure.ts';
import { checkTable, writeToTable } from './own-table.ts';
import type { ScoreList } from './score-row.ts';

export type SqlTarget = {
  readonly url: string;
  readonly layout: SqlLayout;
  readonly table?: string | undefined;
  /** ms that a row which somebody holds is waited for. */
  readonly lockPatience?: number;
};

/** ms. Their users come first: a row that somebody holds is waited for only shortly, and the list is tried again. */
const usualLockPatience = 10_000;
const statementPatience = 120_000;
const connectPatience = 10_000;

/** Writes a list into somebody's PostgreSQL. Written again, it changes nothing. @throws DeliveryFailure */
export async function writeBack(target: SqlTarget, list: ScoreList, signal?: AbortSignal): Promise<void> {
  await connected(target, signal, async (client) => {
    if (target.layout === 'chatwoot') await writeToChatwoot(client, list, signal);
    else await writeToTable(client, target.table ?? '', list, signal);
  });
}

/** Whether lists could be written; writes nothing. @throws DeliveryFailure */
export async function testWriteBack(target: SqlTarget, signal?: AbortSignal): Promise<void> {
  await connected(target, signal, async (client) => {
    if (target.layout === 'chatwoot') await checkChatwoot(client);
    else await checkTable(client, target.table ?? '');
  });
}

async function connected(
  { url, lockPatience = usualLockPatience }: SqlTarget,
  signal: AbortSignal | undefined,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'perennial write-back',
    connectionTimeoutMillis: connectPatience,
    lock_timeout: lockPatience,
    statement_timeout: statementPatience,
    // a server that hangs answers no timeout of its own
    query_timeout: statementPatience + connectPatience,
  });
  // a connection that is lost between two queries
  client.on('error', () => {});
  const end = () => void client.end().catch(() => {});
  signal?.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    await work(client);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DeliveryFailure) throw error;
    // the message of PostgreSQL names tables and roles; values and passwords stand elsewhere
    throw new DeliveryFailure(`The database did not take the list: ${wordsOf(error)}.`, { cause: error });
  } finally {
    signal?.removeEventListener('abort', end);
    await client.end().catch(() => {});
  }
}

function wordsOf(error: unknown): string {
  const { message, errors, code } = error as { message?: string; errors?: readonly Error[]; code?: string };
  return message || errors?.[0]?.message || code || String(error);
}
