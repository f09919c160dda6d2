import { type ModelName, modelNames } from '../../domain/models.ts';
import type { Database, QueryOptions } from '../database/database.ts';

/** Who reads the notes of touched contacts: each model's scoring of everybody, and its scorings of the touched between two of those. */
export type NoteReader = 'everybody' | 'between';

/** The bit of `touched_contacts.unread`; the column's default has all of them. */
export function bitOf(model: ModelName, reader: NoteReader): number {
  return 1 << (modelNames.indexOf(model) + (reader === 'everybody' ? 0 : modelNames.length));
}

export type Notes = {
  readonly ids: readonly number[];
  /** Without repetitions; null: everybody's rows may have changed. */
  readonly contacts: readonly number[] | null;
};

export type NoteFilter = {
  readonly limit?: number | null;
  /** Ids. */
  readonly among?: readonly number[] | null;
  /** Without rows that count from then on. */
  readonly before?: Date | null;
};

/** The notes that this reader hasn't read, oldest first. */
export async function unreadNotes(
  query: Query,
  bit: number,
  { limit = null, among = null, before = null }: NoteFilter = {},
): Promise<Notes> {
  const rows = await query<Note>(
    `select id, contact_id as contact from touched_contacts
     where unread & $1 <> 0 and ($3::bigint[] is null or id = any($3))
       and ($4::timestamptz is null or counts_from is null or counts_from < $4)
     order by id limit $2`,
    [bit, limit, among, before],
  );
  return notesOf(rows);
}

/** On a client of a transaction, or on the pool. */
export type Query = <Row extends object>(sql: string, values: readonly unknown[]) => Promise<Row[]>;

type Note = { readonly id: number; readonly contact: number | null };

function notesOf(rows: readonly Note[]): Notes {
  const contacts = new Set<number>();
  let ofEverybody = false;
  for (const { contact } of rows) {
    if (contact === null) ofEverybody = true;
    else contacts.add(contact);
  }
  return { ids: rows.map(({ id }) => id), contacts: ofEverybody ? null : [...contacts] };
}

/**
 * Marks notes as read by these readers. Those of rows that count from `moment` on or later stay unread: nobody has seen these rows yet.
 * Notes that all have read go.
 */
export async function markRead(
  database: Database,
  ids: readonly number[],
  bits: number,
  moment: Date,
  options?: QueryOptions,
): Promise<void> {
  if (ids.length === 0) return;
  await database.query(
    `with noted as (
       select id from touched_contacts where id = any($1) and (counts_from is null or counts_from < $3) order by id for update
     ), over as (
       delete from touched_contacts as t using noted where t.id = noted.id and t.unread & ~$2::integer = 0
     )
     update touched_contacts as t set unread = t.unread & ~$2::integer from noted where t.id = noted.id and t.unread & ~$2::integer <> 0`,
    [ids, bits, moment],
    options,
  );
}

/** Whether notes wait for any of these readers. */
export async function anyUnread(database: Database, reader: NoteReader): Promise<boolean> {
  const bits = modelNames.reduce((sum, model) => sum | bitOf(model, reader), 0);
  const [{ found }] = await database.query<{ found: boolean }>(
    `select exists (
       select from touched_contacts where unread & ${bits} <> 0 and (counts_from is null or counts_from < clock_timestamp())
     ) as found`,
  );
  return found;
}

/** All that wait for the reader: it has no use for them. */
export async function markAllRead(database: Database, bit: number, options?: QueryOptions): Promise<void> {
  await database.query(
    `with noted as (select id from touched_contacts where unread & $1 <> 0 order by id for update)
     update touched_contacts as t set unread = t.unread & ~$1::integer from noted where t.id = noted.id`,
    [bit],
    options,
  );
}

/** Days that notes are kept. Whoever hasn't read anything for this long reads everybody. */
export const noteDays = 7;

/** Removes those that are too old for anybody: of models that were never deployed, and after a long pause. */
export async function forgetOldNotes(database: Database, options?: QueryOptions): Promise<void> {
  await database.query(
    `delete from touched_contacts where noted_at < clock_timestamp() - ${noteDays + 1} * interval '24 hours'`,
    [],
    options,
  );
}
