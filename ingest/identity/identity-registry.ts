import type pg from 'pg';
import { copyInto } from '../../store/database/copy.ts';
import type { ContactKeys } from './contact-keys.ts';
import { sourceOf } from './contact-keys.ts';

export type KeyKind = keyof ContactKeys;
export type Key = { readonly kind: KeyKind; readonly value: string };

/** Found keys that are remembered: references of one file repeat. Several times a batch, so that a batch never loses its own. */
const remembered = 200_000;

/**
 * Who is known by which key: stored contacts and their identities, and what this import has found out so far, which waits in a temporary
 * table until its contacts are written. Persons are named by `contacts.external_id`.
 */
export type IdentityRegistry = {
  /** Asks for the keys of a batch, before `personOf`; with phones or e-mails among them also for the ids of whoever is found. */
  load(keys: Iterable<Key>): Promise<void>;
  personOf(kind: KeyKind, value: string): string | undefined;
  idsOf(person: string): ReadonlySet<string>;
  link(kind: KeyKind, value: string, person: string): void;
  /** Forgets what leads to persons. */
  withdraw(persons: ReadonlySet<string>): Promise<void>;
  /** Puts what was linked into the temporary table. */
  flush(): Promise<void>;
  /** Whether anything was ever put there. */
  hasStaged(): boolean;
};

/** Most batches of rows find out nothing about people, so the temporary table is made when something is to be put into it. */
export function openRegistry(client: pg.ClientBase): IdentityRegistry {
  let staged = false;
  // a map for each kind: to join kind and value costs more than to look them up
  const persons = { id: new Map<string, string>(), phone: new Map<string, string>(), email: new Map<string, string>() };
  const ids = new Map<string, Set<string>>();
  let linked: [kind: KeyKind, source: string, value: string, person: string][] = [];

  function forgetAll(): void {
    for (const known of Object.values(persons)) known.clear();
  }

  function idsOf(person: string): Set<string> {
    let known = ids.get(person);
    if (known === undefined) {
      known = new Set([person]);
      ids.set(person, known);
    }
    return known;
  }

  async function loadIds(asked: readonly string[]): Promise<void> {
    if (asked.length === 0) return;
    const { rows } = await client.query<{ person: string; id: string }>(idsSql(staged), [asked]);
    for (const { person, id } of rows) idsOf(person).add(id);
  }

  return {
    async load(keys) {
      if (persons.id.size + persons.phone.size + persons.email.size > remembered) forgetAll();
      ids.clear();
      const asked = { id: new Set<string>(), phone: new Set<string>(), email: new Set<string>() };
      const found = new Set<string>();
      let byAddress = false;
      for (const { kind, value } of keys) {
        const known = persons[kind].get(value);
        byAddress ||= kind !== 'id';
        if (known === undefined) asked[kind].add(value);
        else found.add(known);
      }
      if (asked.id.size + asked.phone.size + asked.email.size > 0) {
        const asIds = [...asked.id];
        const { rows } = await client.query<Key & { person: string }>(personsSql(staged), [
          asIds,
          asIds.map((value) => sourceOf(value) ?? ''),
          [...asked.phone],
          [...asked.email],
        ]);
        for (const { kind, value, person } of rows) {
          if (persons[kind].has(value)) continue;
          persons[kind].set(value, person);
          found.add(person);
        }
      }
      if (byAddress) await loadIds([...found]);
    },
    personOf: (kind, value) => persons[kind].get(value),
    idsOf,
    link(kind, value, person) {
      persons[kind].set(value, person);
      if (kind === 'id') idsOf(person).add(value);
      linked.push([kind, kind === 'id' ? (sourceOf(value) ?? '') : '', value, person]);
    },
    async withdraw(gone) {
      if (gone.size === 0) return;
      for (const known of Object.values(persons)) {
        for (const [value, person] of known) if (gone.has(person)) known.delete(value);
      }
      if (staged) await client.query('delete from staged_identities where person = any($1)', [[...gone]]);
    },
    async flush() {
      if (linked.length === 0) return;
      if (!staged) await client.query(stagedIdentities);
      staged = true;
      await copyInto(client, 'pg_temp.staged_identities', ['kind', 'source', 'value', 'person'], linked);
      linked = [];
    },
    hasStaged: () => staged,
  };
}

const stagedIdentities = `
create temporary table if not exists staged_identities
  (kind text not null, source text not null, value text not null, person text not null) on commit delete rows;
create index if not exists staged_identities_by_value on staged_identities (value, kind);
create index if not exists staged_identities_by_person on staged_identities (person);
truncate staged_identities`;

/**
 * $1 ids, $2 their sources, $3 phones, $4 e-mails. Whoever has a key as external id comes before whoever has it as an identity. `limit` makes the planner
 * look each key up by the index: without statistics, as within the transaction that fills the tables, it would read them whole.
 */
const personsSql = (staged: boolean) => `
select asked.kind, asked.value, found.person
from (
  select 'id' as kind, source, value from unnest($1::text[], $2::text[]) as id (value, source)
  union all select 'phone', '', unnest($3::text[])
  union all select 'email', '', unnest($4::text[])
) as asked
cross join lateral (
  (select external_id as person from contacts where external_id = asked.value limit 1)
  union all
  (select c.external_id from contact_identities as i join contacts as c on c.id = i.contact_id
   where i.kind = asked.kind and i.source = asked.source and i.value = asked.value limit 1)
  ${staged ? 'union all (select s.person from staged_identities as s where s.value = asked.value and s.kind = asked.kind limit 1)' : ''}
  limit 1
) as found`;

/** $1 persons. */
const idsSql = (staged: boolean) => `
select asked.person, found.id
from unnest($1::text[]) as asked (person)
cross join lateral (
  (select i.value as id
   from (select id from contacts where external_id = asked.person limit 1) as c
   cross join lateral (select value from contact_identities where contact_id = c.id and kind = 'id' offset 0) as i)
  ${staged ? `union all (select s.value from staged_identities as s where s.person = asked.person and s.kind = 'id' offset 0)` : ''}
) as found`;
