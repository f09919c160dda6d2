import { PerennialError } from './errors.ts';
import type { ModelName } from './models.ts';

/** What a training set must fulfil before a model learns from it. Shares are 0-1. */
export const readinessLimits = {
  /** With a smaller class below this share, accuracy says little. */
  minorityShare: 0.1,
  nullShare: 0.5,
  duplicateShare: 0.1,
  outlierShare: 0.05,
  /** The guide: recent data, within the last 3-6 months. */
  newestAgeDays: 180,
  /** The guide: 200+ samples for reliable models. */
  reliableSamples: 200,
  /** A regression label that hardly moves can't be learnt. */
  labelDeviation: 1e-9,
} as const;

export type ReadinessProfile = {
  readonly rows: number;
  /** Subjects. Left out: each has one row. */
  readonly samples?: number;
  readonly positives: number;
  readonly duplicates: number;
  readonly newest: string;
  readonly label: { readonly deviation: number };
  readonly features: readonly {
    readonly name: string;
    readonly nullShare: number;
    readonly constant: boolean;
    readonly outliers: number;
  }[];
};

const day = 86_400_000;

/**
 * Returns warnings, worded for people. Throws `not_enough_training_data` below the model's minimum, `invalid_training_data` where the
 * label has nothing to learn.
 */
export function judgeReadiness(input: {
  readonly model: ModelName;
  readonly task: 'regression' | 'classification';
  readonly minimum: { readonly samples: number; readonly perClass?: number };
  readonly profile: ReadinessProfile;
  readonly asOf: Date;
}): string[] {
  const { model, task, minimum, profile, asOf } = input;
  const samples = profile.samples ?? profile.rows;
  requireSamples(model, minimum.samples, samples);
  if (task === 'classification') requireClasses(model, minimum.perClass ?? 1, profile);
  else requireSpread(model, profile);

  const limits = readinessLimits;
  const warnings: string[] = [];
  if (samples < limits.reliableSamples) {
    warnings.push(`${samples} samples: ${limits.reliableSamples} or more make a reliable model`);
  }
  const minority = Math.min(profile.positives, profile.rows - profile.positives) / profile.rows;
  if (task === 'classification' && minority < limits.minorityShare) {
    warnings.push(`unbalanced: the smaller class is ${percent(minority)} of the rows`);
  }
  if (profile.duplicates / profile.rows > limits.duplicateShare) {
    warnings.push(`${profile.duplicates} of ${profile.rows} rows repeat another row`);
  }
  const age = (asOf.getTime() - new Date(profile.newest).getTime()) / day;
  if (age > limits.newestAgeDays)
    warnings.push(`the newest row is ${Math.floor(age)} days older than the as-of moment`);
  const missing = profile.features.filter((feature) => feature.nullShare > limits.nullShare);
  if (missing.length > 0) warnings.push(`mostly missing: ${names(missing)}`);
  const constant = profile.features.filter((feature) => feature.constant);
  if (constant.length > 0) warnings.push(`without any variation: ${names(constant)}`);
  const outlying = profile.features.filter((feature) => feature.outliers / profile.rows > limits.outlierShare);
  if (outlying.length > 0) warnings.push(`many outliers: ${names(outlying)}`);
  return warnings;
}

/** Whether there are enough labels for a training; `judgeReadiness` checks everything else. */
export function isEnough(
  task: 'regression' | 'classification',
  minimum: { readonly samples: number; readonly perClass?: number },
  labels: readonly number[],
): boolean {
  if (labels.length < minimum.samples) return false;
  const positives = labels.filter((label) => label === 1).length;
  return task === 'regression' || Math.min(positives, labels.length - positives) >= (minimum.perClass ?? 1);
}

function requireSamples(model: ModelName, needed: number, found: number): void {
  if (found >= needed) return;
  throw new PerennialError(
    'not_enough_training_data',
    `Not enough training data for ${model}: ${found} samples, ${needed} needed.`,
    'Generate synthetic data (npx perennial generate), wait for more real data, or import history (npx perennial import).',
    { model, found, needed },
  );
}

function requireClasses(model: ModelName, needed: number, { rows, positives }: ReadinessProfile): void {
  const smaller = Math.min(positives, rows - positives);
  if (smaller >= needed) return;
  throw new PerennialError(
    'not_enough_training_data',
    `Not enough training data for ${model}: ${positives} positive and ${rows - positives} negative samples, ${needed} of each needed.`,
    'Collect both outcomes: import a longer history, or wait for more data.',
    { model, positives, negatives: rows - positives, needed },
  );
}

function requireSpread(model: ModelName, { label }: ReadinessProfile): void {
  if (label.deviation > readinessLimits.labelDeviation) return;
  throw new PerennialError(
    'invalid_training_data',
    `The labels of ${model} are all the same: there is nothing to learn.`,
    'Check the ratings in leads.score: SELECT score, COUNT(*) FROM leads GROUP BY score;',
    { model, deviation: label.deviation },
  );
}

function names(features: readonly { readonly name: string }[]): string {
  return features.map((feature) => feature.name).join(', ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
