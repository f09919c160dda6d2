import type pg from 'pg';
import { awaitedRow } from '../intake/awaited.ts';
import type { ReadRow } from '../intake/row-context.ts';
import type { MappingProblem } from '../mapping/mapped-row.ts';
import { type EntityTable, isEntityTable, singular } from '../merge/entity-tables.ts';
import type { ReadRecord } from './read-record.ts';

/**
 * Rows that lack what a new one needs change one that is there. Of an update that isn't there yet is waited for; else the row is rejected
 * for what it lacks. Contacts need nothing but a key.
 */
export async function lackingRows(client: pg.ClientBase, records: readonly ReadRecord[]): Promise<ReadRecord[]> {
  const asked = new Map<EntityTable, Set<string>>();
  for (const record of records) {
    for (const { table, values } of rowsInDoubt(record)) {
      if (!isEntityTable(table)) continue;
      const ids = asked.get(table) ?? new Set();
      ids.add(values.external_id ?? '');
      asked.set(table, ids);
    }
  }
  const known = new Set<string>();
  for (const [table, ids] of asked) {
    const { rows } = await client.query<{ id: string }>(
      `select external_id as id from ${table} where external_id = any($1)
       ${table === 'contacts' ? `union select value from contact_identities where kind = 'id' and value = any($1)` : ''}`,
      [[...ids]],
    );
    for (const { id } of rows) known.add(`${table}:${id}`);
  }
  return records.map((record) => settle(record, known));
}

function rowsInDoubt({ given, rows, lacks, problems }: ReadRecord): ReadRow[] {
  if (problems.length > 0 || given.kind === 'delete') return [];
  return rows.filter((row) => lacks.has(row) || (given.kind === 'update' && row.values.external_id !== undefined));
}

function settle(record: ReadRecord, known: ReadonlySet<string>): ReadRecord {
  const doubtful = rowsInDoubt(record);
  if (doubtful.length === 0) return record;
  const problems: MappingProblem[] = [];
  const rows = record.rows.map((row) => {
    if (!doubtful.includes(row)) return row;
    if (known.has(`${row.table}:${row.values.external_id}`)) return { ...row, isPartial: true };
    problems.push(...(record.given.kind === 'update' ? [unknownRow(row)] : (record.lacks.get(row) ?? [])));
    return row;
  });
  return { ...record, rows, problems };
}

function unknownRow({ table, values: { external_id: id = '' } }: ReadRow): MappingProblem {
  const named = table === 'contacts' ? 'contact' : (singular[table as EntityTable] ?? 'row');
  return {
    table,
    column: 'external_id',
    value: id,
    reason: `names a ${named} that does not exist`,
    remedy: 'It is changed once it comes.',
    awaits: table === 'contacts' ? [`contacts:id:${id}`] : [awaitedRow(table as EntityTable, id)],
  };
}
