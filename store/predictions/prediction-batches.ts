import type { ModelName } from '../../domain/models.ts';
import { ownerOfContact } from '../crm/people.ts';
import { type Database, entityManager, type QueryOptions, type Session } from '../database/database.ts';
import { type OrderColumn, type Position, readPage } from '../database/read-page.ts';
import { inTransaction } from '../database/transaction.ts';
import { writeScoreEvents } from '../destinations/score-events.ts';
import { PredictionBatchEntity } from '../experiments/experiment-entities.ts';
import type { Row } from '../training/training-entities.ts';
import { type StoredPrediction, storedPrediction } from './predictions.ts';
import { stillWorth } from './still-worth.ts';

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
 * Drops what an earlier attempt wrote if a deployment or a new phase came in between, because a batch must compare all subjects by the same
 * models. Nobody has seen those predictions. Their units' exposures stay recorded. Returns how many it dropped.
 */
export async function dropOtherAttempts(
  database: Database,
  id: string,
  { versionId, experimentId, phase }: ScoredBy,
  options?: QueryOptions,
): Promise<number> {
  const [{ dropped }] = await database.query<{ dropped: number }>(
    `with gone as (
       delete from predictions where batch = $1
         and ($2::bigint, $3::text, $4::integer) is distinct from
           (case when arm = 'challenger' and error is null then shadow_version_id else version_id end, experiment_id, phase)
       returning 1
     )
     select count(*)::integer as dropped from gone`,
    [id, versionId, experimentId, phase],
    options,
  );
  return dropped;
}

/** The subjects that a batch holds already. @param among external ids; null: all. */
export async function subjectsScored(
  database: Database,
  id: string,
  among: readonly string[] | null = null,
  options?: QueryOptions,
): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ subject: string }>(
    'select subject from predictions where batch = $1 and ($2::text[] is null or subject = any($2))',
    [id, among],
    options,
  );
  return new Set(rows.map(({ subject }) => subject));
}

/**
 * Makes the batch's predictions count, and puts out what destinations want to hear of it in the same transaction. A repeated call changes
 * nothing and returns the first row.
 */
export async function finishBatch(
  database: Database,
  { id, model, versionId, scoredAt, finishedAt }: Omit<PredictionBatch, 'subjects'>,
): Promise<PredictionBatch> {
  await inTransaction(database, async (client) => {
    const { rowCount } = await client.query(
      `insert into prediction_batches (id, model, version_id, subjects, scored_at, finished_at)
       select $1, $2, $3, count(*), $4, $5 from predictions where batch = $1
       on conflict (id) do nothing`,
      [id, model, versionId, scoredAt, finishedAt],
    );
    if (rowCount === 1) await writeScoreEvents(client, { id, model });
  });
  return { ...(await database.em().findOneOrFail(PredictionBatchEntity, id)) };
}

export const batchOrders = ['value', 'confidence', 'id'] as const;
export type BatchOrder = (typeof batchOrders)[number];

export type BatchPage = {
  readonly sort: BatchOrder;
  readonly descending: boolean;
  readonly limit: number;
  /** Left out: from the beginning. */
  readonly after?: Position | null | undefined;
  readonly offset?: number | undefined;
  /** Of the people whom this colleague looks after. */
  readonly owner?: string | undefined;
  /** Whose name, phone, e-mail or id holds the text. */
  readonly text?: string | undefined;
  /** Without those for whom something was done, as long as it hides them. */
  readonly unhandled?: boolean | undefined;
};

export type ListedPrediction = {
  readonly prediction: StoredPrediction;
  /** The name of the version that answered. */
  readonly version: string;
  /** External id of the contact; for a lead, of the contact that it belongs to. */
  readonly contact: string;
  /** What the scoring before this batch answered; null: the subject was not scored then. */
  readonly previous: number | null;
};

const sortColumns = { value: 'p.value', confidence: 'p.confidence' } as const;

/** Equal values are in the order of their ids, whichever way the values run. */
function orderOf(sort: BatchOrder, descending: boolean): readonly OrderColumn[] {
  const subject = { sql: 'p.subject', type: 'text' } as const;
  if (sort === 'id') return [{ ...subject, descending }];
  return [
    { sql: sortColumns[sort], type: 'double precision', descending },
    { ...subject, descending: false },
  ];
}

export type BatchFound = {
  /** That the page's filter leaves. */
  readonly total: number;
  /** Without the filter: everybody in the batch who is still worth it. */
  readonly open: number;
  readonly listed: readonly ListedPrediction[];
  /** null: there is nothing behind this page. */
  readonly next: Position | null;
};

/** A batch without the leads that were closed, recipients who opted out and subjects that were erased since. */
export async function readBatch(
  database: Database,
  { id, model }: Pick<PredictionBatch, 'id' | 'model'>,
  page: BatchPage,
): Promise<BatchFound> {
  const { sort, descending, limit, after = null, offset, owner = null, text = null, unhandled = false } = page;
  const from = `predictions as p ${stillWorth[model]}`;
  const where = `p.batch = $1 and ($2::text is null or ${ownerOf(model)} = $2) and ($3::text is null or ${holdsText} or p.subject = $3)${unhandled ? ` and not ${handled}` : ''}`;
  const parameters = [id, owner, text?.trim().toLowerCase() ?? null];
  const [counted] = await database.query<{ total: number; open: number }>(
    `select (select count(*) from ${from} where p.batch = $1) as open, (select count(*) from ${from} where ${where}) as total`,
    parameters,
  );
  const columns = `${storedPrediction}, c.external_id as contact, (select name from model_versions where id = p.version_id) as version,
       (select earlier.value from predictions as earlier where earlier.model = p.model and earlier.subject = p.subject and earlier.batch = (
           select id from prediction_batches as b where b.model = p.model
             and b.scored_at < (select scored_at from prediction_batches where id = $1) order by b.scored_at desc limit 1)
         limit 1) as previous`;
  const { rows, next } = await readPage<StoredPrediction & Omit<ListedPrediction, 'prediction'>>(
    database,
    { columns, from, where, parameters, order: orderOf(sort, descending) },
    { limit, after, offset },
  );
  const listed = rows.map(({ version, contact, previous, ...prediction }) => ({
    prediction,
    version,
    contact,
    previous,
  }));
  return { total: counted.total, open: counted.open, listed, next };
}

function ownerOf(model: ModelName): string {
  return model === 'lead_scoring' ? 'l.owner' : ownerOfContact;
}

const holdsText = `strpos(lower(concat_ws(' ', c.name, c.email, c.phone, regexp_replace(c.phone, '[^0-9+]', '', 'g'))), $3) > 0`;

/** Something was done that hides the subject for a while. A change of the lead's stage that came later ends that: the CRM wins. */
const handled = `exists (
    select from work_actions as a where a.model = p.model and a.subject = p.subject and a.undone_at is null
      and (a.hidden_until is null or a.hidden_until > now())
      and not exists (
        select from lead_versions as changed join leads as lead_changed on lead_changed.id = changed.lead_id
        where a.model = 'lead_scoring' and lead_changed.external_id = a.subject and changed.valid_from > a.occurred_at))`;
