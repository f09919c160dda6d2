import { createHash } from 'node:crypto';
import type { GivenRecord } from './given-record.ts';

/**
 * By what a record that waits is known when it is sent again: tables, ids and its date; without an id all that it says. What was
 * stored as jsonb has its fields in another order.
 */
export function parkedKey({ kind, rows, changedAt, source }: Omit<GivenRecord, 'problems'>): string {
  const named = rows.map(({ table, values }) =>
    values.external_id === undefined
      ? [table, Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))]
      : [table, source + values.external_id, values.merged_into !== undefined],
  );
  const text = JSON.stringify([kind, changedAt ?? '', ...named]);
  return createHash('sha256').update(text).digest('base64url');
}
