import { PerennialError } from '../../domain/errors.ts';
import { describeAttribute } from '../../models/attributes/attribute-words.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import { type Contribution, isContrast, phraseOf } from '../../models/factors.ts';
import { type FeatureGroup, groupOf } from '../../models/feature-groups.ts';
import { featuresNamed } from '../../models/features.ts';
import { type Person, readPeople } from '../../store/crm/people.ts';
import type { Database } from '../../store/database/database.ts';
import { readPrediction, type StoredPrediction } from '../../store/predictions/predictions.ts';
import { readVersionById } from '../../store/training/versions.ts';
import type { LiveModels } from '../live/live-models.ts';
import { explainFeatures } from './explain-features.ts';
import type { PredictionLog } from './prediction-log.ts';

export type ExplainedPrediction = {
  readonly prediction: StoredPrediction;
  /** The version's name. */
  readonly version: string;
  readonly shadowVersion: string | null;
  /** null: the row came without an id, or they were erased since. */
  readonly person: Person | null;
  readonly base: number;
  /** In the order of the version's features. */
  readonly contributions: readonly WordedContribution[];
};

type WordedContribution = Contribution & {
  /** The value in words. */
  readonly phrase: string | null;
  /** It moved the output against what the words plainly say. */
  readonly contrast: boolean;
  readonly group: FeatureGroup;
  readonly unit: string;
  readonly description: string;
};

/**
 * What each feature contributed to a prediction: computed by the version that made it, from the features stored with it.
 *
 * @throws PerennialError `prediction_not_found`; `not_found` if that version's file is gone.
 */
export async function explainPrediction(
  { database, live, log }: { readonly database: Database; readonly live: LiveModels; readonly log: PredictionLog },
  id: string,
): Promise<ExplainedPrediction> {
  const prediction = log.find(id) ?? (await readPrediction(database, id));
  if (prediction === null) throw predictionNotFound(id);
  const { versionId, shadowVersionId } = prediction;
  const { version, predictor, definition } = await live.version(versionId);
  const { base, contributions } = explainFeatures(predictor, Float64Array.from(prediction.features));
  const { model, subject } = prediction;
  return {
    prediction,
    version: version.name,
    shadowVersion: shadowVersionId === null ? null : (await readVersionById(database, shadowVersionId)).name,
    person: subject === '' ? null : ((await readPeople(database, model, [subject])).get(subject) ?? null),
    base,
    contributions: contributions.map((each) => ({ ...each, ...wordsOf(definition, each) })),
  };
}

function wordsOf(
  definition: ModelDefinition,
  contribution: Contribution,
): Omit<WordedContribution, keyof Contribution> {
  const [known] = featuresNamed(definition, [contribution.feature]);
  const { unit, description } = known ??
    describeAttribute(contribution.feature) ?? { unit: '', description: 'This release no longer knows the feature' };
  return {
    phrase: phraseOf(definition, contribution),
    contrast: isContrast(definition, contribution),
    group: groupOf(definition, contribution.feature),
    unit,
    description,
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
