import { describeAttributes, describeSuspects, mostAttributes } from '../attributes.ts';
import type { FeatureNeed, FeatureProfile, QualityFacts, TableProfile } from './facts.ts';
import type { Judgement } from './finding.ts';
import { qualityLimits as limits } from './limits.ts';
import { percent } from './words.ts';

/** What the columns of the training rows look like. null without any row. */

const dayMilliseconds = 86_400_000;

type Of = (facts: QualityFacts & { readonly profile: TableProfile }) => Judgement | null;

function withRows(judge: Of): (facts: QualityFacts) => Judgement | null {
  return (facts) => (facts.profile === null ? null : judge({ ...facts, profile: facts.profile }));
}

export const judgeBalance = withRows(({ task, labels: { rows, positives } }) => {
  if (task === 'regression') return null;
  const value = Math.min(positives, rows - positives) / rows;
  const limit = limits.minorityShare;
  const message = `the smaller class is ${percent(value)} of the rows`;
  if (value >= limit) return { status: 'ok', message, value, limit };
  const remedy = 'Judge the model by precision and recall, not by accuracy, and collect more of the rarer outcome.';
  return { status: 'warning', message: `unbalanced: ${message}`, value, limit, remedy };
});

export const judgeDuplicates = withRows(({ profile: { rows, duplicates } }) => {
  const value = duplicates / rows;
  const limit = limits.duplicateShare;
  const message = `${duplicates} of ${rows} rows repeat another row`;
  if (value <= limit) return { status: 'ok', message, value, limit };
  const remedy = 'Look for records that were imported twice under other ids (npx perennial data duplicates).';
  return { status: 'warning', message, value, limit, remedy };
});

export const judgeRecency = withRows(({ profile: { newest }, asOf }) => {
  const value = Math.floor((asOf.getTime() - new Date(newest).getTime()) / dayMilliseconds);
  const limit = limits.newestAgeDays;
  const message = `the newest row is ${value} days older than the as-of moment`;
  if (value <= limit) return { status: 'ok', message, value, limit };
  return { status: 'warning', message, value, limit, remedy: 'Import what has happened since (npx perennial import).' };
});

/** A feature without any value is dead, and named there. */
export const judgeNulls = withRows(({ profile: { features } }) => {
  const limit = limits.nullShare;
  const living = features.filter(({ nullShare }) => nullShare < 1);
  const value = Math.max(0, ...living.map(({ nullShare }) => nullShare));
  const missing = living.filter(({ nullShare }) => nullShare > limit);
  if (missing.length === 0) {
    return { status: 'ok', message: `at most ${percent(value)} of a feature is missing`, value, limit };
  }
  const remedy = 'Import the column that they are computed from, for as many records as have it.';
  return { status: 'warning', message: `mostly missing: ${names(missing)}`, value, limit, remedy };
});

export const judgeOutliers = withRows(({ profile: { rows, features } }) => {
  const limit = limits.outlierShare;
  const value = Math.max(0, ...features.map(({ outliers }) => outliers / rows));
  const outlying = features.filter(({ outliers }) => outliers / rows > limit);
  if (outlying.length === 0) {
    return { status: 'ok', message: `at most ${percent(value)} of a feature lies far out`, value, limit };
  }
  const remedy = 'Look for typing errors and mixed units in the records behind them.';
  return { status: 'warning', message: `many outliers: ${names(outlying)}`, value, limit, remedy };
});

/** Dead features: one value in all rows, or none. They are grouped by what would wake them. */
export const judgeDeadFeatures = withRows(({ profile: { features }, needs }) => {
  const value = features.filter(({ constant }) => constant).length;
  const limit = 0;
  const message = describeDead(features, needs);
  if (message === null) return { status: 'ok', message: `all ${features.length} features vary`, value, limit };
  const remedy =
    'The model is trained without them. What would wake them is named beside them; what is the same in every row has to differ first.';
  return { status: 'warning', message, value, limit, remedy };
});

/** 'without any variation: 6 of 32 features: import support tickets (...)'; null where every feature varies. */
export function describeDead(
  features: readonly Pick<FeatureProfile, 'name' | 'constant'>[],
  needs: readonly FeatureNeed[],
): string | null {
  const dead = features.filter(({ constant }) => constant);
  if (dead.length === 0) return null;
  const wakes = new Map<string, string[]>();
  for (const { name } of dead) {
    const need = needs.find(({ feature }) => feature === name);
    const wake = need === undefined || need.present ? 'the same in every row' : need.wake;
    wakes.set(wake, [...(wakes.get(wake) ?? []), name]);
  }
  const groups = [...wakes].map(([wake, named]) => `${wake} (${named.join(', ')})`);
  return `without any variation: ${dead.length} of ${features.length} features: ${groups.join('; ')}`;
}

/** The business's own columns that the model learns from. */
export function judgeAttributes({ attributes }: QualityFacts): Judgement | null {
  if (attributes === undefined) return null;
  const { used, leftOut, suspects, off } = attributes;
  const value = used.length;
  const limit = mostAttributes;
  if (off) return { status: 'ok', message: 'no columns of your own: they are turned off', value, limit };
  if (used.length + leftOut.length + suspects.length === 0) {
    return { status: 'ok', message: 'no columns of your own', value, limit };
  }
  const lines = describeAttributes(attributes);
  if (value > 0 || leftOut.length === 0) return { status: 'ok', message: lines.join('; '), value, limit };
  const remedy =
    'Import columns that many records fill, with few different values: keep them as attributes in the mapping.';
  return { status: 'warning', message: lines.join('; '), value, limit, remedy };
}

export const judgeLeakage = withRows(({ profile: { features }, attributes }) => {
  const suspects = attributes?.suspects ?? [];
  const limit = limits.alone;
  const value = Math.max(0, ...features.map(({ alone }) => alone ?? 0));
  const telling = features
    .filter(({ alone }) => (alone ?? 0) >= limit)
    .map(({ name, alone }) => `${name} orders the labels alone (${percent(alone ?? 0)})`);
  const named = [
    ...(telling.length === 0 ? [] : [`may hold the outcome itself: ${telling.join('; ')}`]),
    ...[describeSuspects(suspects) ?? []].flat(),
  ];
  if (named.length === 0) return { status: 'ok', message: 'no feature tells the outcome alone', value, limit };
  const message = named.join('; ');
  const isLearnt = telling.length > 0 || suspects.some(({ used }) => used);
  const remedies = [
    ...(isLearnt
      ? ['Check whether they are written once the outcome is known. If so, the model will not be as good as it looks.']
      : []),
    ...suspects
      .filter(({ used }) => !used)
      .slice(0, 1)
      .map(({ name }) => `To learn from one that is known before the outcome: --with-suspects ${shellQuoted(name)}.`),
  ];
  const remedy = remedies.join(' ');
  return { status: 'warning', message, value, limit, remedy };
});

function shellQuoted(text: string): string {
  return /^[\w:.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function names(features: readonly Pick<FeatureProfile, 'name'>[]): string {
  return features.map(({ name }) => name).join(', ');
}
