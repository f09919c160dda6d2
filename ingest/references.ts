import type pg from 'pg';

/** A parsed record on its way into the table: values by field. */
export type ParsedRow = Record<string, unknown>;

/** What a row refers to that doesn't fit. */
export type BrokenReference = { readonly field: string; readonly reason: string };

type Stored = { id: number; external_id: string };
type StoredConversation = Stored & { contact_id: number };

async function byExternalId<Found extends Stored>(
  client: pg.ClientBase,
  sql: string,
  ids: Iterable<string>,
): Promise<Map<string, Found>> {
  const { rows } = await client.query<Found>(sql, [[...new Set(ids)]]);
  return new Map(rows.map((row) => [row.external_id, row]));
}

/**
 * Replaces external ids by ids, for a batch at a time. Contacts must exist. Conversations are opened by their first message and
 * belong to one contact. Returns the broken reference of each row that has one.
 */
export async function resolveReferences(
  client: pg.ClientBase,
  rows: readonly ParsedRow[],
): Promise<Map<ParsedRow, BrokenReference>> {
  const broken = new Map<ParsedRow, BrokenReference>();
  const contacts = await byExternalId(
    client,
    'select id, external_id from contacts where external_id = any($1)',
    rows.map((row) => String(row.contact)),
  );
  for (const row of rows) {
    const contact = contacts.get(String(row.contact));
    if (contact === undefined) broken.set(row, { field: 'contact', reason: 'names a contact that does not exist' });
    else row.contact = contact.id;
  }
  const inConversation = rows.filter((row) => row.conversation !== undefined && !broken.has(row));
  if (inConversation.length > 0) await resolveConversations(client, inConversation, broken);
  return broken;
}

async function resolveConversations(
  client: pg.ClientBase,
  rows: readonly ParsedRow[],
  broken: Map<ParsedRow, BrokenReference>,
): Promise<void> {
  const names = rows.map((row) => String(row.conversation));
  // of two contacts that claim a new conversation, the one whose row comes first has it
  await client.query(
    `insert into conversations (external_id, contact_id, opened_at)
     select distinct on (name) name, contact_id, min(sent_at) over (partition by name, contact_id)
     from unnest($1::text[], $2::bigint[], $3::timestamptz[]) with ordinality as given (name, contact_id, sent_at, place)
     order by name, place
     on conflict (external_id) do update set opened_at = excluded.opened_at
     where excluded.opened_at < conversations.opened_at and excluded.contact_id = conversations.contact_id`,
    [names, rows.map((row) => row.contact), rows.map((row) => row.sent_at)],
  );
  const conversations = await byExternalId<StoredConversation>(
    client,
    'select id, external_id, contact_id from conversations where external_id = any($1)',
    names,
  );
  for (const row of rows) {
    const conversation = conversations.get(String(row.conversation));
    if (conversation?.contact_id !== row.contact) {
      broken.set(row, { field: 'conversation', reason: 'names a conversation of another contact' });
    } else row.conversation = conversation?.id;
  }
}
