import type pg from 'pg';
import { type PersonTable, personTables } from '../../domain/erasure/traces.ts';

/** A person as the tables know them, before anything is erased. */
export type FoundPerson = {
  /** Ids of the contact, and of those that were merged into it. */
  readonly contacts: readonly number[];
  readonly ids: readonly string[];
  /** As they are stored. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly names: readonly string[];
  /** In the database, by table. */
  readonly rowIds: Readonly<Record<PersonTable, readonly number[]>>;
  readonly rows: Readonly<Record<PersonTable, readonly string[]>>;
  readonly texts: readonly string[];
};

/** Contacts that were merged into $1, however often, and weren't parted again. */
const contactsSql = `
with recursive person (id) as (
  select $1::bigint
  union select m.merged_id from contact_merges as m join person as p on p.id = m.survivor_id where m.undone_at is null
) select id from person`;

/** What profiles said, now, before, in other contacts that were merged in, and in rows that imports changed. $1: contacts. */
const profilesSql = `
select external_id as id, phone, email, name from contacts where id = any($1)
union select null, phone, email, name from contact_versions where contact_id = any($1)
union select value, null, null, null from contact_identities where contact_id = any($1) and kind = 'id'
union select null, value, null, null from contact_identities where contact_id = any($1) and kind = 'phone'
union select null, null, value, null from contact_identities where contact_id = any($1) and kind = 'email'
union select merged, journal #>> '{contact,phone}', journal #>> '{contact,email}', journal #>> '{contact,name}'
  from contact_merges where merged_id = any($1)
union select before #>> '{row,external_id}', before #>> '{row,phone}', before #>> '{row,email}', before #>> '{row,name}'
  from import_changes where table_name = 'contacts' and row_id = any($1)`;

/** Rows that are there, and those that an import took away or changed. $1: contacts. */
function rowsSql(table: PersonTable): string {
  const text = table === 'messages' ? 'text' : 'null::text';
  return `
select id, external_id, ${text} as text from ${table} where contact_id = any($1)
union select row_id, before #>> '{row,external_id}', ${table === 'messages' ? "before #>> '{row,text}'" : 'null'} from import_changes
  where table_name = '${table}' and (before #>> '{row,contact_id}')::bigint = any($1)`;
}

/** Those of the phones and e-mails that somebody else has too: nobody is erased for sharing one. */
export async function heldByOthers(
  client: pg.ClientBase,
  contacts: readonly number[],
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ address: string }>(
    `select value as address from contact_identities where kind <> 'id' and value = any($2) and contact_id <> all($1)
     union select phone from contacts where phone = any($2) and id <> all($1)
     union select lower(email) from contacts where lower(email) = any($2) and id <> all($1)`,
    [contacts, addresses],
  );
  return new Set(rows.map(({ address }) => address));
}

/** A phone or an e-mail that two people had is that of the one who is left. */
export async function inheritAddresses(client: pg.ClientBase, addresses: Iterable<string>): Promise<void> {
  await client.query(
    `insert into contact_identities (kind, source, value, contact_id)
     select 'phone', '', phone, min(id) from contacts where phone = any($1) group by phone
     union all select 'email', '', lower(email), min(id) from contacts where lower(email) = any($1) group by lower(email)
     on conflict do nothing`,
    [[...addresses]],
  );
}

/** null: there is nobody with this id, any more. */
export async function readTraces(
  client: pg.ClientBase,
  contactId: number,
  { locks }: { readonly locks: boolean },
): Promise<FoundPerson | null> {
  const there = await client.query(`select 1 from contacts where id = $1${locks ? ' for update' : ''}`, [contactId]);
  if (there.rowCount === 0) return null;
  const merged = await client.query<{ id: number }>(contactsSql, [contactId]);
  const contacts = merged.rows.map(({ id }) => Number(id));
  const { rows: profiles } = await client.query<Record<'id' | 'phone' | 'email' | 'name', string | null>>(profilesSql, [
    contacts,
  ]);
  const filled = (of: 'id' | 'phone' | 'email' | 'name') => [
    ...new Set(profiles.flatMap((each) => (each[of] === null || each[of] === '' ? [] : [each[of]]))),
  ];
  const rows = {} as Record<PersonTable, string[]>;
  const rowIds = {} as Record<PersonTable, number[]>;
  const texts = new Set<string>();
  for (const table of personTables) {
    const found = await client.query<{ id: number; external_id: string; text: string | null }>(rowsSql(table), [
      contacts,
    ]);
    rowIds[table] = [...new Set(found.rows.map(({ id }) => Number(id)))];
    rows[table] = [...new Set(found.rows.map(({ external_id }) => external_id))];
    for (const { text } of found.rows) if (text !== null && text !== '') texts.add(text);
  }
  return {
    ...{ contacts, ids: filled('id'), phones: filled('phone'), emails: filled('email'), names: filled('name') },
    ...{ rowIds, rows, texts: [...texts] },
  };
}
