import { isBefore } from '../fields/moment-text.ts';
import { tableFields } from '../fields/table-fields.ts';
import type { ContactKeys, KeyProblem } from '../identity/contact-keys.ts';
import { refuseShortened } from '../identity/key-refusal.ts';
import type { ContactResolution } from '../identity/resolve.ts';
import type { MappingProblem } from '../mapping/mapped-row.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import { isAssumed } from './assume-dates.ts';
import { awaitedContact, awaitedRow } from './awaited.ts';
import type { RowIntake, Taken } from './intake.ts';
import type { ReadRow } from './row-context.ts';

/** Tables whose rows belong to a contact. */
const ofContacts: ReadonlySet<MappedTable> = new Set([
  'leads',
  'conversations',
  'messages',
  'campaign_events',
  'purchases',
  'support_tickets',
  'contact_changes',
  'opt_ins',
]);

type OwnContact = ContactKeys & { readonly contact?: string };
type Referring = { readonly one: Taken; readonly row: ReadRow; readonly keys: ContactKeys };

/**
 * Finds the contacts of records: those that they bring first, then those that rows refer to. A row that names none has that of its
 * record, else that of its conversation.
 *
 * @returns external ids of the contacts that the records would make.
 */
export async function resolveContacts(intake: RowIntake, taken: readonly Taken[]): Promise<ReadonlySet<string>> {
  const sound = taken.filter(({ problems }) => problems.length === 0);
  const fresh = new Set<string>();
  const own = await bringContacts(intake, sound, fresh);
  const lacking: { one: Taken; row: ReadRow }[] = [];
  const referring: Referring[] = [];
  for (const one of sound) {
    if (one.problems.length > 0) continue;
    const brought = own.get(one);
    for (const row of one.rows) {
      if (!ofContacts.has(row.table) || row.values.deleted === 'true') continue;
      const { contact: id, contact_phone: phone, contact_email: email } = row.values;
      if (id !== undefined || phone !== undefined || email !== undefined)
        referring.push({ one, row, keys: { id, phone, email } });
      else if (brought?.contact !== undefined) row.values.contact = brought.contact;
      else if (brought !== undefined) referring.push({ one, row, keys: brought });
      else if (!row.goesOn && !row.isPartial) lacking.push({ one, row });
    }
  }
  await findReferred(intake, referring);
  await findByConversation(intake, sound, lacking);
  return fresh;
}

/** By record: the contact that it brings, or the keys of one that was merged into another. */
async function bringContacts(
  intake: RowIntake,
  sound: readonly Taken[],
  fresh: Set<string>,
): Promise<Map<Taken, OwnContact>> {
  const own = new Map<Taken, OwnContact>();
  const mergedAway: { id: string; into: string; phone?: string; email?: string }[] = [];
  const dated: { one: Taken; row: ReadRow }[] = [];
  const undated: { one: Taken; row: ReadRow }[] = [];
  const deleted: { one: Taken; row: ReadRow }[] = [];
  for (const one of sound) {
    for (const row of one.rows) {
      if (row.table !== 'contacts') continue;
      const { external_id: id, phone, email, merged_into: into } = row.values;
      if (into !== undefined && id !== undefined) {
        mergedAway.push({ id, into, phone, email });
        own.set(one, { id, phone, email });
        continue;
      }
      if (row.values.deleted === 'true') {
        deleted.push({ one, row });
        continue;
      }
      row.values.created_at ??= firstMoment(one.rows) ?? '';
      if (row.values.created_at === '') delete row.values.created_at;
      const isUndated = row.values.created_at === undefined && !one.rows.some(isAssumed);
      (isUndated ? undated : dated).push({ one, row });
    }
  }
  await takeContacts(intake, dated, own, fresh);
  if (undated.length > 0) await takeContacts(intake, await knownOnes(intake, undated), own, fresh);
  await findDeleted(intake, deleted, own);
  if (mergedAway.length > 0) await intake.contacts.mergedAway(mergedAway);
  return own;
}

function keysOf({ values: { external_id: id, phone, email } }: ReadRow): ContactKeys {
  return { id, phone, email };
}

async function takeContacts(
  { contacts, row: context }: RowIntake,
  rows: readonly { one: Taken; row: ReadRow }[],
  own: Map<Taken, OwnContact>,
  fresh: Set<string>,
): Promise<void> {
  if (rows.length === 0) return;
  const resolved = await contacts.contacts(rows.map(({ row }) => keysOf(row)));
  rows.forEach(({ one, row }, at) => {
    const found = resolved[at];
    if (found.contact === null) {
      one.problems.push(...found.problems.map((problem) => problemOf('contacts', problem, context.columnOf)));
      return;
    }
    for (const { key, reason } of found.problems) {
      const column = context.columnOf('contacts', key === 'id' ? 'external_id' : key);
      context.count(`rows are known by another key: ${column} ${reason}`);
    }
    row.values.external_id = found.contact;
    if (!found.known) fresh.add(found.contact);
    takeAddresses(row, found);
    own.set(one, { contact: found.contact });
  });
}

/** Whom rows of deleted contacts are about: they make nobody, and their keys are free for others. */
async function findDeleted(
  { contacts }: RowIntake,
  rows: readonly { one: Taken; row: ReadRow }[],
  own: Map<Taken, OwnContact>,
): Promise<void> {
  if (rows.length === 0) return;
  const found = await contacts.references(rows.map(({ row }) => keysOf(row)));
  rows.forEach(({ one, row }, at) => {
    const contact = found[at].contact ?? row.values.external_id ?? '';
    row.values.external_id = contact;
    own.set(one, { contact });
  });
}

/** Phone and e-mail as they are compared; a number that a spreadsheet shortened is nobody's. */
function takeAddresses({ values }: ReadRow, { phone, email }: ContactResolution): void {
  if (phone !== undefined) values.phone = phone;
  else if (values.phone !== undefined && refuseShortened(values.phone) !== undefined) delete values.phone;
  if (email !== undefined) values.email = email;
}

/** Rows that no moment is known for: of contacts that exist they are of use, new ones can't be made of them. */
async function knownOnes(
  { contacts, row: { columnOf, remedyFor } }: RowIntake,
  rows: readonly { one: Taken; row: ReadRow }[],
): Promise<{ one: Taken; row: ReadRow }[]> {
  const found = await contacts.references(rows.map(({ row }) => keysOf(row)));
  return rows.filter(({ one }, at) => {
    if (found[at].contact !== null) return true;
    one.problems.push({
      table: 'contacts',
      column: columnOf('contacts', 'created_at'),
      value: '',
      reason: 'is missing, and the row names no other moment',
      remedy: remedyFor?.('created_at', tableFields.contacts.fields.created_at) ?? 'created_at: { value: 2020-01-01 }',
    });
    return false;
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

async function findReferred(
  { contacts, row: { columnOf } }: RowIntake,
  referring: readonly Referring[],
): Promise<void> {
  if (referring.length === 0) return;
  const resolved = await contacts.references(referring.map(({ keys }) => keys));
  referring.forEach(({ one, row }, at) => {
    const { contact, problems } = resolved[at];
    if (contact === null) one.problems.push(...problems.map((problem) => problemOf(row.table, problem, columnOf)));
    else row.values.contact = contact;
  });
}

function problemOf(
  table: MappedTable,
  { key, value, reason, remedy, unknown }: KeyProblem,
  columnOf: RowIntake['row']['columnOf'],
): MappingProblem {
  const own = key === 'id' ? 'external_id' : key;
  const column = columnOf(table, table === 'contacts' ? own : key === 'id' ? 'contact' : `contact_${key}`);
  return { table, column, value, reason, remedy, ...(unknown && { awaits: awaitedContact(unknown) }) };
}

async function findByConversation(
  { conversations, row: { columnOf } }: RowIntake,
  sound: readonly Taken[],
  lacking: readonly { one: Taken; row: ReadRow }[],
): Promise<void> {
  for (const { rows, problems } of sound) {
    if (problems.length > 0) continue;
    for (const { table, values } of rows) {
      const conversation = table === 'conversations' ? values.external_id : values.conversation;
      if (conversation !== undefined && values.contact !== undefined) conversations.note(conversation, values.contact);
    }
  }
  await conversations.look(lacking.flatMap(({ row }) => row.values.conversation ?? []));
  for (const { one, row } of lacking) {
    const { conversation } = row.values;
    const contact = conversation === undefined ? undefined : conversations.of(conversation);
    if (contact !== undefined) {
      row.values.contact = contact;
      continue;
    }
    one.problems.push({
      table: row.table,
      column: columnOf(row.table, conversation === undefined ? 'contact' : 'conversation'),
      value: conversation ?? '',
      reason: conversation === undefined ? 'is missing' : 'is a conversation whose contact is not known',
      remedy: conversation === undefined ? '' : 'Import the conversations first, or name the contact.',
      ...(conversation !== undefined && { awaits: [awaitedRow('conversations', conversation)] }),
    });
  }
}
