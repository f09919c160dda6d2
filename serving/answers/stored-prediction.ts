import type { ModelName } from '../../domain/models.ts';
import type { StoredPrediction } from '../../store/predictions/predictions.ts';
import type { Served } from './serve-rows.ts';

/** An answer as the prediction log stores it. @param batch of the daily scoring. */
export function toStored(model: ModelName, served: Served, batch: string | null = null): StoredPrediction {
  return {
    id: served.id,
    model,
    subject: served.subject ?? '',
    versionId: served.by.version.id,
    experimentId: served.experimentId,
    phase: served.phase,
    arm: served.arm,
    value: served.value,
    modelOutput: served.modelOutput,
    confidence: served.confidence,
    features: served.features,
    shadowVersionId: served.shadow?.version.id ?? null,
    shadowOutput: served.shadow?.output ?? null,
    batch,
    milliseconds: served.milliseconds,
    error: served.error,
    createdAt: served.at,
  };
}
