import type pg from 'pg';
import { sourceOf } from '../identity/contact-keys.ts';
import { type EntityTable, entityTables, isEntityTable } from '../merge/entity-tables.ts';
import { removeRows } from '../merge/remove-rows.ts';
import type { RowStatus } from './given-record.ts';
import type { ReadRecord } from './read-record.ts';

/** Removes what records say is deleted, rows that refer to others first. By place of the record. */
export async function deleteRows(
  client: pg.ClientBase,
  batch: number,
  records: readonly ReadRecord[],
): Promise<(readonly [number, RowStatus])[]> {
  const asked = new Map<EntityTable, { place: number; id: string; given: string }[]>();
  for (const { record, rows, given } of records) {
    rows.forEach(({ table, values }, at) => {
      if (values.deleted !== 'true' || !isEntityTable(table)) return;
      const named = given.rows[at]?.values.external_id;
      const own = asked.get(table) ?? [];
      own.push({
        place: record.line,
        id: values.external_id ?? '',
        given: named === undefined ? (values.external_id ?? '') : given.source + named,
      });
      asked.set(table, own);
    });
  }
  const statuses: (readonly [number, RowStatus])[] = [];
  for (const table of [...entityTables].reverse()) {
    const rows = asked.get(table) ?? [];
    if (rows.length === 0) continue;
    const kept = table === 'contacts' ? await forgetNames(client, rows) : new Map<string, boolean>();
    const gone = rows.filter(({ given }) => !kept.has(given)).map(({ id }) => id);
    const { rows: there } = await client.query<{ id: string }>(
      `select external_id as id from ${table} where external_id = any($1)`,
      [gone],
    );
    const found = new Set(there.map(({ id }) => id));
    await removeRows({ client, batch }, table, [...found]);
    for (const { place, id, given } of rows) {
      const known = kept.get(given);
      statuses.push([
        place,
        known === undefined ? (found.has(id) ? 'deleted' : 'unchanged') : known ? 'updated' : 'unchanged',
      ]);
    }
  }
  return statuses;
}

/**
 * A source that deletes its contact says nothing of the person whom other sources know too: only the name by which this source called it
 * goes. An id that was merged into another one of the source goes on to lead there.
 *
 * @returns given ids whose contact stays, and whether a name went.
 */
async function forgetNames(
  client: pg.ClientBase,
  rows: readonly { readonly id: string; readonly given: string }[],
): Promise<Map<string, boolean>> {
  const { rows: names } = await client.query<{ contact: string; id: string | null }>(
    `select c.external_id as contact, i.value as id from contacts as c left join contact_identities as i on i.contact_id = c.id and i.kind = 'id'
     where c.external_id = any($1)`,
    [rows.map(({ id }) => id)],
  );
  const kept = new Map<string, boolean>();
  const forgotten: string[] = [];
  for (const { id, given } of rows) {
    const own = names.flatMap(({ contact, id: other }) => (contact === id && other !== null ? [other] : []));
    const others = own.filter((other) => other !== given);
    const isOfMany = others.some((other) => sourceOf(other) !== sourceOf(given));
    if (given === id ? !isOfMany : !own.includes(given)) continue;
    const wasMerged = [id, ...others].some((other) => other !== given && sourceOf(other) === sourceOf(given));
    const goes = given !== id && !wasMerged;
    kept.set(given, goes);
    if (goes) forgotten.push(given);
  }
  if (forgotten.length > 0) {
    await client.query(`delete from contact_identities where kind = 'id' and value = any($1)`, [forgotten]);
  }
  return kept;
}
