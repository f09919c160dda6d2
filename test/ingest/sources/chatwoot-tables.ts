import type pg from 'pg';

/**
 * The columns of Chatwoot's tables that are read, as its public schema has them (db/schema.rb of chatwoot/chatwoot at
 * ff525f5612ff2edf1c67e59fbd8d48e0f0d69e2f). Written for the test.
 */
export const chatwootTables = `
create table contacts (
  id serial primary key, name varchar default '', email varchar, phone_number varchar, account_id integer not null,
  created_at timestamp not null, updated_at timestamp not null, additional_attributes jsonb default '{}', identifier varchar,
  custom_attributes jsonb default '{}', last_activity_at timestamp, contact_type integer default 0, middle_name varchar default '',
  last_name varchar default '', location varchar default '', country_code varchar default '', blocked boolean not null default false);
create table conversations (
  id serial primary key, account_id integer not null, inbox_id integer not null, status integer not null default 0, assignee_id integer,
  created_at timestamp not null, updated_at timestamp not null, contact_id bigint, display_id integer not null default 0,
  last_activity_at timestamp not null default current_timestamp);
create table messages (
  id serial primary key, content text, account_id integer not null, inbox_id integer not null, conversation_id integer not null,
  message_type integer not null, created_at timestamp not null, updated_at timestamp not null, private boolean not null default false,
  status integer default 0, content_type integer not null default 0, sender_type varchar, sender_id bigint);`;

/** A business of some contacts, each with conversations of several messages, notes and activities among them. */
export async function fillChatwoot(client: pg.ClientBase, contacts: number): Promise<void> {
  await client.query(
    `insert into contacts (name, last_name, email, phone_number, account_id, created_at, updated_at, country_code, location, blocked)
     select 'Person', n::text, case when n % 3 = 0 then 'p' || n || '@example.com' end, '+1555010' || lpad(n::text, 4, '0'), 1,
       timestamp '2026-01-01' + n * interval '1 hour', timestamp '2026-06-01' + n * interval '1 minute', 'PT', 'Lisbon', n % 17 = 0
     from generate_series(1, $1::integer) as n`,
    [contacts],
  );
  await client.query(
    `insert into conversations (account_id, inbox_id, status, contact_id, created_at, updated_at, last_activity_at)
     select 1, 1, id % 2, id, created_at + interval '1 day', updated_at, created_at + interval '3 days' from contacts
     union all select 1, 1, 0, id, created_at + interval '9 days', updated_at, created_at + interval '10 days' from contacts where id % 2 = 0`,
  );
  await client.query(
    `insert into messages (content, account_id, inbox_id, conversation_id, message_type, private, sender_type, sender_id, created_at, updated_at)
     select 'Message ' || n || E' of\\nconversation "' || v.id || '"', 1, 1, v.id, case when n = 7 then 2 else (n + 1) % 2 end, n = 6,
       case (n + 1) % 2 when 0 then 'Contact' else 'User' end, case (n + 1) % 2 when 0 then v.contact_id else 1 end,
       v.created_at + n * interval '20 minutes', v.created_at + n * interval '20 minutes'
     from conversations as v cross join generate_series(1, 8) as n`,
  );
}

/** What a month brings: new rows, changes, deletions, and two contacts that become one. Rails sets `updated_at` at each change. */
export async function passMonth(client: pg.ClientBase, at: string): Promise<void> {
  await client.query(
    `with made as (
       insert into contacts (name, phone_number, account_id, created_at, updated_at)
       select 'New', '+1555020' || lpad(n::text, 4, '0'), 1, $1::timestamp + n * interval '1 minute', $1::timestamp + n * interval '1 minute'
       from generate_series(1, 5) as n returning id, created_at
     ), opened as (
       insert into conversations (account_id, inbox_id, contact_id, created_at, updated_at)
       select 1, 1, id, created_at, created_at from made returning id, contact_id, created_at
     )
     insert into messages (content, account_id, inbox_id, conversation_id, message_type, sender_type, sender_id, created_at, updated_at)
     select 'First', 1, 1, id, 0, 'Contact', contact_id, created_at, created_at from opened`,
    [at],
  );
  await client.query(
    `update contacts set name = 'Renamed', blocked = not blocked, location = 'Porto', updated_at = $1 where id % 10 = 1`,
    [at],
  );
  await client.query(
    `update conversations set status = 1, last_activity_at = $1::timestamp, updated_at = $1 where id % 7 = 3`,
    [at],
  );
  await client.query(`update messages set content = 'Edited', updated_at = $1 where id % 50 = 5`, [at]);
  await client.query(`delete from messages where id % 40 = 9`);
  await client.query(`delete from messages where conversation_id in (select id from conversations where id % 19 = 4)`);
  await client.query(`delete from conversations where id % 19 = 4`);
  // a contact is deleted with all that is its own
  await client.query(
    `delete from messages where conversation_id in (select id from conversations where contact_id = 8)`,
  );
  await client.query(`delete from conversations where contact_id = 8`);
  await client.query(`delete from contacts where id = 8`);
  // contact 12 becomes part of contact 13, as ContactMergeAction does it
  await client.query(`update conversations set contact_id = 13, updated_at = $1 where contact_id = 12`, [at]);
  await client.query(
    `update messages set sender_id = 13, updated_at = $1 where sender_type = 'Contact' and sender_id = 12`,
    [at],
  );
  await client.query(`delete from contacts where id = 12`);
}
