import type { Database } from '../database/database.ts';

/** Why two contacts may be one person. The first three are facts, the others are likenesses. */
export const duplicateReasons = [
  'conflict',
  'phone',
  'email',
  'name_and_phone_end',
  'name_and_mailbox',
  'mailbox',
] as const;
export type DuplicateReason = (typeof duplicateReasons)[number];

type DuplicateContact = {
  /** External id. */
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
};

export type Duplicate = {
  /** The one that was stored first. */
  readonly contact: DuplicateContact;
  readonly other: DuplicateContact;
  readonly reasons: readonly {
    readonly reason: DuplicateReason;
    /** What they share. */
    readonly value: string;
    /** Contacts that share it, these two among them. */
    readonly sharedBy: number;
  }[];
};

export type Duplicates = { readonly pairs: readonly Duplicate[]; readonly total: number };

/**
 * Pairs of contacts that may be one person, those with facts first. Where many share a value, each is listed with the first of them.
 * Simulated contacts are compared with simulated ones only.
 */
export async function findDuplicates(database: Database, limit: number | null): Promise<Duplicates> {
  const rows = await database.query<Duplicate & { readonly total: number }>(duplicatesSql, [limit]);
  return {
    pairs: rows.map(({ contact, other, reasons }) => ({ contact, other, reasons })),
    total: rows[0]?.total ?? 0,
  };
}

const described = (contact: string) =>
  `json_build_object('id', ${contact}.external_id, 'name', ${contact}.name, 'phone', ${contact}.phone, 'email', ${contact}.email)`;

/** $1 limit. Names are compared without accents, case, punctuation and the order of words; mailboxes without dots and what follows a +. */
const duplicatesSql = `
with people as materialized (
  select id, synthetic, name.words as name, nullif(regexp_replace(phone, '[^0-9]', '', 'g'), '') as digits,
    case when email ~ '^[^@[:space:]]+@[^@[:space:]]+$' then lower(btrim(email)) end as email,
    mailbox.name as mailbox, lower(split_part(btrim(email), '@', 2)) as domain
  from contacts
  cross join lateral (
    select string_agg(word, ' ' order by word) as words
    from regexp_split_to_table(regexp_replace(lower(normalize(name, NFKD)), '[\\u0300-\\u036f]', '', 'g'), '[^[:alnum:]]+') as word
    where word <> ''
  ) as name
  cross join lateral (
    select nullif(replace(regexp_replace(lower(split_part(btrim(email), '@', 1)), '\\+.*$', ''), '.', ''), '') as name
  ) as mailbox
),
keyed as (
  select 'phone' as reason, digits as value, id, synthetic from people where length(digits) >= 8
  union all select 'email', email, id, synthetic from people where email is not null
  union all select 'name_and_phone_end', name || ' ' || right(digits, 8), id, synthetic from people where length(digits) >= 8 and name is not null
  union all select 'name_and_mailbox', name || ' ' || mailbox, id, synthetic from people where email is not null and length(mailbox) >= 4 and name is not null
  union all select 'mailbox', mailbox || '@' || domain, id, synthetic from people where email is not null and length(mailbox) >= 4
),
shared as (
  select reason, value, id, min(id) over same as first, count(*) over same as shared_by
  from keyed window same as (partition by reason, value, synthetic)
),
found as (
  select first, id as other, reason, value, shared_by from shared where id <> first
  union all
  select least(contact_id, other_id), greatest(contact_id, other_id), 'conflict', value, 2 from identity_conflicts
),
beside as (
  select *, bool_or(reason = 'phone') over pair as by_phone, bool_or(reason = 'email') over pair as by_email,
    bool_or(reason = 'mailbox') over pair as by_mailbox,
    bool_or(reason = 'conflict' and value like '%@%') over pair as conflict_of_email,
    bool_or(reason = 'conflict' and value not like '%@%') over pair as conflict_of_phone
  from found window pair as (partition by first, other)
),
-- what follows from another reason says nothing more
told as (
  select distinct first, other, reason, value, shared_by from beside
  where case reason
    when 'phone' then not conflict_of_phone
    when 'name_and_phone_end' then not (conflict_of_phone or by_phone)
    when 'email' then not conflict_of_email
    when 'mailbox' then not (conflict_of_email or by_email)
    when 'name_and_mailbox' then not (conflict_of_email or by_email or by_mailbox)
    else true end
),
pairs as (
  select first, other, min(place) as place,
    json_agg(json_build_object('reason', reason, 'value', value, 'sharedBy', shared_by) order by place, value) as reasons
  from told cross join lateral (
    select array_position(array[${duplicateReasons.map((reason) => `'${reason}'`).join(', ')}], reason) as place
  ) as rank
  group by first, other
)
select ${described('a')} as contact, ${described('b')} as other, pairs.reasons, count(*) over () as total
from pairs join contacts as a on a.id = pairs.first join contacts as b on b.id = pairs.other
order by pairs.place, a.id, b.id limit $1`;
