import type { ModelName } from '../../domain/models.ts';
import { readWaited } from '../../store/crm/waited-rows.ts';
import type { Database } from '../../store/database/database.ts';
import { arrivalsOf, wayOfBatch } from './arrivals.ts';
import { type AskedRow, findDeliveries } from './find-deliveries.ts';
import type { TracedRow, TracedRows, TracedTable, Way } from './trace.ts';

/** Tables whose rows belong to a contact, and what dates them. */
const tables = [
  { table: 'contacts', owner: 'id', at: 'created_at' },
  { table: 'leads', owner: 'contact_id', at: 'created_at' },
  { table: 'conversations', owner: 'contact_id', at: 'opened_at' },
  { table: 'messages', owner: 'contact_id', at: 'sent_at' },
  { table: 'campaign_events', owner: 'contact_id', at: 'occurred_at' },
  { table: 'purchases', owner: 'contact_id', at: 'purchased_at' },
  { table: 'support_tickets', owner: 'contact_id', at: 'opened_at' },
] as const;
type Table = (typeof tables)[number];

/** Rows of each table that are named. */
const named = 3;

/** What there was of a subject at a moment: $1 is its contact's key, $2 the moment. null: the subject is not here any more. */
export async function traceRows(
  database: Database,
  model: ModelName,
  subject: string,
  moment: Date,
): Promise<TracedRows | null> {
  const contact = await findContact(database, model, subject);
  if (contact === null) return null;
  const parameters = [contact.key, moment];
  const traced: TracedTable[] = [];
  for (const each of tables) {
    const found = await traceTable(database, each, parameters);
    if (found.rows + found.cameLater > 0) traced.push(found);
  }
  const all = tables.map((each) => `select t.batch_id ${readRows(each)}`).join(' union all ');
  return { contact: contact.id, tables: traced, arrivals: await arrivalsOf(database, all, parameters) };
}

/** Of a contact that was made one with another, the one that stayed. */
async function findContact(
  database: Database,
  model: ModelName,
  subject: string,
): Promise<{ readonly key: number; readonly id: string } | null> {
  const sql =
    model === 'lead_scoring'
      ? `select c.id as key, c.external_id as id from leads as l join contacts as c on c.id = l.contact_id where l.external_id = $1`
      : `select c.id as key, c.external_id as id from contacts as c where c.external_id = $1
         union all select c.id, c.external_id from contact_identities as i join contacts as c on c.id = i.contact_id
         where i.kind = 'id' and i.source = perennial_source_of($1) and i.value = $1 limit 1`;
  const [found] = await database.query<{ readonly key: number; readonly id: string }>(sql, [subject]);
  return found ?? null;
}

const dated = ({ table, owner, at }: Table) =>
  `from ${table} as t left join import_batches as b on b.id = t.batch_id where t.${owner} = $1 and t.${at} < $2`;
const readRows = (each: Table) => `${dated(each)} and (b.id is null or b.imported_at <= $2)`;

type NewestRow = {
  readonly key: number;
  readonly externalId: string;
  readonly at: Date;
  readonly batch: number | null;
  readonly way: Way;
  readonly name: string;
  readonly importedAt: Date;
};

async function traceTable(database: Database, each: Table, parameters: unknown[]): Promise<TracedTable> {
  const { table, at } = each;
  const [{ rows, cameLater, changedSince }] = await database.query<
    Pick<TracedTable, 'rows' | 'cameLater' | 'changedSince'>
  >(
    `select count(*) filter (where read) as rows, count(*) filter (where not read) as "cameLater",
       count(*) filter (where read and id in (
         select c.row_id from import_batches as later join import_changes as c on c.batch_id = later.id
         where later.imported_at > $2 and c.table_name = '${table}')) as "changedSince"
     from (select t.id, b.id is null or b.imported_at <= $2 as read ${dated(each)}) as found`,
    parameters,
  );
  const newest = await database.query<NewestRow>(
    `select t.id as key, t.external_id as "externalId", t.${at} as at, t.batch_id as batch, ${wayOfBatch} as way,
       coalesce(b.file, '') as name, b.imported_at as "importedAt"
     ${readRows(each)} order by t.${at} desc, t.id desc limit ${named}`,
    parameters,
  );
  return { table, rows, cameLater, changedSince, newest: await withDeliveries(database, table, newest) };
}

async function withDeliveries(database: Database, table: string, rows: readonly NewestRow[]): Promise<TracedRow[]> {
  const waited = await readWaited(
    database,
    table,
    rows.map(({ key }) => key),
  );
  const asked = rows.flatMap(({ key, externalId, batch, way }): AskedRow[] => {
    const parked = waited.get(key);
    if (parked !== undefined) return [{ key, externalId, waited: parked }];
    return way === 'webhook' && batch !== null ? [{ key, externalId, batch }] : [];
  });
  const deliveries = await findDeliveries(database, table, asked);
  return rows.map(({ key, externalId, at, batch, way, name, importedAt }) => {
    const parked = waited.get(key);
    return {
      ...{ externalId, at },
      came: batch === null ? null : { way, name, batch, at: importedAt },
      waited: parked === undefined ? null : { origin: parked.origin, since: parked.parkedAt },
      delivery: deliveries.get(key) ?? null,
    };
  });
}
