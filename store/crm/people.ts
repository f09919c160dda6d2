import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../database/database.ts';
import { type OrderColumn, type Page, type PageAsked, readPage } from '../database/read-page.ts';

/** Who somebody is, for people: by what a colleague knows and reaches them. */
export type Person = {
  /** External id of the contact. */
  readonly contact: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  /** Who looks after the lead; for a contact, after its newest lead that has an owner. */
  readonly owner: string | null;
  /** The last message, click, purchase or ticket of theirs. Our own messages are no activity. */
  readonly lastActivityAt: Date | null;
  /** False also for somebody who unsubscribed from a campaign. */
  readonly optedIn: boolean;
};

export type PersonFound = Person & {
  /** Newest first. */
  readonly leads: readonly { readonly id: string; readonly stage: string; readonly owner: string | null }[];
};

/** SQL over `contacts as c`. */
export const ownerOfContact = `(select owned.owner from leads as owned
  where owned.contact_id = c.id and owned.owner is not null order by owned.created_at desc, owned.id desc limit 1)`;

const lastActivity = `greatest(
  (select max(sent_at) from messages where contact_id = c.id and direction = 'inbound'),
  (select max(occurred_at) from campaign_events where contact_id = c.id and type in ('clicked', 'converted')),
  (select max(purchased_at) from purchases where contact_id = c.id),
  (select max(opened_at) from support_tickets where contact_id = c.id))`;

/** SQL over `contacts as c`: neither opted out nor unsubscribed from a campaign. */
export const wantsMessages = `(c.opted_in and not exists (
  select from campaign_events as left_us where left_us.contact_id = c.id and left_us.type = 'unsubscribed'))`;

const columnsWith = (owner: string) => `c.external_id as contact, c.name, c.phone, c.email, ${owner} as owner,
  ${lastActivity} as "lastActivityAt", ${wantsMessages} as "optedIn"`;

/** Of a `Person`, over `contacts as c`. */
export const personColumns = columnsWith(ownerOfContact);

/** By subject: external ids of leads for lead scoring, otherwise of contacts. Subjects that are gone are left out. */
export async function readPeople(
  database: Database,
  model: ModelName,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, Person>> {
  const sql =
    model === 'lead_scoring'
      ? `select l.external_id as subject, ${columnsWith('l.owner')} from leads as l join contacts as c on c.id = l.contact_id
         where l.external_id = any($1)`
      : `select c.external_id as subject, ${personColumns} from contacts as c where c.external_id = any($1)`;
  const rows = await database.query<Person & { readonly subject: string }>(sql, [[...new Set(subjects)]]);
  return new Map(rows.map(({ subject, ...person }) => [subject, person]));
}

/** A phone is found by at least so many of its digits, written in any way. */
const leastDigits = 4;

/** The first of them, as `pagePeople` lists them. */
export async function findPeople(database: Database, text: string, limit: number): Promise<readonly PersonFound[]> {
  return (await pagePeople(database, text, { limit, after: null })).rows;
}

/**
 * People whose name, phone, e-mail or id holds the text, or who have a lead with that id; those whose name begins with it first.
 */
export async function pagePeople(database: Database, text: string, page: PageAsked): Promise<Page<PersonFound>> {
  const asked = text.trim().toLowerCase();
  if (asked === '') return { rows: [], next: null };
  const digits = asked.replace(/\D/g, '').replace(/^0+/, '');
  const phone = digits.length >= leastDigits && /^[\d\s()+./-]+$/.test(asked) ? digits : null;
  const columns = `${personColumns}, coalesce((
       select jsonb_agg(jsonb_build_object('id', l.external_id, 'stage', l.stage, 'owner', l.owner) order by l.created_at desc, l.id desc)
       from leads as l where l.contact_id = c.id), '[]') as leads`;
  const where = `strpos(lower(c.name), $1) > 0 or strpos(lower(c.email), $1) > 0 or lower(c.external_id) = $1
       or ($2::text is not null and strpos(regexp_replace(c.phone, '\\D', '', 'g'), $2) > 0)
       or exists (select from leads as l where l.contact_id = c.id and lower(l.external_id) = $1)
       or exists (select from contact_identities as i where i.contact_id = c.id
         and (lower(i.value) = $1 or (i.kind = 'phone' and $2::text is not null and strpos(i.value, $2) > 0)))`;
  const query = { columns, from: 'contacts as c', where, parameters: [asked, phone], order: likeliestFirst };
  return await readPage<PersonFound>(database, query, page);
}

/** Over `contacts as c` and the text `$1`: whose id it is, whose name begins with it, in whose name a word does; then by name. */
const likeliestFirst: readonly OrderColumn[] = [
  {
    sql: `case when lower(c.external_id) = $1 then 0 else 4 end + case strpos(lower(coalesce(c.name, '')), $1) when 1 then 0 else 2 end
      + case when strpos(' ' || lower(coalesce(c.name, '')), ' ' || $1) > 0 then 0 else 1 end`,
    type: 'integer',
    descending: false,
  },
  { sql: 'c.name is null', type: 'boolean', descending: false },
  // whole names would make cursors of any length
  { sql: `left(coalesce(c.name, ''), 100)`, type: 'text', descending: false },
  { sql: 'c.id', type: 'bigint', descending: false },
];

/** Everybody who looks after a lead, by name. */
export async function listOwners(database: Database): Promise<string[]> {
  const rows = await database.query<{ readonly owner: string }>(
    `select distinct owner from leads where owner is not null and owner <> '' order by owner limit 200`,
  );
  return rows.map(({ owner }) => owner);
}
