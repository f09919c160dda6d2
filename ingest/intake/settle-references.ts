import { tableFields } from '../fields/table-fields.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import { type EntityTable, entityColumns, singular } from '../merge/entity-tables.ts';
import { awaitedContact, awaitedRow } from './awaited.ts';
import type { RowIntake, Taken } from './intake.ts';

type Reference = { readonly field: string; readonly refersTo: EntityTable };

/** Fields that name rows of other tables and must be filled, contacts apart. What may be blank is left blank where the row isn't there. */
export function referencesOf(table: MappedTable): readonly Reference[] {
  return references.get(table) ?? [];
}

const references = new Map<MappedTable, readonly Reference[]>([
  ['lead_stages', [{ field: 'lead', refersTo: 'leads' }]],
  ['ticket_states', [{ field: 'ticket', refersTo: 'support_tickets' }]],
  ...Object.entries(entityColumns).map(([table, columns]) => {
    const own = columns.flatMap(({ field, refersTo }) =>
      refersTo !== undefined && tableFields[table as EntityTable].required.includes(field) ? [{ field, refersTo }] : [],
    );
    return [table as MappedTable, own] as const;
  }),
]);

/** Asks for the rows that a batch refers to. */
export async function lookUpReferences({ known }: RowIntake, taken: readonly Taken[]): Promise<void> {
  const asked = new Map<EntityTable, string[]>();
  for (const { rows, problems } of taken) {
    if (problems.length > 0) continue;
    for (const { table, values } of rows) {
      if (values.deleted === 'true') continue;
      for (const { field, refersTo } of referencesOf(table)) {
        const id = values[field];
        if (id === undefined) continue;
        const ids = asked.get(refersTo) ?? [];
        ids.push(id);
        asked.set(refersTo, ids);
      }
    }
  }
  for (const [table, ids] of asked) await known.look(table, ids);
}

/**
 * Rejects records that refer to what isn't there: neither stored nor brought by a record that goes in. One that is rejected takes along
 * those that refer to what it would have brought, so that this is repeated until nothing more is rejected.
 *
 * @param fresh contacts that this batch would make.
 * @returns those of them that no record makes now.
 */
export function settleReferences(
  intake: RowIntake,
  taken: readonly Taken[],
  fresh: ReadonlySet<string>,
): ReadonlySet<string> {
  const missing = missingContacts(taken, fresh);
  for (let settled = false; !settled; ) {
    settled = true;
    const brought = new Set<string>();
    let purchase = intake.items.taken;
    for (const one of taken) {
      if (one.problems.length > 0) continue;
      checkContacts(intake, one, missing);
      checkReferences(intake, one, brought);
      checkItems(intake, one, purchase);
      if (one.problems.length > 0) {
        settled = false;
        continue;
      }
      noteBrought(intake, one, brought);
      purchase = one.rows.findLast(({ table }) => table === 'purchases')?.values.external_id ?? purchase;
    }
    if (!settled) for (const contact of missingContacts(taken, fresh)) missing.add(contact);
  }
  return missing;
}

/** The first item of a purchase may have been rejected: then further ones have nothing to go on with. */
function checkItems(
  { row: { columnOf, source } }: RowIntake,
  { rows, problems }: Taken,
  purchase: string | undefined,
): void {
  for (const { table, values, goesOn: further } of rows) {
    const { external_id: id = '', contact, purchased_at: at, amount } = values;
    const whole = contact !== undefined && at !== undefined && amount !== undefined;
    if (!further || whole || purchase === id) continue;
    const column = columnOf(table, 'external_id');
    const reason = 'is that of a row above which was rejected';
    problems.push({ table, column, value: id.slice(source.length), reason, remedy: '' });
  }
}

function missingContacts(taken: readonly Taken[], fresh: ReadonlySet<string>): Set<string> {
  const missing = new Set(fresh);
  if (missing.size === 0) return missing;
  for (const { rows, problems } of taken) {
    if (problems.length > 0) continue;
    for (const { table, values } of rows) if (table === 'contacts') missing.delete(values.external_id ?? '');
  }
  return missing;
}

function checkContacts(
  { row: { columnOf } }: RowIntake,
  { rows, problems }: Taken,
  missing: ReadonlySet<string>,
): void {
  if (missing.size === 0) return;
  for (const { table, values } of rows) {
    if (table === 'contacts' || values.contact === undefined || !missing.has(values.contact)) continue;
    problems.push({
      table,
      column: columnOf(table, 'contact'),
      value: values.contact,
      reason: 'names a contact that does not exist',
      remedy: 'The row that brings it was rejected: mend that one.',
      awaits: awaitedContact({ id: values.contact, phones: [], email: undefined }),
    });
  }
}

function checkReferences(
  { known, row: { columnOf } }: RowIntake,
  { rows, problems }: Taken,
  brought: ReadonlySet<string>,
): void {
  for (const { table, values } of rows) {
    for (const { field, refersTo } of referencesOf(table)) {
      const id = values[field];
      if (id === undefined || known.has(refersTo, id) || brought.has(`${refersTo} ${id}`)) continue;
      if (rows.some((other) => other.table === refersTo && other.values.external_id === id)) continue;
      problems.push({
        table,
        column: columnOf(table, field),
        value: id,
        reason: `names a ${singular[refersTo] ?? 'row'} that does not exist`,
        remedy: `Import the ${refersTo} first, or leave ${field} out of the mapping.`,
        awaits: [awaitedRow(refersTo, id)],
      });
    }
  }
}

function noteBrought({ known }: RowIntake, { rows }: Taken, brought: Set<string>): void {
  for (const { table, values } of rows) {
    if (known.keeps(table) && values.external_id !== undefined && values.deleted !== 'true') {
      brought.add(`${table} ${values.external_id}`);
    }
  }
}
