import { DeliveryFailure } from '../../delivery/delivery-failure.ts';
import type { ScoreList, ScoreRow } from '../../delivery/score-row.ts';
import type { Definitions } from '../../models/definition.ts';
import { addressBatch } from '../../serving/answers/stored-answers.ts';
import { type LiveModels, readLiveModels } from '../../serving/live/live-models.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { Database } from '../../store/database/database.ts';
import { type BatchRow, readBatchRows } from '../../store/predictions/batch-rows.ts';
import { findBatch, type PredictionBatch } from '../../store/predictions/prediction-batches.ts';
import type { Logger } from '../../telemetry/log.ts';

export type ListDependencies = {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly definitions: Definitions;
  readonly businessTimezone: string;
  readonly log: Logger;
};

/** The list of a batch as it is now: who opted out or was erased since it was scored is not on it. @throws DeliveryFailure */
export async function openList(dependencies: ListDependencies, batchId: string): Promise<ScoreList> {
  const batch = await findBatch(dependencies.database, batchId);
  if (batch === null) throw new DeliveryFailure(`The list ${batchId} is no longer kept.`);
  return { model: batch.model, scoredAt: batch.scoredAt, pages: readPages(dependencies, batch) };
}

async function* readPages(dependencies: ListDependencies, batch: PredictionBatch): AsyncGenerator<readonly ScoreRow[]> {
  const { database, blobs, definitions, log, businessTimezone } = dependencies;
  const live = batch.model === 'engagement' ? await readLiveModels({ database, blobs, definitions, log }) : null;
  for await (const rows of readBatchRows(database, batch)) {
    const best = live === null ? null : await bestTimes({ database, live, businessTimezone }, batch, rows);
    yield rows.map((row, at) => toScoreRow(row, best?.[at] ?? null));
  }
}

/** A slot is known by the features that the version read; null where its file is gone. */
async function bestTimes(
  dependencies: { readonly database: Database; readonly live: LiveModels; readonly businessTimezone: string },
  { model, scoredAt }: PredictionBatch,
  rows: readonly BatchRow[],
): Promise<(Date | null)[]> {
  const listed = rows.map((row) => ({
    prediction: row,
    version: row.versionName,
    contact: row.contact,
    previous: row.previous,
  }));
  const addressed = await addressBatch(dependencies, model, listed, scoredAt, new Date());
  return addressed.map(({ best }) => best);
}

function toScoreRow(row: BatchRow, bestAt: Date | null): ScoreRow {
  const { model, subject, contact, ids, name, phone, email, owner, optedIn, value, previous, versionName, id } = row;
  const who = { subject, contact, ids, name, phone, email, owner, optedIn };
  return { model, ...who, score: value, previous, bestAt, version: versionName, prediction: id };
}
