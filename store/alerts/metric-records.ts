import type { ModelName } from '../../domain/models.ts';
import type { Measurement, MeasurementSource, MetricRecord } from '../../domain/monitoring/measurement.ts';
import { arrayLiteral } from '../database/array-literal.ts';
import { type Database, entityManager, type QueryOptions, type Session } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';

export type MeasuredVersion = { readonly versionId: number; readonly measurements: readonly Measurement[] };

/** Name and type of each column, and its value from a version's measurement. */
const columns: readonly (readonly [
  name: string,
  type: string,
  of: (row: Measurement & { versionId: number }) => unknown,
])[] = [
  ['version_id', 'bigint', ({ versionId }) => versionId],
  ['source', 'text', ({ source }) => source],
  ['metric', 'text', ({ metric }) => metric],
  ['segment', 'text', ({ segment }) => segment],
  ['value', 'double precision', ({ value }) => value],
  ['low', 'double precision', ({ low }) => low],
  ['high', 'double precision', ({ high }) => high],
  ['noise', 'double precision', ({ noise }) => noise],
  ['samples', 'integer', ({ samples }) => samples],
  ['reason', 'text', ({ reason }) => reason],
];
const names = columns.map(([name]) => name).join(', ');
const arrays = columns.map(([, type], at) => `$${at + 4}::${type}[]`).join(', ');

const insert = `insert into metric_records (model, date, measured_at, ${names})
select $1, $2, $3, * from unnest(${arrays})`;

/**
 * Replaces all records of a model's day, so that a second measurement on the same day doubles nothing and leaves no outdated
 * records. Concurrent calls take turns.
 *
 * @param date UTC day, YYYY-MM-DD
 */
export async function replaceMetricRecords(
  database: Database,
  day: { readonly model: ModelName; readonly date: string; readonly measuredAt: Date },
  versions: readonly MeasuredVersion[],
  options?: QueryOptions,
): Promise<void> {
  const { model, date, measuredAt } = day;
  const rows = versions.flatMap(({ versionId, measurements }) => measurements.map((each) => ({ ...each, versionId })));
  const values = columns.map(([, , of]) => arrayLiteral(rows.map(of)));
  await inTransaction(
    database,
    async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`metrics of ${model} on ${date}`]);
      await client.query('delete from metric_records where model = $1 and date = $2', [model, date]);
      await client.query(insert, [model, date, measuredAt, ...values]);
    },
    options,
  );
}

/** The guide's live figures of a version, of the latest day on which it was measured. */
export async function readLatestLive(
  session: Session,
  versionId: number,
): Promise<Pick<MetricRecord, 'date' | 'metric' | 'value' | 'samples'>[]> {
  return await entityManager(session).execute(
    `select to_char(date, 'YYYY-MM-DD') as date, metric, value, samples from metric_records
     where version_id = ? and source = 'live' and segment = 'all' and metric in ('mae', 'r2', 'accuracy')
       and date = (select max(date) from metric_records where version_id = ? and source = 'live')
     order by metric`,
    [versionId, versionId],
  );
}

/** The guide's live figures of the latest day on which a model had any, of the version with the most outcomes on it. */
export async function readLiveOfModel(
  session: Session,
  model: ModelName,
): Promise<{ date: string; version: string; metric: string; value: number; samples: number }[]> {
  return await entityManager(session).execute(
    `with known as (
       select date, version_id, metric, value, samples from metric_records
       where model = ? and source = 'live' and segment = 'all' and metric in ('mae', 'r2', 'accuracy') and value is not null
     ), newest as (select date, version_id from known order by date desc, samples desc, version_id desc limit 1)
     select to_char(known.date, 'YYYY-MM-DD') as date, v.name as version, metric, value, samples
     from known join newest using (date, version_id) join model_versions as v on v.id = known.version_id order by metric`,
    [model],
  );
}

export type MetricFilter = {
  readonly model: ModelName;
  readonly source?: MeasurementSource;
  readonly metric?: string;
  readonly segment?: string;
  /** A version's name. */
  readonly version?: string;
  /** The number of latest days on which the model was measured. */
  readonly days: number;
};

/** Oldest first; within a day by version, source, segment and metric. */
export async function readMetricRecords(database: Database, filter: MetricFilter): Promise<MetricRecord[]> {
  return await database.query<MetricRecord>(
    `select to_char(r.date, 'YYYY-MM-DD') as date, r.model, v.name as version, r.source, r.metric, r.segment, r.value, r.low, r.high,
       r.noise, r.samples, r.reason, r.estimate
     from metric_records as r join model_versions as v on v.id = r.version_id
     where r.model = $1 and ($2::text is null or r.source = $2) and ($3::text is null or r.metric = $3)
       and ($4::text is null or r.segment = $4) and ($5::text is null or v.name = $5)
       and r.date >= (
         select min(date) from (select distinct date from metric_records where model = $1 order by date desc limit $6) as last
       )
     order by r.date, r.version_id, r.source, r.segment, r.metric`,
    [
      filter.model,
      filter.source ?? null,
      filter.metric ?? null,
      filter.segment ?? null,
      filter.version ?? null,
      filter.days,
    ],
  );
}
