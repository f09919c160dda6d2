import type { ModelName } from '../../domain/models.ts';
import { qualityTier, riskLevel } from '../../domain/tiers.ts';
import { type Prediction, predictedValue } from '../../models/output.ts';
import { modelDefinition } from '../../models/registry.ts';
import type { Database } from '../../store/database/database.ts';
import type { Answer } from '../answers/answer.ts';
import { eligibleSubjects, newestSubjects, type Subject } from '../subjects/subjects.ts';

/** The guide's 'Testing Models': sample predictions of the deployed model, with checks. */
export type ModelTest = {
  readonly model: ModelName;
  /** Number of samples: five, or fewer if there are fewer subjects. */
  readonly asked: number;
  readonly predictions: readonly Prediction[];
  /** The mean of the scores or probabilities; null if there are none. */
  readonly average: number | null;
  readonly checks: readonly Check[];
  readonly passed: boolean;
};

export type Check = { readonly name: string; readonly passed: boolean };

const sampleSize = 5;
/** Checking that a model tells subjects apart takes more than the samples: five similar ones may well get the same answer. */
const poolSize = 50;

export async function testPredictions(test: {
  readonly database: Database;
  readonly model: ModelName;
  readonly now: Date;
  readonly rank: (model: ModelName, subjects: readonly Subject[], now: Date) => Promise<number[]>;
  readonly predict: (model: ModelName, subjects: readonly Subject[], now: Date) => Promise<Answer[]>;
}): Promise<ModelTest> {
  const { database, model, now, rank, predict } = test;
  const eligible = await eligibleSubjects(database, model, poolSize, now);
  const pool = eligible.length >= sampleSize ? eligible : await newestSubjects(database, model, poolSize, now);
  const samples = evenly(pool, sampleSize);
  const outputs = await rank(model, pool, now);
  const predictions = (await predict(model, samples, now)).map(withoutOrigin);
  const again = (await predict(model, samples, now)).map(withoutOrigin);
  const checks = examinePredictions({ asked: samples.length, outputs, predictions, again });
  const values = predictions.map(predictedValue);
  return {
    model,
    asked: samples.length,
    predictions,
    average: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
    checks,
    passed: checks.every(({ passed }) => passed),
  };
}

export function examinePredictions(found: {
  readonly asked: number;
  /** Unrounded, for more subjects than the samples. */
  readonly outputs: readonly number[];
  readonly predictions: readonly Prediction[];
  readonly again: readonly Prediction[];
}): Check[] {
  const { asked, outputs, predictions, again } = found;
  return [
    { name: 'There is something to predict for', passed: asked > 0 },
    { name: 'Every sample got a prediction', passed: predictions.length === asked },
    { name: 'Every value is a number in its range', passed: predictions.every(isInRange) },
    { name: 'Tiers and risk levels follow the table of cut-offs', passed: predictions.every(hasItsTier) },
    {
      name: 'Different subjects get different values',
      passed: outputs.length < 2 || outputs.some((output) => output !== outputs[0]),
    },
    { name: 'The same question gets the same answer', passed: JSON.stringify(predictions) === JSON.stringify(again) },
  ];
}

function isInRange(prediction: Prediction): boolean {
  const most = modelDefinition(prediction.model).labelRange?.[1] ?? 1;
  return isBetween(predictedValue(prediction), most) && isBetween(prediction.output.confidence, 1);
}

function isBetween(value: number, most: number): boolean {
  return Number.isFinite(value) && value >= 0 && value <= most;
}

function hasItsTier(prediction: Prediction): boolean {
  switch (prediction.model) {
    case 'lead_scoring':
      return prediction.output.quality_tier === qualityTier(prediction.output.score).name;
    case 'churn':
      return prediction.output.risk_level === riskLevel(prediction.output.churn_probability).name;
    case 'engagement':
      return true;
  }
}

/** Picks `count` elements, evenly spread over the list, in its order. */
function evenly<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, at) => list[Math.floor((at * list.length) / count)]);
}

/** Leaves out ids and times, which differ between equal answers. */
function withoutOrigin({ served, ...prediction }: Answer): Prediction {
  return prediction;
}
