import { isBefore } from '../fields/moment-text.ts';
import type { CompiledMapping } from '../mapping/mapped-row.ts';
import { assumedLeadDays } from '../merge/entity-tables.ts';
import type { ReadRow, RowContext } from './row-context.ts';

/** Exports of leads that don't say when a lead came. */

export function datesLeads({ fields }: Pick<CompiledMapping, 'fields'>): boolean {
  return fields.get('leads')?.includes('created_at') ?? true;
}

/** A lead whose day is assumed as it is stored (`merge/entity-tables.ts`). A known one keeps its day. */
export function isAssumed({ table, values }: ReadRow): boolean {
  return table === 'leads' && values.created_at === undefined;
}

/** A lead came when the contact did that its record brings, and before whatever the record says of it. */
export function assumeDates(
  rows: readonly ReadRow[],
  { datesLeads, count }: Pick<RowContext, 'datesLeads' | 'count'>,
): void {
  if (datesLeads) return;
  for (const { table, values } of rows) {
    if (table !== 'leads') continue;
    const contact = rows.find((row) => row.table === 'contacts');
    const known = [contact?.values.created_at, values.converted_at, values.stage_changed_at, values.scored_at];
    for (const moment of known) {
      if (moment !== undefined && (values.created_at === undefined || isBefore(moment, values.created_at))) {
        values.created_at = moment;
      }
    }
    count(
      values.created_at === undefined
        ? `leads without any date count as having come ${assumedLeadDays} days before the import, so that their outcomes are learnt`
        : 'leads without a date of their own count as having come at the first moment of their record',
    );
  }
}
