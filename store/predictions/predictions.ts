import type { Arm } from '../../domain/experiment/experiment.ts';
import type { ModelName } from '../../domain/models.ts';
import { arrayLiteral } from '../database/array-literal.ts';
import type { Database, QueryOptions } from '../database/database.ts';
import { numberArray } from '../database/number-array.ts';

/** An answer of a model (columns are described in migrations/0003-experiments.ts). */
export type StoredPrediction = {
  /** UUID */
  readonly id: string;
  readonly model: ModelName;
  /** External id of the lead or contact; '' for a row that came without one. */
  readonly subject: string;
  readonly versionId: number;
  readonly experimentId: string | null;
  readonly phase: number | null;
  readonly arm: Arm | null;
  readonly value: number;
  readonly modelOutput: number;
  readonly confidence: number;
  /** NaN where missing. */
  readonly features: ArrayLike<number>;
  readonly shadowVersionId: number | null;
  readonly shadowOutput: number | null;
  /** The batch of the daily scoring; null for an answer to a request. */
  readonly batch: string | null;
  readonly milliseconds: number;
  readonly error: string | null;
  readonly createdAt: Date;
  /** Of a batch: how long the clock alone leaves the answer as it is; null or left out: nobody knows. */
  readonly holdsUntil?: Date | null;
};

/**
 * Name and type of each column, and its value from a prediction. PostgreSQL would flatten arrays of arrays, so the features of
 * all rows are one array, with another for the end of each row.
 */
const columns: readonly (readonly [name: string, type: string, of: (row: StoredPrediction) => unknown])[] = [
  ['id', 'uuid', ({ id }) => id],
  ['model', 'text', ({ model }) => model],
  ['subject', 'text', ({ subject }) => subject],
  ['version_id', 'bigint', ({ versionId }) => versionId],
  ['experiment_id', 'text', ({ experimentId }) => experimentId],
  ['phase', 'integer', ({ phase }) => phase],
  ['arm', 'text', ({ arm }) => arm],
  ['value', 'double precision', ({ value }) => value],
  ['model_output', 'double precision', ({ modelOutput }) => modelOutput],
  ['confidence', 'double precision', ({ confidence }) => confidence],
  ['shadow_version_id', 'bigint', ({ shadowVersionId }) => shadowVersionId],
  ['shadow_output', 'double precision', ({ shadowOutput }) => shadowOutput],
  ['batch', 'text', ({ batch }) => batch],
  ['milliseconds', 'real', ({ milliseconds }) => milliseconds],
  ['error', 'text', ({ error }) => error],
  ['created_at', 'timestamptz', ({ createdAt }) => createdAt],
  ['holds_until', 'timestamptz', ({ holdsUntil }) => holdsUntil ?? null],
];
const names = columns.map(([name]) => name);

/** What an answer that is carried over to the next batch keeps. */
export const copyColumns = [...names.filter((name) => !['id', 'batch', 'created_at'].includes(name)), 'features'].join(
  ', ',
);

const parameters = columns.map(([, type], at) => `$${at + 1}::${type}[]`).join(', ');
const [ends, numbers] = [columns.length + 1, columns.length + 2];

/**
 * Writes predictions and their exposures in one statement. The first prediction for a unit in a phase exposes it; a later one
 * by the other arm marks it as crossed. Units are written in a fixed order, so that two servers don't deadlock.
 */
const write = `
with given as (
  select * from unnest(${parameters}, $${ends}::integer[]) with ordinality as row (${names.join(', ')}, features_end, place)
), written as (
  insert into predictions (${names.join(', ')}, features)
  select ${names.map((name) => (name === 'experiment_id' ? 'e.id' : `given.${name}`)).join(', ')},
    ($${numbers}::double precision[])[coalesce(lag(features_end) over (order by place), 0) + 1 : features_end]
  from given left join experiments as e on e.id = given.experiment_id
  on conflict (id) do nothing
  returning id
)
insert into exposures (experiment_id, phase, unit, arm, crossed, exposed_at, champion_output, challenger_output)
select distinct on (g.experiment_id, g.phase, g.subject) g.experiment_id, g.phase, g.subject, g.arm,
  min(g.arm) over unit <> max(g.arm) over unit, g.created_at,
  case when g.arm = 'champion' or g.error is not null then g.model_output else g.shadow_output end,
  case when g.error is not null then null when g.arm = 'challenger' then g.model_output else g.shadow_output end
from given as g
join written on written.id = g.id
join experiment_phases as p on p.experiment_id = g.experiment_id and p.number = g.phase
  and (p.closed_at is null or g.created_at < p.closed_at)
window unit as (partition by g.experiment_id, g.phase, g.subject)
order by g.experiment_id, g.phase, g.subject, g.created_at, g.place
on conflict (experiment_id, phase, unit) do update set crossed = true
  where exposures.arm <> excluded.arm or excluded.crossed`;

/** Each row is written once: a writer that lost the server's reply repeats the call with the same ids. */
export async function writePredictions(
  database: Database,
  rows: readonly StoredPrediction[],
  options?: QueryOptions,
): Promise<void> {
  if (rows.length === 0) return;
  await database.query(...writeStatement(rows), options);
}

/** The statement that writes them, with its parameters. */
export function writeStatement(rows: readonly StoredPrediction[]): [sql: string, values: unknown[]] {
  const values: unknown[] = columns.map(([, , of]) => arrayLiteral(rows.map(of)));
  const features = rows.map((row) => row.features);
  let end = 0;
  const featureEnds = features.map(({ length }) => (end += length));
  return [write, [...values, featureEnds, numberArray(features)]];
}

type Row = Omit<StoredPrediction, 'features'> & { readonly features: readonly number[] };

/** The columns of `predictions as p` as fields of a `StoredPrediction`. */
export const storedPrediction = `p.id, p.model, p.subject, p.version_id as "versionId", p.experiment_id as "experimentId", p.phase, p.arm,
  p.value, p.model_output as "modelOutput", p.confidence, p.features, p.shadow_version_id as "shadowVersionId",
  p.shadow_output as "shadowOutput", p.batch, p.milliseconds, p.error, p.created_at as "createdAt"`;

export async function readPrediction(database: Database, id: string): Promise<StoredPrediction | null> {
  const rows = await database.query<Row>(`select ${storedPrediction} from predictions as p where p.id = $1`, [id]);
  return rows[0] ?? null;
}
