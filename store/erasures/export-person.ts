import { personTables } from '../../domain/erasure/traces.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { readTraces } from './read-traces.ts';

/** All that is stored of one person, by table. Ids of the database stand in it, as they do there. */
export type PersonExport = {
  readonly exported_at: string;
  readonly contact_id: string;
  readonly tables: Readonly<Record<string, readonly unknown[]>>;
};

/** $1 contacts, $2 their external ids, $3 leads, $4 messages; leads and tickets by their ids in the database: $5, $6. */
const subject = `case when model = 'lead_scoring' then subject = any($3) else subject = any($2) or subject = any($4) end`;
const queries: Readonly<Record<string, string>> = {
  contacts: 'select t.* from contacts as t where id = any($1)',
  contact_versions: 'select t.* from contact_versions as t where contact_id = any($1) order by valid_from',
  contact_attributes: 'select t.* from contact_attributes as t where contact_id = any($1) order by name, valid_from',
  contact_identities: 'select t.* from contact_identities as t where contact_id = any($1) order by kind, value',
  ...Object.fromEntries(
    personTables.map((table) => [table, `select t.* from ${table} as t where contact_id = any($1) order by id`]),
  ),
  lead_versions: 'select t.* from lead_versions as t where lead_id = any($5) order by lead_id, valid_from',
  lead_attributes: 'select t.* from lead_attributes as t where lead_id = any($5) order by lead_id, name, valid_from',
  support_ticket_versions:
    'select t.* from support_ticket_versions as t where ticket_id = any($6) order by ticket_id, valid_from',
  predictions: `select p.id, p.model, v.name as version, p.subject, p.value, p.confidence, p.features, p.created_at from predictions as p
    join model_versions as v on v.id = p.version_id
    where ${subject.replaceAll('model', 'p.model').replaceAll('subject', 'p.subject')} order by p.created_at`,
  outcomes: `select t.* from outcomes as t where ${subject} order by occurred_at`,
  work_actions: `select t.* from work_actions as t where ${subject} order by occurred_at`,
  exposures: `select x.experiment_id, x.phase, x.unit, x.arm, x.exposed_at from exposures as x join experiments as e on e.id = x.experiment_id
    where case when e.model = 'lead_scoring' then x.unit = any($3) else x.unit = any($2) or x.unit = any($4) end`,
  merges: 'select t.* from contact_merges as t where survivor_id = any($1) or merged_id = any($1) order by merged_at',
  events_to_destinations: `select o.type, o.subject, o.data, o.happened_at, coalesce((select jsonb_agg(d.name) from deliveries as v
    join destinations as d on d.id = v.destination_id where v.event_id = o.id and v.state = 'delivered'), '[]') as delivered_to
    from outbox as o where o.contact = any($2) order by o.happened_at`,
};

/** null: there is nobody with this id. In one snapshot of the database. */
export async function exportPerson(
  database: Database,
  { id, externalId }: { readonly id: number; readonly externalId: string },
  now: Date,
): Promise<PersonExport | null> {
  return await inTransaction(
    database,
    async (client) => {
      const person = await readTraces(client, id, { locks: false });
      if (person === null) return null;
      const { contacts, ids, rows, rowIds } = person;
      const values = [contacts, ids, rows.leads, rows.messages, rowIds.leads, rowIds.support_tickets];
      const casts = ['bigint[]', 'text[]', 'text[]', 'text[]', 'bigint[]', 'bigint[]'];
      const given = `with given as (select ${casts.map((type, at) => `$${at + 1}::${type}`).join(', ')})`;
      const tables: Record<string, unknown[]> = {};
      for (const [table, sql] of Object.entries(queries)) {
        const found = await client.query<{ row: unknown }>(
          `${given} select to_jsonb(t) as row from (${sql}) as t`,
          values,
        );
        if (found.rows.length > 0) tables[table] = found.rows.map(({ row }) => row);
      }
      return { exported_at: now.toISOString(), contact_id: externalId, tables };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
