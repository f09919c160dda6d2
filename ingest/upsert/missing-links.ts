import type { ParkedRow } from '../../store/crm/parked-rows.ts';
import { awaitedRow } from '../intake/awaited.ts';
import type { RowIntake } from '../intake/intake.ts';
import { type EntityTable, isEntityTable, singular } from '../merge/entity-tables.ts';
import type { GivenRecord } from './given-record.ts';
import { parkedKey } from './parked-key.ts';
import type { ReadRecord } from './read-record.ts';

/** References that a row can be without. Conversations are opened by their messages. */
const optional: readonly { readonly table: EntityTable; readonly field: string; readonly refersTo: EntityTable }[] = [
  { table: 'leads', field: 'campaign', refersTo: 'campaigns' },
  { table: 'messages', field: 'campaign', refersTo: 'campaigns' },
  { table: 'campaign_events', field: 'message', refersTo: 'messages' },
  { table: 'purchases', field: 'lead', refersTo: 'leads' },
];

/** By what the links of a row that wait are known: once the row comes again they are out of date. */
export function linksKey(table: EntityTable, id: string): string {
  return parkedKey({ kind: 'update', source: 'links', rows: [{ table, values: { external_id: id }, clears: [] }] });
}

/**
 * A row that names another one which isn't there, and can be without it, is stored so. What it named waits, and is set once that row comes.
 */
export async function missingLinks(
  { known }: Pick<RowIntake, 'known'>,
  records: readonly ReadRecord[],
  origin: string,
): Promise<ParkedRow[]> {
  const rows = records.flatMap(({ rows: own }) => own.filter(({ values }) => values.deleted !== 'true'));
  const named = optional.filter(({ table, field }) => rows.some((row) => row.table === table && row.values[field]));
  for (const { table, field, refersTo } of named) {
    await known.look(
      refersTo,
      rows.flatMap((row) => (row.table === table ? (row.values[field] ?? []) : [])),
    );
  }
  return rows.flatMap(({ table, values }): ParkedRow[] => {
    const { external_id: id } = values;
    if (id === undefined || !isEntityTable(table)) return [];
    const missing = named.filter((each) => {
      const other = values[each.field];
      return each.table === table && other !== undefined && !known.has(each.refersTo, other);
    });
    if (missing.length === 0) return [];
    const links = Object.fromEntries(missing.map(({ field }) => [field, values[field] ?? '']));
    const record: GivenRecord = {
      kind: 'update',
      rows: [{ table, values: { external_id: id, ...links }, clears: [] }],
      source: '', // ids have theirs already
    };
    return [
      {
        ...{ key: linksKey(table, id), origin, table, record },
        awaits: missing.map(({ field, refersTo }) => awaitedRow(refersTo, values[field] ?? '')),
        reason: missing
          .map(
            ({ field, refersTo }) =>
              `${field} "${values[field]}" is a ${singular[refersTo]} that is not there: stored without it`,
          )
          .join('; '),
      },
    ];
  });
}

/** Keys of links that are out of date, of records that came again. */
export function linksOf({ rows }: ReadRecord): string[] {
  return rows.flatMap(({ table, values: { external_id: id } }) =>
    id !== undefined && optional.some((each) => each.table === table) ? [linksKey(table as EntityTable, id)] : [],
  );
}
