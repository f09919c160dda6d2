import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../../store/database/database.ts';
import { readPrediction } from '../../store/predictions/predictions.ts';
import { versionsNamed } from '../../store/training/versions.ts';
import type { Trace } from './trace.ts';
import { tracePrediction } from './trace-prediction.ts';
import { traceVersion } from './trace-version.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What stands behind a prediction, by its id, or a version, by its name. Versions of several models may bear one name.
 *
 * @throws PerennialError `prediction_not_found`, `version_not_found`; `invalid_input` where the model must be named
 */
export async function traceAnswer(database: Database, id: string, model?: ModelName): Promise<Trace> {
  if (uuid.test(id)) {
    const prediction = await readPrediction(database, id);
    if (prediction === null) throw predictionNotFound(id);
    return await tracePrediction(database, prediction);
  }
  const versions = await versionsNamed(database, id, model);
  if (versions.length === 1) return await traceVersion(database, versions[0]);
  if (versions.length > 1) throw severalVersions(id, versions);
  throw new PerennialError(
    'version_not_found',
    `There is no prediction and no version ${JSON.stringify(id)}${model === undefined ? '' : ` of ${model}`}.`,
    'npx perennial models lists all versions; answers and lists bear the id of each prediction.',
    { id, ...(model && { model }) },
  );
}

function predictionNotFound(id: string): PerennialError {
  return new PerennialError(
    'prediction_not_found',
    `There is no prediction ${id}.`,
    'Answers are in the log a moment after they were given, and are kept for 180 days (PERENNIAL_KEEP_PREDICTIONS).',
    { id },
  );
}

function severalVersions(id: string, versions: readonly { readonly model: ModelName }[]): PerennialError {
  const models = versions.map(({ model }) => model);
  return new PerennialError(
    'invalid_input',
    `${models.length} models have a version ${id}: ${models.join(', ')}.`,
    `Say which one: --model ${models[0]}, or ?model=${models[0]}.`,
    { id, models },
  );
}
