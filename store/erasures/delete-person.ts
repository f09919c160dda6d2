import type pg from 'pg';
import { personTables } from '../../domain/erasure/traces.ts';
import type { FoundPerson } from './read-traces.ts';

/** Rows that went, by place as people call it. */
export type ErasedCounts = Readonly<Record<string, number>>;

type Deletion = { readonly place: string; readonly sql: string };

/**
 * In this order. $1 contacts, $2 their external ids, $3 leads, $4 messages, $5 all of the person's rows as table:id, $6 external ids of
 * all of them as table:external_id, $7 all external ids. Columns of subjects hold leads for lead scoring, and contacts or messages otherwise.
 */
const subjects = `case when model = 'lead_scoring' then subject = any($3) else subject = any($2) or subject = any($4) end`;
const deletions: readonly Deletion[] = [
  { place: 'predictions', sql: `delete from predictions where ${subjects}` },
  { place: 'outcomes', sql: `delete from outcomes where ${subjects}` },
  { place: 'what colleagues did', sql: `delete from work_actions where ${subjects}` },
  {
    place: 'units of experiments',
    sql: `delete from exposures as x using experiments as e where e.id = x.experiment_id
      and case when e.model = 'lead_scoring' then x.unit = any($3) else x.unit = any($2) or x.unit = any($4) end`,
  },
  {
    place: 'events to destinations',
    sql: `delete from outbox where contact = any($2) or subject = any(select 'lead/' || id from unnest($3::text[]) as id)
      or subject = any(select 'contact/' || id from unnest($2::text[]) as id)`,
  },
  {
    place: 'sequences of events',
    sql: `delete from outbox_sequences where subject = any(select 'lead/' || id from unnest($3::text[]) as id)
      or subject = any(select 'contact/' || id from unnest($2::text[]) as id)`,
  },
  {
    place: 'earlier states that imports kept',
    sql: `delete from import_changes where (table_name = 'contacts' and row_id = any($1))
      or (table_name || ':' || row_id) = any($5) or (before #>> '{row,contact_id}')::bigint = any($1)`,
  },
  {
    place: 'ways in',
    sql: `delete from waited_rows where (table_name = 'contacts' and row_id = any($1)) or (table_name || ':' || row_id) = any($5)`,
  },
  // what comes next is read anew from the moment on
  {
    place: 'watermarks',
    sql: `update source_streams set changed_key = '' where source || ':' || changed_key = any($7)`,
  },
  { place: 'merges', sql: `delete from contact_merges where survivor_id = any($1) or merged_id = any($1)` },
  {
    place: 'dates of changes',
    sql: `delete from row_changes where (table_name = 'contacts' and external_id = any($2)) or (table_name || ':' || external_id) = any($6)`,
  },
  {
    place: 'simulated traits',
    sql: `delete from simulation.truth where external_id = any($2) or external_id = any($3) or external_id = any($4)`,
  },
  ...[...personTables]
    .reverse()
    .map((table) => ({ place: table, sql: `delete from ${table} where contact_id = any($1)` })),
  { place: 'contacts', sql: 'delete from contacts where id = any($1)' },
];

/** Events about a person that destinations got, by their names. */
export async function toldOf(client: pg.ClientBase, { ids }: FoundPerson): Promise<ErasedCounts> {
  const { rows } = await client.query<{ name: string; count: number }>(
    `select d.name, count(*)::integer as count from outbox as o join deliveries as v on v.event_id = o.id and v.state = 'delivered'
     join destinations as d on d.id = v.destination_id where o.contact = any($1) group by d.name order by d.name`,
    [ids],
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

/** Deletes what rows of the person hold; histories, attributes and identities go with their contact. */
export async function deletePerson(client: pg.ClientBase, person: FoundPerson): Promise<ErasedCounts> {
  const { contacts, ids, rows, rowIds } = person;
  const ofTables = (of: Readonly<Record<string, readonly (string | number)[]>>) =>
    personTables.flatMap((table) => (of[table] ?? []).map((id) => `${table}:${id}`));
  const parameters = [
    contacts,
    ids,
    rows.leads,
    rows.messages,
    ofTables(rowIds),
    ofTables(rows),
    [...ids, ...personTables.flatMap((table) => rows[table])],
  ];
  const counts: Record<string, number> = {};
  for (const { place, sql } of deletions) {
    const used = parameters
      .map((value, at) => ({ value, name: `$${at + 1}` }))
      .filter(({ name }) => sql.includes(name));
    const numbered = used.reduce((text, { name }, at) => text.replaceAll(name, `#${at + 1}#`), sql);
    const { rowCount } = await client.query(
      numbered.replace(/#(\d)#/g, '$$$1'),
      used.map(({ value }) => value),
    );
    if (rowCount) counts[place] = rowCount;
  }
  return counts;
}

/**
 * Answers and events that came about somebody while they were erased, such as from a scoring that had read them before: nobody is there
 * any more whom they are about. Only what is as young as the erasures themselves is looked at.
 *
 * @param since one day before the oldest of them
 */
export async function deleteOrphans(client: pg.ClientBase, since: Date): Promise<number> {
  const gone = `not exists (select from contacts where external_id = t.subject) and not exists (select from leads where external_id = t.subject)
    and not exists (select from messages where external_id = t.subject)`;
  const orphans = [
    `delete from predictions as t where created_at >= $1 and ${gone}`,
    `delete from work_actions as t where recorded_at >= $1 and ${gone}`,
    `delete from outcomes as t where received_at >= $1 and ${gone}`,
    `delete from exposures as t where exposed_at >= $1 and ${gone.replaceAll('t.subject', 't.unit')}`,
    `delete from outbox as t where happened_at >= $1 and contact is not null and not exists (select from contacts where external_id = t.contact)`,
  ];
  let deleted = 0;
  for (const sql of orphans) deleted += (await client.query(sql, [since])).rowCount ?? 0;
  return deleted;
}
