import type { MappingProblem } from '../mapping/mapped-row.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import { isEntityTable } from '../merge/entity-tables.ts';
import { type StagedAttribute, stageAttributes } from '../merge/merge-attributes.ts';
import { type StagedRow, type StagedTable, stage } from '../merge/staging.ts';
import type { TableRecord } from '../table-file.ts';
import { assumeDates } from './assume-dates.ts';
import { derivedId } from './derived-id.ts';
import type { Intake, RowIntake, Taken } from './intake.ts';
import { readRow } from './read-row.ts';
import { resolveContacts } from './resolve-contacts.ts';
import type { ReadRow } from './row-context.ts';
import { lookUpReferences, settleReferences } from './settle-references.ts';

/** Takes records: each is staged whole, left out, or rejected with all its reasons. */
export async function takeBatch(intake: Intake, batch: readonly TableRecord[]): Promise<void> {
  await stageTaken(
    intake,
    batch.flatMap((record) => takeRecord(intake, record) ?? []),
  );
}

/** Finds whom and what records are about, and stages those that nothing stands against. */
export async function stageTaken(intake: RowIntake, given: readonly Taken[]): Promise<void> {
  const taken = await intake.leaveOutErased(intake, given);
  await lookUpReferences(intake, taken);
  const missing = settleReferences(intake, taken, await resolveContacts(intake, taken));
  await intake.contacts.withdraw(missing);
  const staged = new Map<MappedTable, StagedRow[]>();
  const attributes = new Map<MappedTable, StagedAttribute[]>();
  for (const one of taken) {
    if (one.problems.length > 0) {
      intake.reject(one.record, one.problems);
      continue;
    }
    const mergedAway = one.rows.findIndex(
      ({ table, values }) => table === 'contacts' && values.merged_into !== undefined,
    );
    if (mergedAway >= 0) one.rows.splice(mergedAway, 1);
    if (mergedAway >= 0 && one.rows.length === 0) {
      intake.leaveOut('merged into another contact there');
      continue;
    }
    const deleted = one.rows.filter(({ values }) => values.deleted === 'true');
    for (const row of deleted) intake.removals.get(row.table)?.ids.push(row.values.external_id ?? '');
    // what a record says beside a deleted contact is about nobody
    const whole = deleted.length === one.rows.length || deleted.some(({ table }) => table === 'contacts');
    if (whole) intake.leaveOut('deleted there');
    else for (const row of one.rows) if (!deleted.includes(row)) acceptRow(intake, one, row, staged, attributes);
  }
  for (const [table, rows] of staged) await stage(intake.client, stagingOf(intake, table), rows);
  for (const [table, values] of attributes) {
    const staging = intake.attributes.get(table);
    if (staging !== undefined) await stageAttributes(intake.client, staging, values);
  }
}

function takeRecord(intake: Intake, record: TableRecord): Taken | undefined {
  const { cells } = record;
  if (cells.length !== intake.width) {
    const reason = `has ${cells.length} cells where the first line has ${intake.width}`;
    return { record, rows: [], problems: [{ table: null, column: '', value: '', reason, remedy: '' }] };
  }
  const mapped = intake.mapping.map(cells, intake.read);
  if ('leftOut' in mapped) {
    intake.leaveOut(mapped.leftOut);
    return undefined;
  }
  const problems = [...mapped.problems];
  const rows: ReadRow[] = [];
  for (const row of mapped.rows) {
    const found: MappingProblem[] = [];
    const read = readRow(row, intake.row, found);
    problems.push(...found);
    if (intake.currency !== undefined && (row.table === 'purchases' || row.table === 'leads')) {
      read.values.currency ??= intake.currency;
    }
    rows.push(read);
  }
  assumeDates(rows, intake.row);
  return { record, rows, problems };
}

function acceptRow(
  intake: RowIntake,
  { record }: Taken,
  row: ReadRow,
  staged: Map<MappedTable, StagedRow[]>,
  attributes: Map<MappedTable, StagedAttribute[]>,
): void {
  const { table, values, clears } = row;
  const derived = isEntityTable(table) && values.external_id === undefined;
  const id = derived ? derivedId(row) : (values.external_id ?? '');
  if (table === 'purchases') intake.items.taken = id;
  intake.onStaged?.(record, row, id, derived);
  const rows = staged.get(table) ?? [];
  rows.push({ id, derived, values, clears });
  staged.set(table, rows);
  if (isEntityTable(table) && table !== 'contacts') intake.known.bring(table, id);
  if (row.attributes === undefined) return;
  const own = attributes.get(table) ?? [];
  for (const [name, value] of Object.entries(row.attributes)) own.push({ id, name, value, at: row.attributesAt });
  attributes.set(table, own);
}

function stagingOf({ staged }: RowIntake, table: MappedTable): StagedTable {
  const found = staged.get(table);
  if (found === undefined) throw new Error(`${table} is not among the tables that the mapping feeds`);
  return found;
}
