import type { Database } from '../../store/database/database.ts';
import { findBatch } from '../../store/predictions/prediction-batches.ts';
import type { StoredPrediction } from '../../store/predictions/predictions.ts';
import { readVersionById } from '../../store/training/versions.ts';
import type { PredictionTrace } from './trace.ts';
import { traceRows } from './trace-rows.ts';
import { tracedVersion } from './trace-version.ts';

export async function tracePrediction(database: Database, prediction: StoredPrediction): Promise<PredictionTrace> {
  const { id, model, batch, value, arm, experimentId, phase, error, createdAt, versionId } = prediction;
  const scoring = batch === null ? null : await findBatch(database, batch);
  const readAt = scoring?.scoredAt ?? createdAt;
  const subject = prediction.subject === '' ? null : prediction.subject;
  return {
    kind: 'prediction',
    prediction: {
      ...{ id, model, subject, answeredAt: createdAt, readAt, batch, value, arm },
      ...{ experiment: experimentId, phase, error },
    },
    version: await tracedVersion(database, await readVersionById(database, versionId)),
    rows: subject === null ? null : await traceRows(database, model, subject, readAt),
  };
}
