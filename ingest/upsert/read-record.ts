import { identifier } from '../fields/readers.ts';
import { tableFields } from '../fields/table-fields.ts';
import type { Taken } from '../intake/intake.ts';
import { missing, readRow } from '../intake/read-row.ts';
import type { ReadRow, RowContext } from '../intake/row-context.ts';
import { applyRules } from '../intake/row-rules.ts';
import type { MappedRow, MappingProblem } from '../mapping/mapped-row.ts';
import { isEntityTable } from '../merge/entity-tables.ts';
import type { GivenRecord } from './given-record.ts';

/** A record that was read, with what it lacks to make new rows. */
export type ReadRecord = Taken & {
  readonly given: GivenRecord;
  /** By row: what is no problem where the row is there already. */
  readonly lacks: ReadonlyMap<ReadRow, readonly MappingProblem[]>;
};

export type ReadingContext = Omit<RowContext, 'source' | 'datesLeads' | 'remedyFor'>;

/** What a program has to do about a value. */
export const remedyFor: NonNullable<RowContext['remedyFor']> = (_, { expected }) =>
  `Send ${expected.replace(/, nor a word for it.*$/, '')}, or leave it out.`;

/** @param place of the record among all, by which its result is found. */
export function readRecord(given: GivenRecord, place: number, context: ReadingContext): ReadRecord {
  const record = { line: place, cells: [] };
  const problems = [...(given.problems ?? [])];
  const lacks = new Map<ReadRow, readonly MappingProblem[]>();
  const own: RowContext = {
    ...context,
    source: given.source,
    datesLeads: true,
    remedyFor,
  };
  const rows = given.rows.map((row) =>
    given.kind === 'delete' ? readDeleted(row, given, problems) : readPresent(row, given, own, problems, lacks),
  );
  return { record, given, rows, problems, lacks };
}

function readPresent(
  row: MappedRow,
  { kind, changedAt }: GivenRecord,
  context: RowContext,
  problems: MappingProblem[],
  lacks: Map<ReadRow, readonly MappingProblem[]>,
): ReadRow {
  const found: MappingProblem[] = [];
  const deleted = row.values.deleted !== undefined && tableFields[row.table].fields.deleted?.read(row.values.deleted);
  const isPartial = kind === 'update' || deleted === 'true';
  const read = { ...readRow(row, context, found), ...(isPartial && { isPartial }) };
  const lacking = isEntityTable(row.table) ? found.filter(({ reason }) => reason === missing) : [];
  const identified = read.values.external_id !== undefined;
  if (lacking.length === 0 || lacking.length < found.length || !identified) problems.push(...found);
  else {
    applyRules(read, context, problems);
    if (deleted !== 'true') lacks.set(read, lacking);
  }
  // a contact that comes without a date is new at the latest when it changed
  if (row.table === 'contacts' && changedAt !== undefined) read.values.created_at ??= changedAt;
  return read;
}

/** Its id alone counts; of contacts any key. */
function readDeleted({ table, values }: MappedRow, { source }: GivenRecord, problems: MappingProblem[]): ReadRow {
  const id = values.external_id === undefined ? undefined : identifier.read(values.external_id);
  const { phone, email } = table === 'contacts' ? values : {};
  const named = id !== undefined || phone !== undefined || email !== undefined;
  if (!isEntityTable(table)) {
    const reason = 'is a history, of which no row can be deleted';
    problems.push({ table, column: 'table', value: table, reason, remedy: 'Send the state that holds instead.' });
  } else if (!named) {
    problems.push({ table, column: 'external_id', value: '', reason: missing, remedy: 'Send the id of the row.' });
  }
  const keys = {
    ...(id !== undefined && { external_id: source + id }),
    ...(phone && { phone }),
    ...(email && { email }),
  };
  return {
    table,
    values: { ...keys, deleted: 'true' },
    clears: [],
    attributes: undefined,
    attributesAt: null,
    goesOn: false,
  };
}
