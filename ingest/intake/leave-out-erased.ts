import type pg from 'pg';
import { contactKey, personTables, rowKey } from '../../domain/erasure/traces.ts';
import { erasedKeysIn, type ReadErasureKey } from '../../store/erasures/erased-keys.ts';
import type { ContactKeys, ReadKeys } from '../identity/contact-keys.ts';
import type { IdentityResolver } from '../identity/resolve.ts';
import { isEntityTable } from '../merge/entity-tables.ts';
import type { LeaveOutErased, RowIntake, Taken } from './intake.ts';
import type { ReadRow } from './row-context.ts';

/** Why rows are left out, in reports. */
export const erasedBefore = 'erased before';

/** Fields that name rows of a person, beside the row's own id. */
const named: Readonly<Record<string, string>> = {
  lead: 'leads',
  conversation: 'conversations',
  ticket: 'support_tickets',
  message: 'messages',
};
/** Rows that others name: those of an erased person that come anew are known from then on, so that what names them is left out too. */
const remembered: ReadonlySet<string> = new Set(['leads', 'conversations', 'support_tickets']);

/**
 * Leaves records of erased people out, also those that could not go in for other reasons: nothing is kept of them. A record is theirs by an
 * id of theirs, or by their phone or e-mail, unless it names somebody who is stored: people who share a phone are not erased together.
 *
 * What waited for such a row is forgotten.
 */
export async function openLeaveOutErased(
  client: pg.ClientBase,
  readKey: ReadErasureKey | undefined,
): Promise<LeaveOutErased> {
  const keys = await erasedKeysIn(client, readKey);
  if (keys === null) return async (_, taken) => taken;
  return async (intake, taken) => {
    const asked = taken.map((one) => keysOf(one, intake.contacts));
    const hit = new Set(
      await keys.among(asked.flatMap(({ contacts, rows }) => [...contacts.flatMap(wordsOf), ...rows])),
    );
    const gone = await findErased(intake, asked, hit);
    if (gone.size === 0) return taken;
    const words = await wordsToRemember(
      intake,
      [...gone].map((at) => asked[at] as Asked),
    );
    await keys.add(words);
    await client.query('delete from parked_rows where awaits && $1::text[]', [words]);
    return taken.filter((one, at) => {
      if (gone.has(at)) intake.onErased(one.record);
      return !gone.has(at);
    });
  };
}

/** What a record is known by: contacts that its rows name, and rows. `own`: its own rows, of those that others name. */
type Asked = {
  readonly contacts: readonly ReadKeys[];
  readonly rows: readonly string[];
  readonly own: readonly string[];
};

function keysOf({ rows }: Taken, { readKeys }: IdentityResolver): Asked {
  const contacts: ReadKeys[] = [];
  const others: string[] = [];
  const own: string[] = [];
  for (const row of rows) {
    const keys = contactOf(row);
    if (keys !== null) contacts.push(readKeys(keys));
    const { external_id: id } = row.values;
    if (id !== undefined && isEntityTable(row.table) && personTables.some((table) => table === row.table)) {
      others.push(rowKey(row.table, id));
      if (remembered.has(row.table)) own.push(rowKey(row.table, id));
    }
    for (const [field, table] of Object.entries(named)) {
      const other = row.values[field];
      if (other !== undefined) others.push(rowKey(table, other));
    }
  }
  return { contacts, rows: others, own };
}

function contactOf({ table, values }: ReadRow): ContactKeys | null {
  const { external_id, contact, phone, email, contact_phone, contact_email } = values;
  const keys =
    table === 'contacts'
      ? { id: external_id, phone, email }
      : { id: contact, phone: contact_phone, email: contact_email };
  return Object.values(keys).some((each) => each !== undefined) ? keys : null;
}

function wordsOf({ id, phones, email }: ReadKeys): string[] {
  return [
    ...(id === undefined ? [] : [contactKey('id', id)]),
    ...phones.map((phone) => contactKey('phone', phone)),
    ...(email === undefined ? [] : [contactKey('email', email)]),
  ];
}

async function findErased(intake: RowIntake, asked: readonly Asked[], hit: Set<string>): Promise<ReadonlySet<number>> {
  const gone = new Set<number>();
  const stored = new Map<number, boolean>();
  for (let settled = false; !settled; ) {
    settled = true;
    for (const [at, one] of asked.entries()) {
      if (gone.has(at)) continue;
      const ids = one.contacts.some(({ id }) => id !== undefined && hit.has(contactKey('id', id)));
      const others =
        one.rows.some((key) => hit.has(key)) ||
        one.contacts.some((keys) => wordsOf(keys).some((word) => hit.has(word)));
      if (!ids && !(others && !(await isStored(intake, one, at, stored)))) continue;
      gone.add(at);
      // what names them or a row of theirs, within the same batch, is theirs
      for (const key of [...one.contacts.flatMap(wordsOf), ...one.own]) if (!hit.has(key)) settled = !hit.add(key);
    }
  }
  return gone;
}

/** Whether one of the contacts that a record names is there. */
async function isStored(
  { contacts }: RowIntake,
  { contacts: keys }: Asked,
  at: number,
  known: Map<number, boolean>,
): Promise<boolean> {
  const before = known.get(at);
  if (before !== undefined) return before;
  const found = await contacts.references(keys.map(({ id, phones, email }) => ({ id, phone: phones[0], email })));
  const isThere = found.some(({ contact }) => contact !== null);
  known.set(at, isThere);
  return isThere;
}

/** By what the people of these records are known from now on: not by a phone or an e-mail of somebody who is stored. */
async function wordsToRemember({ contacts }: RowIntake, gone: readonly Asked[]): Promise<string[]> {
  const addresses = gone.flatMap((each) =>
    each.contacts.flatMap(({ phones, email }) => [
      ...phones.map((phone) => ({ phone })),
      ...(email ? [{ email }] : []),
    ]),
  );
  const found = await contacts.references(addresses);
  const free = addresses.filter((_, at) => found[at]?.contact === null);
  const ids = gone.flatMap((each) =>
    each.contacts.flatMap(({ id }) => (id === undefined ? [] : [contactKey('id', id)])),
  );
  return [
    ...new Set([
      ...gone.flatMap(({ own }) => own),
      ...ids,
      ...free.map((each) => ('phone' in each ? contactKey('phone', each.phone) : contactKey('email', each.email))),
    ]),
  ];
}
