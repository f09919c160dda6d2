import { createHash } from 'node:crypto';
import { millisecondsOf } from '../fields/moment-text.ts';
import type { ReadRow } from './row-context.ts';

/**
 * An id for a row that came without: the same content gives the same, and the n-th of several equal rows ends in n once all are there
 * (`merge/fold-staged.ts`), so importing the file again finds them all. `contact` is the external id.
 */
export function derivedId({ table, values }: ReadRow): string {
  return `derived:${createHash('sha256')
    .update(JSON.stringify(contentOf(table, values)))
    .digest('hex')
    .slice(0, 32)}`;
}

function contentOf(table: ReadRow['table'], values: Readonly<Record<string, string>>): unknown[] {
  const { contact } = values;
  if (table === 'messages') return [contact, moment(values.sent_at), values.direction, values.text ?? ''];
  if (table === 'campaign_events') return [values.campaign, contact, values.type, moment(values.occurred_at)];
  const { amount, quantity = '1', currency = 'USD' } = values;
  return [contact, moment(values.purchased_at), Number(amount).toFixed(2), Number(quantity), currency];
}

function moment(text: string | undefined): string {
  return text === undefined ? '' : new Date(millisecondsOf(text)).toISOString();
}
