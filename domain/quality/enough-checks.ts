import type { QualityFacts } from './facts.ts';
import type { Judgement } from './finding.ts';
import { qualityLimits as limits } from './limits.ts';
import { counted, more, subjectWords } from './words.ts';

/** Whether there is enough to learn from: records, samples, both outcomes. */

const getMore =
  'Generate synthetic data (npx perennial generate), wait for more real data, or import history (npx perennial import).';

export function judgeRecords({ model, counts }: QualityFacts): Judgement {
  return model === 'lead_scoring'
    ? judgeCount(['lead', 'leads'], counts.leads, limits.leads)
    : judgeCount(['contact', 'contacts'], counts.contacts, limits.contacts);
}

export function judgeConversations({ model, counts, attributes }: QualityFacts): Judgement {
  const used = attributes?.used.length ?? 0;
  const [value, limit] = [counts.conversations, limits.conversations];
  if (value < limit && model === 'lead_scoring' && used > 0) {
    const message = `${counted(value, ['conversation', 'conversations'])}: leads without any are scored by ${counted(used, ['column', 'columns'])} of your own`;
    return { status: 'ok', message, value, limit };
  }
  return judgeCount(['conversation', 'conversations'], counts.conversations, limits.conversations);
}

/** The guide's minimums. A training counts rows, so too few records are a warning. */
function judgeCount(what: readonly [string, string], value: number, limit: number): Judgement {
  if (value >= limit) return { status: 'ok', message: counted(value, what), value, limit };
  const missing = limit - value;
  const message = `${counted(value, what)}: ${more(missing, what)} for the ${limit} that a model needs`;
  return { status: 'warning', message, value, limit, missing, remedy: getMore };
}

export function judgeSamples({ model, minimum, labels }: QualityFacts): Judgement {
  const value = labels.samples;
  const { rows } = subjectWords[model];
  if (value < minimum.samples) {
    const limit = minimum.samples;
    const missing = limit - value;
    const message = `Not enough training data for ${model}: ${value} samples, ${limit} needed: ${more(missing, rows)}`;
    return refusal({ message, value, limit, missing, remedy: getMore });
  }
  const limit = limits.reliableSamples;
  if (value >= limit) return { status: 'ok', message: `${value} samples`, value, limit };
  const missing = limit - value;
  const message = `${value} samples: ${limit} or more make a reliable model`;
  return { status: 'warning', message, value, limit, missing, remedy: `Collect ${more(missing, rows)}.` };
}

/** The smaller of both classes. */
export function judgeClasses({ model, task, minimum, labels }: QualityFacts): Judgement | null {
  if (task === 'regression') return null;
  const { rows, positives } = labels;
  const negatives = rows - positives;
  const limit = minimum.perClass ?? 1;
  const value = Math.min(positives, negatives);
  const words = subjectWords[model];
  const found = `${counted(positives, words.positives)}, ${counted(negatives, words.negatives)}`;
  if (value >= limit) return { status: 'ok', message: found, value, limit };
  const lacking = [
    ...(positives < limit ? [more(limit - positives, words.positives)] : []),
    ...(negatives < limit ? [more(limit - negatives, words.negatives)] : []),
  ];
  const message = `Not enough training data for ${model}: ${positives} positive and ${negatives} negative samples, ${limit} of each needed: ${lacking.join(' and ')}`;
  const remedy = 'Collect both outcomes: import a longer history, or wait for more data.';
  return refusal({ message, value, limit, missing: limit - value, remedy });
}

export function judgeSpread({ model, task, labels }: QualityFacts): Judgement | null {
  if (task === 'classification' || labels.rows === 0) return null;
  const value = labels.deviation;
  const limit = limits.labelDeviation;
  if (value > limit) return { status: 'ok', message: `labels differ by ${value.toFixed(1)} points`, value, limit };
  const message = `The labels of ${model} are all the same: there is nothing to learn`;
  const remedy = 'Check the ratings in leads.score: SELECT score, COUNT(*) FROM leads GROUP BY score;';
  return refusal({ message, value, limit, remedy, code: 'invalid_training_data' });
}

/** The guide asks for both conversions and non-conversions. */
export function judgeConversions({ model, conversions }: QualityFacts): Judgement | null {
  if (conversions === null) return null;
  const { converted, others } = conversions;
  const limit = limits.conversions;
  const words = subjectWords[model];
  const value = Math.min(converted, others);
  const found = `${counted(converted, words.positives)}, ${counted(others, words.negatives)}`;
  if (value >= limit) return { status: 'ok', message: found, value, limit };
  const missing = limit - value;
  const lacking = more(missing, converted < others ? words.positives : words.negatives);
  const message = `${found}: ${lacking} for the ${limit} of each that tell who converts`;
  const remedy = 'Import a longer history with its outcomes, or post outcomes (POST /api/v1/outcomes).';
  return { status: 'warning', message, value, limit, missing, remedy };
}

function refusal(judgement: Omit<Judgement, 'status'>): Judgement {
  return { status: 'refusal', code: 'not_enough_training_data', ...judgement };
}
