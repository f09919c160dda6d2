import type { ModelName } from '../../domain/models.ts';
import { type Database, entityManager, type QueryOptions, type Session } from '../database/database.ts';
import { PredictionBatchEntity } from '../experiments/experiment-entities.ts';
import type { Row } from '../training/training-entities.ts';
import { type StoredPrediction, storedPrediction } from './predictions.ts';

/**
 * The predictions of one scoring of everybody. They are written page by page and count once the batch has its row here.
 * Predictions of a batch without a row belong to an attempt that is running or was broken off.
 */
export type PredictionBatch = Row<typeof PredictionBatchEntity>;

/** @param at the moment as of which features are read. */
export function batchIdOf(model: ModelName, at: Date): string {
  return `${model}/${at.toISOString()}`;
}

export async function findBatch(session: Session, id: string): Promise<PredictionBatch | null> {
  const row = await entityManager(session).findOne(PredictionBatchEntity, id);
  return row === null ? null : { ...row };
}

/** The latest by the moment of its features; null before the first. */
export async function latestBatch(session: Session, model: ModelName): Promise<PredictionBatch | null> {
  const [row] = await entityManager(session).find(
    PredictionBatchEntity,
    { model },
    { orderBy: { scoredAt: 'desc', id: 'desc' }, limit: 1 },
  );
  return row === undefined ? null : { ...row };
}

/** What scores a batch: one champion, and one phase of an experiment or none. */
export type ScoredBy = {
  readonly versionId: number;
  readonly experimentId: string | null;
  readonly phase: number | null;
};

/**
 * The subjects that an earlier attempt scored already. If a deployment or a new phase came in between, its predictions are
 * deleted, because a batch must compare all subjects by the same models. Nobody has seen those predictions. Their units'
 * exposures stay recorded.
 */
export async function resumeBatch(
  database: Database,
  id: string,
  { versionId, experimentId, phase }: ScoredBy,
  options?: QueryOptions,
): Promise<ReadonlySet<string>> {
  await database.query(
    `delete from predictions where batch = $1
       and ($2::bigint, $3::text, $4::integer) is distinct from
         (case when arm = 'challenger' and error is null then shadow_version_id else version_id end, experiment_id, phase)`,
    [id, versionId, experimentId, phase],
    options,
  );
  const rows = await database.query<{ subject: string }>(
    'select subject from predictions where batch = $1',
    [id],
    options,
  );
  return new Set(rows.map(({ subject }) => subject));
}

/** Makes the batch's predictions count. A repeated call changes nothing and returns the first row. */
export async function finishBatch(
  database: Database,
  { id, model, versionId, scoredAt, finishedAt }: Omit<PredictionBatch, 'subjects'>,
): Promise<PredictionBatch> {
  await database.query(
    `insert into prediction_batches (id, model, version_id, subjects, scored_at, finished_at)
     select $1, $2, $3, count(*), $4, $5 from predictions where batch = $1
     on conflict (id) do nothing`,
    [id, model, versionId, scoredAt, finishedAt],
  );
  return { ...(await database.em().findOneOrFail(PredictionBatchEntity, id)) };
}

export const batchOrders = ['value', 'confidence', 'id'] as const;
export type BatchOrder = (typeof batchOrders)[number];

export type BatchPage = {
  readonly sort: BatchOrder;
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
};

export type ListedPrediction = {
  readonly prediction: StoredPrediction;
  /** The name of the version that answered. */
  readonly version: string;
  /** External id of the contact; for a lead, of the contact that it belongs to. */
  readonly contact: string;
};

/** Joins a prediction's subject if it is still worth calling or writing to. */
const stillWorth: Readonly<Record<ModelName, string>> = {
  lead_scoring: `join leads as l on l.external_id = p.subject and l.stage not in ('won', 'lost') and l.converted_at is null
    join contacts as c on c.id = l.contact_id`,
  churn: 'join contacts as c on c.external_id = p.subject',
  engagement: `join contacts as c on c.external_id = p.subject and c.opted_in and not exists (
      select from campaign_events as e where e.contact_id = c.id and e.type = 'unsubscribed')`,
};

const orders: Readonly<Record<BatchOrder, string>> = { value: 'p.value', confidence: 'p.confidence', id: 'p.subject' };

/** A batch without the leads that were closed, recipients who opted out and subjects that were erased since. */
export async function readBatch(
  database: Database,
  { id, model }: Pick<PredictionBatch, 'id' | 'model'>,
  { sort, descending, limit, offset }: BatchPage,
): Promise<{ readonly total: number; readonly listed: ListedPrediction[] }> {
  const from = `from predictions as p ${stillWorth[model]} where p.batch = $1`;
  const [counted] = await database.query<{ total: number }>(`select count(*) as total ${from}`, [id]);
  const rows = await database.query<StoredPrediction & { readonly version: string; readonly contact: string }>(
    `select ${storedPrediction}, c.external_id as contact, (select name from model_versions where id = p.version_id) as version
     ${from} order by ${orders[sort]} ${descending ? 'desc' : 'asc'}, p.subject limit $2 offset $3`,
    [id, limit, offset],
  );
  const listed = rows.map(({ version, contact, ...prediction }) => ({ prediction, version, contact }));
  return { total: counted.total, listed };
}
