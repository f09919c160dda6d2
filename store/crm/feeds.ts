import type { ColumnFeed, ColumnValues, HourOfColumn } from '../../domain/monitoring/feeds.ts';
import type { Database, QueryOptions } from '../database/database.ts';

/** The tables that data keep coming to, by the time that their rows record, and the columns in which a broken feed would show. */
export const watchedFeeds = {
  contact_versions: { dated: 'valid_from', columns: ['email', 'country', 'language', 'source', 'timezone'] },
  messages: { dated: 'sent_at', columns: ['direction', 'text'] },
  campaign_events: { dated: 'occurred_at', columns: ['type'] },
  leads: { dated: 'created_at', columns: ['source'] },
  purchases: { dated: 'purchased_at', columns: ['amount'] },
  support_tickets: { dated: 'opened_at', columns: ['category'] },
} as const;
export type FedTable = keyof typeof watchedFeeds;
const fedTables = Object.keys(watchedFeeds) as FedTable[];

/** What is usual shows in four weeks; what has been otherwise for as long is the usual. */
export const feedDays = 28;
/** Few rows a day are of contacts that had a value, and hardly any loses one: that takes longer to be known. */
export const keptDays = 91;

type Counted = {
  readonly hour: Date;
  readonly rows: number;
  readonly same: readonly number[];
  readonly empty: boolean[];
};
type Kept = { readonly hour: Date; readonly had: readonly number[]; readonly lost: readonly number[] };

/** Of each watched column the hours of the latest weeks in which its table had rows. */
export async function readColumnFeeds(database: Database, now: Date, options?: QueryOptions): Promise<ColumnFeed[]> {
  const feeds: ColumnFeed[] = [];
  for (const table of fedTables) feeds.push(...(await readFeedsOf(database, table, now, options)));
  return [...feeds, ...(await readKept(database, now, options))];
}

async function readFeedsOf(
  database: Database,
  table: FedTable,
  now: Date,
  options?: QueryOptions,
): Promise<ColumnFeed[]> {
  const { dated, columns } = watchedFeeds[table];
  const rows = await database.query<Counted>(
    `with recent as (
       select ${dated} as at, ${columns.map(textOf).join(', ')} from ${table}
       where ${dated} > $1::timestamptz - $2 * interval '24 hours' and ${dated} <= $1
     ),
     newest as (select * from recent order by at desc limit 1)
     select date_bin('1 hour', r.at, '2000-01-01T00:00Z') as hour, count(*)::integer as rows,
       array[${columns.map((column) => `count(*) filter (where r.${column} is not distinct from n.${column})`).join(', ')}]::integer[] as same,
       array[${columns.map((column) => `bool_and(n.${column} is null)`).join(', ')}] as empty
     from recent as r cross join newest as n group by 1 order by 1`,
    [now, feedDays],
    options,
  );
  return columns.map((column, at) => ({
    ...{ table, column, kept: false, empty: rows[0]?.empty[at] ?? false },
    hours: rows.map(({ hour, rows: count, same }): HourOfColumn => ({ hour, rows: count, same: same[at] ?? 0 })),
  }));
}

/** What changed contacts had, and whether they still have it: a version is written at each change. */
async function readKept(database: Database, now: Date, options?: QueryOptions): Promise<ColumnFeed[]> {
  const { dated, columns } = watchedFeeds.contact_versions;
  const had = (column: string) => `count(*) filter (where b.${column} is not null)`;
  const lost = (column: string) => `count(*) filter (where b.${column} is not null and v.${column} is null)`;
  const rows = await database.query<Kept>(
    `with versions as (select contact_id, ${dated} as at, ${columns.map(textOf).join(', ')} from contact_versions)
     select date_bin('1 hour', v.at, '2000-01-01T00:00Z') as hour,
       array[${columns.map(had).join(', ')}]::integer[] as had, array[${columns.map(lost).join(', ')}]::integer[] as lost
     from versions as v
     cross join lateral (
       select each.* from versions as each where each.contact_id = v.contact_id and each.at < v.at order by each.at desc limit 1
     ) as b
     where v.at > $1::timestamptz - $2 * interval '24 hours' and v.at <= $1
     group by 1 order by 1`,
    [now, keptDays],
    options,
  );
  return columns.map((column, at) => ({
    ...{ table: 'contact_versions', column, kept: true, empty: true },
    hours: rows
      .map(({ hour, had, lost }): HourOfColumn => ({ hour, rows: had[at] ?? 0, same: lost[at] ?? 0 }))
      .filter(({ rows: count }) => count > 0),
  }));
}

function textOf(column: string): string {
  return `nullif(btrim(${column}::text), '') as ${column}`;
}

/** The columns of few values, in tables that a half-year of is read of. */
export const watchedValues = {
  contact_versions: ['country', 'language', 'source', 'timezone'],
  leads: ['source'],
  support_tickets: ['category'],
} as const satisfies Partial<Record<FedTable, readonly string[]>>;
export const knownDays = 182;

/** Of each such column the values of the latest weeks that weren't there before. */
export async function readColumnValues(database: Database, now: Date, options?: QueryOptions): Promise<ColumnValues[]> {
  const found: ColumnValues[] = [];
  for (const [table, columns] of Object.entries(watchedValues)) {
    for (const column of columns) found.push(await readValuesOf(database, table as FedTable, column, now, options));
  }
  return found;
}

type ReadValues = Pick<ColumnValues, 'rows' | 'fresh'> & { readonly knownRows: number; readonly knownValues: number };

async function readValuesOf(
  database: Database,
  table: FedTable,
  column: string,
  now: Date,
  options?: QueryOptions,
): Promise<ColumnValues> {
  const { dated } = watchedFeeds[table];
  const [read] = await database.query<ReadValues>(
    `with given as (select $1::timestamptz as until, $1::timestamptz - $2 * interval '24 hours' as latest),
     valued as (
       select ${dated} as at, btrim(${column}) as value, ${dated} > latest as late from ${table}, given
       where ${dated} > latest - $3 * interval '24 hours' and ${dated} <= until and btrim(${column}) <> ''
     ),
     counted as (
       select value, count(*) filter (where late)::integer as late, count(*) filter (where not late)::integer as early,
         count(distinct date_bin('24 hours', at, '2000-01-01T00:00Z')) filter (where late)::integer as days
       from valued group by value
     )
     select coalesce(sum(early), 0)::integer as "knownRows", count(*) filter (where early > 0)::integer as "knownValues",
       coalesce(sum(late), 0)::integer as rows,
       coalesce(json_agg(json_build_object('value', value, 'rows', late, 'days', days) order by late desc, value)
         filter (where early = 0), '[]') as fresh
     from counted`,
    [now, feedDays, knownDays],
    options,
  );
  const { knownRows = 0, knownValues = 0, rows = 0, fresh = [] } = read ?? {};
  return { table, column, known: { rows: knownRows, values: knownValues }, rows, fresh };
}
