import { PerennialError } from '../../domain/errors.ts';
import { type Contribution, phraseOf } from '../../models/factors.ts';
import { modelDefinition } from '../../models/registry.ts';
import type { Database } from '../../store/database/database.ts';
import { readPrediction, type StoredPrediction } from '../../store/predictions/predictions.ts';
import { readVersionById } from '../../store/training/versions.ts';
import type { LiveModels } from '../live/live-models.ts';
import { explainFeatures } from './explain-features.ts';
import type { PredictionLog } from './prediction-log.ts';

export type ExplainedPrediction = {
  readonly prediction: StoredPrediction;
  /** By name. */
  readonly version: string;
  readonly shadowVersion: string | null;
  readonly base: number;
  /** In the order of the model's features; `phrase` is the value in words. */
  readonly contributions: readonly (Contribution & { readonly phrase: string | null })[];
};

/**
 * What each feature contributed to a prediction, by the version that made it, from the features that were kept with it.
 * @throws PerennialError `prediction_not_found`; `not_found` where that version's file is gone.
 */
export async function explainPrediction(
  { database, live, log }: { readonly database: Database; readonly live: LiveModels; readonly log: PredictionLog },
  id: string,
): Promise<ExplainedPrediction> {
  const prediction = log.find(id) ?? (await readPrediction(database, id));
  if (prediction === null) throw predictionNotFound(id);
  const { model, versionId, shadowVersionId } = prediction;
  const { version, predictor } = await live.version(versionId);
  const { base, contributions } = explainFeatures(predictor, Float64Array.from(prediction.features));
  const definition = modelDefinition(model);
  return {
    prediction,
    version: version.name,
    shadowVersion: shadowVersionId === null ? null : (await readVersionById(database, shadowVersionId)).name,
    base,
    contributions: contributions.map((each) => ({ ...each, phrase: phraseOf(definition, each) })),
  };
}

function predictionNotFound(id: string): PerennialError {
  return new PerennialError(
    'prediction_not_found',
    `There is no prediction with the id "${id}".`,
    'Take prediction_id from the answer to a prediction.',
    { prediction_id: id },
  );
}
