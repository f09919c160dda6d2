import type pg from 'pg';
import { isBefore } from '../fields/moment-text.ts';
import type { CompiledMapping, MappingProblem, ReadColumn } from '../mapping/mapped-row.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import { type EntityTable, entityColumns, isEntityTable } from '../merge/entity-tables.ts';
import { type AttributeStaging, type StagedAttribute, stageAttributes } from '../merge/merge-attributes.ts';
import { type StagedRow, type StagedTable, stage } from '../merge/staging.ts';
import type { TableRecord } from '../table-file.ts';
import type { ConversationContacts } from './conversation-contacts.ts';
import { derivedId } from './derived-id.ts';
import type { KnownRows } from './known-rows.ts';
import { readRow } from './read-row.ts';
import type { ContactReference, ContactResolver } from './resolve-contacts.ts';
import type { ReadRow, RowContext } from './row-context.ts';

/** What taking the records of one file needs. */
export type Intake = {
  readonly client: pg.ClientBase;
  readonly mapping: CompiledMapping;
  readonly read: ReadonlyMap<number, ReadColumn>;
  readonly width: number;
  readonly row: RowContext;
  /** Of amounts that name none. */
  readonly currency: string | undefined;
  readonly contacts: ContactResolver;
  readonly known: KnownRows;
  readonly conversations: ConversationContacts;
  readonly staged: ReadonlyMap<MappedTable, StagedTable>;
  readonly attributes: ReadonlyMap<MappedTable, AttributeStaging>;
  /** Tables of external ids of rows that are deleted there. */
  readonly removals: ReadonlyMap<MappedTable, StagedRemovals>;
  reject(record: TableRecord, problems: readonly MappingProblem[]): void;
  leaveOut(why: string): void;
};

export type StagedRemovals = { readonly ids: string[] };

type Taken = { readonly record: TableRecord; readonly rows: ReadRow[]; readonly problems: MappingProblem[] };

/** Takes records: each is staged whole, left out, or rejected with all its reasons. */
export async function takeBatch(intake: Intake, batch: readonly TableRecord[]): Promise<void> {
  const taken = batch.flatMap((record) => takeRecord(intake, record) ?? []);
  await lookUpReferences(intake, taken);
  await resolveContacts(intake, taken);
  const staged = new Map<MappedTable, StagedRow[]>();
  const attributes = new Map<MappedTable, StagedAttribute[]>();
  for (const one of taken) {
    if (one.problems.length === 0) checkReferences(intake, one);
    if (one.problems.length > 0) {
      intake.reject(one.record, one.problems);
      continue;
    }
    const deleted = one.rows.filter(({ values }) => values.deleted === 'true');
    for (const row of deleted) intake.removals.get(row.table)?.ids.push(row.values.external_id ?? '');
    // what a record says beside a deleted contact is about nobody
    const whole = deleted.length === one.rows.length || deleted.some(({ table }) => table === 'contacts');
    if (whole) intake.leaveOut('deleted there');
    else for (const row of one.rows) if (!deleted.includes(row)) acceptRow(intake, row, staged, attributes);
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
  return { record, rows, problems };
}

/** Fields that name rows of other tables, contacts apart. */
export function referencesOf(
  table: MappedTable,
): readonly { readonly field: string; readonly refersTo: EntityTable }[] {
  return references.get(table) ?? [];
}

const references = new Map<MappedTable, readonly { readonly field: string; readonly refersTo: EntityTable }[]>([
  ['lead_stages', [{ field: 'lead', refersTo: 'leads' }]],
  ['ticket_states', [{ field: 'ticket', refersTo: 'support_tickets' }]],
  ...Object.entries(entityColumns).map(([table, columns]) => {
    const own = columns.flatMap(({ field, refersTo }) =>
      // conversations are opened by the messages that name them
      refersTo === undefined || refersTo === 'contacts' || refersTo === 'conversations' ? [] : [{ field, refersTo }],
    );
    return [table as MappedTable, own] as const;
  }),
]);

async function lookUpReferences({ known }: Intake, taken: readonly Taken[]): Promise<void> {
  const asked = new Map<EntityTable, string[]>();
  for (const { rows, problems } of taken) {
    if (problems.length > 0) continue;
    for (const { table, values } of rows) {
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

const singular: Readonly<Partial<Record<EntityTable, string>>> = {
  campaigns: 'campaign',
  leads: 'lead',
  messages: 'message',
  support_tickets: 'ticket',
};

function checkReferences({ known, row: { columnOf } }: Intake, { rows, problems }: Taken): void {
  for (const { table, values } of rows) {
    for (const { field, refersTo } of referencesOf(table)) {
      const id = values[field];
      if (id === undefined || known.has(refersTo, id)) continue;
      if (rows.some((other) => other.table === refersTo && other.values.external_id === id)) continue;
      problems.push({
        table,
        column: columnOf(table, field),
        value: id,
        reason: `names a ${singular[refersTo]} that does not exist`,
        remedy: `Import the ${refersTo} first, or leave ${field} out of the mapping.`,
      });
    }
  }
}

/** Contacts that records bring first, then those that rows refer to. */
async function resolveContacts(intake: Intake, taken: readonly Taken[]): Promise<void> {
  const sound = taken.filter(({ problems }) => problems.length === 0);
  await bringContacts(intake, sound);
  const lacking: { one: Taken; row: ReadRow; own: string | undefined }[] = [];
  const referring: { one: Taken; row: ReadRow; reference: ContactReference }[] = [];
  for (const one of sound) {
    if (one.problems.length > 0) continue;
    const own = one.rows.find(({ table }) => table === 'contacts')?.values.external_id;
    for (const row of one.rows) {
      if (!needsContact.has(row.table)) continue;
      const { contact: id, contact_phone: phone, contact_email: email } = row.values;
      if (id === undefined && phone === undefined && email === undefined) lacking.push({ one, row, own });
      else referring.push({ one, row, reference: { id, phone, email } });
    }
  }
  const resolved = await intake.contacts.refer(referring.map(({ reference }) => reference));
  referring.forEach(({ one, row, reference }, at) => {
    const found = resolved[at];
    if ('contact' in found) row.values.contact = found.contact;
    else {
      const key = found.key ?? (Object.entries(reference).find(([, value]) => value !== undefined)?.[0] as 'id');
      const field = key === 'id' ? 'contact' : `contact_${key}`;
      const { reason, remedy } = found;
      const column = intake.row.columnOf(row.table, field);
      one.problems.push({ table: row.table, column, value: reference[key] ?? '', reason, remedy });
    }
  });
  await findOwnContacts(intake, sound, lacking);
}

const needsContact: ReadonlySet<MappedTable> = new Set([
  'leads',
  'conversations',
  'messages',
  'campaign_events',
  'purchases',
  'support_tickets',
  'contact_changes',
  'opt_ins',
]);

async function bringContacts({ contacts, row: { columnOf } }: Intake, sound: readonly Taken[]): Promise<void> {
  const brought = sound.flatMap((one) => one.rows.flatMap((row) => (row.table === 'contacts' ? [{ one, row }] : [])));
  if (brought.length === 0) return;
  const resolved = await contacts.bring(
    brought.map(({ row: { values } }) => ({ id: values.external_id, phone: values.phone, email: values.email })),
  );
  brought.forEach(({ one, row }, at) => {
    const found = resolved[at];
    if (!('contact' in found)) {
      const field = found.key === 'phone' || found.key === 'email' ? found.key : 'external_id';
      const column = columnOf('contacts', field);
      const { reason, remedy } = found;
      one.problems.push({ table: 'contacts', column, value: row.values[field] ?? '', reason, remedy });
      return;
    }
    row.values.external_id = found.contact;
    row.values.created_at ??= firstMoment(one.rows) ?? '';
    if (row.values.created_at !== '') return;
    delete row.values.created_at;
    if (found.known || row.values.deleted === 'true' || row.values.merged_into !== undefined) return;
    one.problems.push({
      table: 'contacts',
      column: columnOf('contacts', 'created_at'),
      value: '',
      reason: 'is missing, and the row names no other moment',
      remedy: 'created_at: { value: 2020-01-01 }',
    });
  });
}

const moments = ['created_at', 'sent_at', 'occurred_at', 'purchased_at', 'opened_at', 'at', 'opted_in_changed_at'];

function firstMoment(rows: readonly ReadRow[]): string | undefined {
  let first: string | undefined;
  for (const { values } of rows) {
    for (const field of moments) {
      const text = values[field];
      if (text !== undefined && (first === undefined || isBefore(text, first))) first = text;
    }
  }
  return first;
}

/** Rows that name no contact have that of their record, else that of their conversation. */
async function findOwnContacts(
  { conversations, row: { columnOf } }: Intake,
  sound: readonly Taken[],
  lacking: readonly { one: Taken; row: ReadRow; own: string | undefined }[],
): Promise<void> {
  const asking = lacking.filter(({ row, own }) => own === undefined && row.values.conversation !== undefined);
  for (const { rows } of sound) {
    for (const { table, values } of rows) {
      const conversation = table === 'conversations' ? values.external_id : values.conversation;
      if (conversation !== undefined && values.contact !== undefined) conversations.note(conversation, values.contact);
    }
  }
  if (asking.length > 0) await conversations.look(asking.map(({ row }) => row.values.conversation ?? ''));
  for (const { one, row, own } of lacking) {
    const { conversation } = row.values;
    const contact = own ?? (conversation === undefined ? undefined : conversations.of(conversation));
    if (contact !== undefined) {
      row.values.contact = contact;
      continue;
    }
    const field = conversation === undefined ? 'contact' : 'conversation';
    one.problems.push({
      table: row.table,
      column: columnOf(row.table, field),
      value: conversation ?? '',
      reason: conversation === undefined ? 'is missing' : 'is a conversation whose contact is not known',
      remedy: conversation === undefined ? '' : 'Import the conversations first, or name the contact.',
    });
  }
}

function acceptRow(
  intake: Intake,
  row: ReadRow,
  staged: Map<MappedTable, StagedRow[]>,
  attributes: Map<MappedTable, StagedAttribute[]>,
): void {
  const { table, values, clears } = row;
  const derived = isEntityTable(table) && values.external_id === undefined;
  const id = derived ? derivedId(row) : (values.external_id ?? '');
  const rows = staged.get(table) ?? [];
  rows.push({ id, derived, values, clears });
  staged.set(table, rows);
  if (isEntityTable(table) && table !== 'contacts') intake.known.bring(table, id);
  if (row.attributes === undefined) return;
  const own = attributes.get(table) ?? [];
  for (const [name, value] of Object.entries(row.attributes)) own.push({ id, name, value, at: row.attributesAt });
  attributes.set(table, own);
}

function stagingOf({ staged }: Intake, table: MappedTable): StagedTable {
  const found = staged.get(table);
  if (found === undefined) throw new Error(`${table} is not among the tables that the mapping feeds`);
  return found;
}
