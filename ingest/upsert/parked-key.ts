import { createHash } from 'node:crypto';
import type { GivenRecord } from './given-record.ts';

/** By what a record that waits is known when it is sent again: tables, ids and its date; without an id all that it says. */
export function parkedKey({ kind, rows, changedAt, source }: Omit<GivenRecord, 'problems'>): string {
  const named = rows.map(({ table, values }) =>
    values.external_id === undefined
      ? [table, values]
      : [table, source + values.external_id, values.merged_into !== undefined],
  );
  const text = JSON.stringify([kind, changedAt ?? '', ...named]);
  return createHash('sha256').update(text).digest('base64url');
}
