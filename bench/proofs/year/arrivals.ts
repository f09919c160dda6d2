import { type TableName, tableColumns, tableNames } from '../../../simulation/tables.ts';
import type { Database } from '../../../store/database/database.ts';
import { inTransaction } from '../../../store/database/transaction.ts';

/** What dates a row: when it comes to the CRM. */
const datedBy: Readonly<Record<TableName, string>> = {
  contacts: 'created_at',
  contact_versions: 'valid_from',
  campaigns: 'started_at',
  conversations: 'opened_at',
  messages: 'sent_at',
  leads: 'created_at',
  lead_versions: 'valid_from',
  campaign_events: 'occurred_at',
  purchases: 'purchased_at',
  support_tickets: 'opened_at',
  support_ticket_versions: 'valid_from',
};

/** What a row doesn't show when it comes, but later: column and its value until then. */
const knownLater: Partial<Record<TableName, Readonly<Record<string, string>>>> = {
  conversations: { closed_at: 'null' },
  leads: { stage: `'new'`, score: 'null', scored_at: 'null', converted_at: 'null', order_value: 'null' },
  support_tickets: { state: `'open'`, closed_at: 'null' },
};

/** How rows that are there change, and what dates it. $1: everything up to then is known already; $2: until then it becomes known. */
const changes: readonly { readonly of: TableName; readonly at: string; readonly sql: string }[] = [
  {
    ...{ of: 'contact_versions', at: 'valid_from' },
    sql: `update contacts as c set (name, phone, email, country, language, source, timezone, opted_in) =
     (v.name, v.phone, v.email, v.country, v.language, v.source, v.timezone, v.opted_in)
   from (
     select distinct on (contact_id) * from future.contact_versions where valid_from > $1 and valid_from <= $2
     order by contact_id, valid_from desc
   ) as v where c.id = v.contact_id`,
  },
  {
    ...{ of: 'conversations', at: 'closed_at' },
    sql: `update conversations as c set closed_at = f.closed_at
   from future.conversations as f where f.id = c.id and f.closed_at > $1 and f.closed_at <= $2`,
  },
  {
    ...{ of: 'lead_versions', at: 'valid_from' },
    sql: `update leads as l set stage = v.stage
   from (
     select distinct on (lead_id) * from future.lead_versions where valid_from > $1 and valid_from <= $2
     order by lead_id, valid_from desc
   ) as v where l.id = v.lead_id`,
  },
  {
    ...{ of: 'leads', at: 'scored_at' },
    sql: `update leads as l set score = f.score, scored_at = f.scored_at
   from future.leads as f where f.id = l.id and f.scored_at > $1 and f.scored_at <= $2`,
  },
  {
    ...{ of: 'leads', at: 'converted_at' },
    sql: `update leads as l set converted_at = f.converted_at, order_value = f.order_value
   from future.leads as f where f.id = l.id and f.converted_at > $1 and f.converted_at <= $2`,
  },
  {
    ...{ of: 'support_ticket_versions', at: 'valid_from' },
    sql: `update support_tickets as t set state = v.state
   from (
     select distinct on (ticket_id) * from future.support_ticket_versions where valid_from > $1 and valid_from <= $2
     order by ticket_id, valid_from desc
   ) as v where t.id = v.ticket_id`,
  },
  {
    ...{ of: 'support_tickets', at: 'closed_at' },
    sql: `update support_tickets as t set closed_at = f.closed_at
   from future.support_tickets as f where f.id = t.id and f.closed_at > $1 and f.closed_at <= $2`,
  },
];

/**
 * Takes a world that was written whole out of the CRM's tables and gives it back as its days go by, so that no query can see what has
 * not happened yet. What changes a row (a stage, a rating, an opt-out) arrives on its own day.
 *
 * @returns lets everything arrive that happened until a moment.
 */
export async function holdBack(database: Database): Promise<(until: Date) => Promise<void>> {
  await database.query('create schema future');
  for (const table of tableNames) {
    await database.query(`create table future.${table} as select ${columnsOf(table).join(', ')} from ${table}`);
  }
  const statements = [
    ...tableNames.map((table) => ({ of: table, at: datedBy[table], sql: arrivalOf(table) })),
    ...changes,
  ];
  const dated: { readonly sql: string; readonly times: Float64Array }[] = [];
  for (const { of, at, sql } of statements) {
    await database.query(`create index on future.${of} (${at})`);
    dated.push({ sql, times: await timesOf(database, of, at) });
  }
  await database.query('truncate contacts, campaigns cascade');
  await database.query('analyze');
  let since = Number.NEGATIVE_INFINITY;
  return async (until) => {
    const due = dated.filter(({ times }) => countUntil(times, until.getTime()) > countUntil(times, since));
    const from = since === Number.NEGATIVE_INFINITY ? '-infinity' : new Date(since).toISOString();
    if (due.length > 0) {
      await inTransaction(database, async (client) => {
        await client.query(`set local perennial.history = 'off'`);
        for (const { sql } of due) await client.query(sql, [from, until]);
      });
    }
    if (since === Number.NEGATIVE_INFINITY) await database.query('analyze');
    since = until.getTime();
  };
}

/** When something of this kind comes, ascending, in milliseconds: a moment at which nothing does needs no statement. */
async function timesOf(database: Database, table: TableName, at: string): Promise<Float64Array> {
  const rows = await database.query<{ at: number }>(
    `select extract(epoch from ${at})::double precision * 1000 as at from future.${table} where ${at} is not null order by 1`,
  );
  return Float64Array.from(rows, (row) => row.at);
}

/** How many of them are not later. */
function countUntil(times: Float64Array, until: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= until) low = middle + 1;
    else high = middle;
  }
  return low;
}

function columnsOf(table: TableName): string[] {
  return tableColumns[table].map(({ name }) => name);
}

function arrivalOf(table: TableName): string {
  const columns = columnsOf(table);
  const values = columns.map((column) => knownLater[table]?.[column] ?? column);
  const date = datedBy[table];
  return `insert into ${table} (${columns.join(', ')})
    select ${values.join(', ')} from future.${table} where ${date} > $1 and ${date} <= $2`;
}
