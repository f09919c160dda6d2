import { day } from '../fields/readers.ts';
import { tableFields } from '../fields/table-fields.ts';
import type { MappedTable } from './mapping-schema.ts';

/** What a field holds, as far as a mapping cares: the words that it may be, or how its column is read. A date has no time and no zone. */
export type FieldKind = 'text' | 'number' | 'moment' | 'date' | readonly string[];

/** Of what no table has, as `attributes_at`: 'text'. */
export function kindOf(table: MappedTable, field: string): FieldKind {
  const reader = tableFields[table].fields[field];
  if (reader === undefined) return 'text';
  if (reader.kind === 'moment') return reader.read === day.read ? 'date' : 'moment';
  if (reader.kind === 'number') return 'number';
  return reader.words ?? 'text';
}

/**
 * One field of each group must be filled.
 * @param feedsContacts the same record feeds the contact that the row belongs to.
 */
export function requiredOf(table: MappedTable, feedsContacts: boolean): readonly (readonly string[])[] {
  const groups = tableFields[table].required.map((need) => (typeof need === 'string' ? [need] : need));
  return feedsContacts ? groups.filter((group) => !group.includes('contact')) : groups;
}

/**
 * What a mapping may leave out though rows need it: a CRM's export of leads may bear no date at all. Then all of its leads count as having
 * come on a day whose outcomes are known (`intake/assume-dates.ts`).
 */
export function mayBeAssumed(table: MappedTable, field: string): boolean {
  return table === 'leads' && field === 'created_at';
}

/** A blank cell of these takes back what is stored: a lead or a ticket was opened again. */
export function isClearedByBlank(table: MappedTable, field: string): boolean {
  return (table === 'leads' && field === 'converted_at') || (table !== 'campaigns' && field === 'closed_at');
}

/** What money and counts can have behind the point: a column of 4.045 then holds thousands. */
export const decimalPlaces: Readonly<Record<string, number>> = {
  ...{ amount: 2, refunded: 2, order_value: 2 },
  ...{ quantity: 0, urgency: 0, severity: 0 },
};
