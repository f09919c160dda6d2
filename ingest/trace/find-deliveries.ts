import type { Hook } from '../../domain/hooks.ts';
import type { WaitedRow } from '../../store/crm/waited-rows.ts';
import type { Database } from '../../store/database/database.ts';
import { listHooks } from '../../store/hooks/hooks.ts';
import { deliveriesThatName, type NamingDelivery } from '../../store/hooks/inbox.ts';
import { readDelivery } from '../hooks/read-delivery.ts';
import type { TracedRow } from './trace.ts';

/** A row, with the batch whose deliveries may have brought it, or with when it began to wait. */
export type AskedRow = { readonly key: number; readonly externalId: string } & (
  | { readonly batch: number }
  | { readonly waited: WaitedRow }
);

/**
 * The webhooks that first said rows of a table, by the rows' keys. A batch is of many deliveries, so they are read again, as they were
 * when they came. Rows whose delivery is gone, or that have an id of our own making, are left out.
 */
export async function findDeliveries(
  database: Database,
  table: string,
  rows: readonly AskedRow[],
): Promise<ReadonlyMap<number, NonNullable<TracedRow['delivery']>>> {
  const found = new Map<number, NonNullable<TracedRow['delivery']>>();
  if (rows.length === 0) return found;
  const hooks = new Map((await listHooks(database)).map((hook) => [hook.name, hook]));
  for (const row of rows) {
    const word = longestWord(row.externalId.slice(row.externalId.indexOf(':') + 1));
    if (word === '') continue;
    const candidates = await deliveriesThatName(database, word, 'batch' in row ? row.batch : row.waited);
    const delivery = candidates.find((each) => says(hooks.get(each.source), each, table, row.externalId));
    if (delivery === undefined) continue;
    const { id, deliveryId, receivedAt, event } = delivery;
    found.set(row.key, { id, deliveryId, receivedAt, event });
  }
  return found;
}

/** A message opens the conversation that it names. */
function says(hook: Hook | undefined, delivery: NamingDelivery, table: string, externalId: string): boolean {
  if (hook === undefined) return false;
  const reading = readDelivery(hook, delivery);
  if (!('rows' in reading)) return false;
  return reading.rows.some(
    (row) =>
      (row.table === table && `${hook.ids}:${row.values.external_id}` === externalId) ||
      (table === 'conversations' && `${hook.ids}:${row.values.conversation}` === externalId),
  );
}

/** JSON may write other characters in several ways. */
function longestWord(text: string): string {
  const words: readonly string[] = text.match(/[A-Za-z0-9_.=-]+/g) ?? [];
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}
