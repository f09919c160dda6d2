import type { RunDetails } from '../../api/ports.ts';
import type { RunReport } from '../../contract/step-types.ts';
import type { VerdictFacts } from '../../domain/model-verdict.ts';
import { stages } from '../../domain/runs.ts';
import { createRandom } from '../../engine/random.ts';
import { pictureHoldout } from '../../jobs/picture-holdout.ts';
import { finishedRun } from './records.ts';

const random = createRandom(11);
const scores = Float64Array.from({ length: 23 }, () => Math.round(random.next() * 1000) / 10);
const rated = scores.map((score) => Math.min(100, Math.max(0, score + 8 * random.normal())));
const chances = Float64Array.from({ length: 60 }, () => random.next());
const left = chances.map((chance) => Number(random.next() < chance));

/** Each of a subject of its own. */
function ownRows(y: Float64Array) {
  return { y, subjects: Array.from(y, (_, row) => `s${row}`) };
}

const report: RunReport = {
  validation: {
    positives: null,
    warnings: ['97 samples: 200 or more make a reliable model'],
    findings: [
      {
        check: 'samples',
        status: 'warning',
        message: '97 samples: 200 or more make a reliable model',
        value: 97,
        limit: 200,
        missing: 103,
        remedy: 'Import older leads.',
      },
      { check: 'duplicates', status: 'ok', message: 'no duplicates', value: 0, limit: 0.05 },
    ],
    ...{ nullShare: {}, duplicates: 0, outliers: {}, newest: '2024-01-10', oldest: '2023-08-01' },
    label: { mean: 50, deviation: 20, minimum: 0, maximum: 100 },
  },
  search: {
    ...{ folds: 5, candidates: 3, chosen: 0, rule: 'one-standard-error', loss: 7.1, standardError: 0.4 },
    rungs: [
      { candidates: 3, share: 0.5 },
      { candidates: 2, share: 1 },
    ],
    tried: [
      { parameters: { learning_rate: 0.1, max_depth: 4 }, losses: [7.9, 7.1] },
      { parameters: { learning_rate: 0.05, max_depth: 6 }, losses: [7.8, 6.9] },
      { parameters: { learning_rate: 0.3, max_depth: 3 }, losses: [9.4] },
    ],
  },
  intervals: { mae: { low: 6.2, high: 10.9 }, r2: { low: 0.6, high: 0.88 } },
  baseline: { mae: 21.2, r2: -0.01 },
  comparison: { rows: 23, metric: 'mae', difference: -1.2, low: -2.4, high: -0.1 },
  champion: '2024-01-08.1',
  importance: [
    { feature: 'reply_rate', share: 0.5 },
    { feature: 'reply_minutes_log', share: 0.3 },
    { feature: 'lead:Source', share: 0.2 },
    { feature: 'opted_in', share: 0 },
  ],
  gate: { action: 'deploy', verdict: 'not_worse', reason: 'Not worse than champion 2024-01-08.1. It is deployed.' },
  notes: [],
};

/** A run of lead scoring with all that a release of today keeps. */
export const leadDetails: RunDetails = {
  run: finishedRun,
  ...{ stage: 'deploy', progress: 100, message: 'Deployed 2024-01-15.1', featureCount: 24, codeVersion: '0.1.0' },
  ...{ asOf: new Date('2024-01-15T10:30:00Z'), horizonDays: 30, labelSource: 'outcomes' },
  report,
  entered: stages.map(({ name }, at) => ({ stage: name, enteredAt: new Date(Date.UTC(2024, 0, 15, 10, 30, 2 * at)) })),
  picture: {
    ...pictureHoldout(
      { model: 'lead_scoring', task: 'regression', labels: 'outcomes', threshold: 0.5 },
      ownRows(rated),
      scores,
    ),
    beside: {
      ...{ champion: '2024-01-08.1', rows: 23 },
      metrics: { mae: 8.45, r2: 0.79 },
      championMetrics: { mae: 9.65, r2: 0.71 },
    },
  },
  card: { engine: 'ml-xgboost', data: { training: 96, testing: 24 }, notes: [] },
};

/** A run of churn: plots of a classifier. */
export const churnDetails: RunDetails = {
  ...leadDetails,
  run: {
    ...finishedRun,
    ...{ id: 'r1/churn', model: 'churn', version: '2024-01-15.1', engine: 'forest' },
    metrics: { accuracy: 0.8, precision: 0.77, recall: 0.81, f1: 0.79, brier: 0.14 },
  },
  labelSource: null,
  report: { ...report, comparison: null, champion: null, importance: [] },
  picture: {
    ...pictureHoldout(
      { model: 'churn', task: 'classification', labels: null, threshold: 0.45 },
      ownRows(left),
      chances,
    ),
    beside: null,
  },
};

/** As an earlier release kept it. */
export const oldDetails: RunDetails = {
  ...leadDetails,
  run: { ...finishedRun, id: 'r0/lead_scoring', retrainId: 'r0' },
  report: { gate: { action: 'deploy', verdict: 'first', reason: 'There is no champion yet.' } },
  ...{ entered: [], picture: null, card: null },
};

export const failedDetails: RunDetails = {
  ...oldDetails,
  run: {
    ...finishedRun,
    ...{ id: 'r2/lead_scoring', retrainId: 'r2', state: 'failed', outcome: null, version: null, metrics: null },
    error: {
      code: 'not_enough_training_data',
      message: 'Not enough training data: 63 samples, 100 needed.',
      remedy: 'Import history.',
    },
  },
  ...{ stage: 'validate', progress: 10, message: 'Not enough training data', report: null },
  entered: leadDetails.entered.slice(0, 2),
};

export const leadVerdict: VerdictFacts & { readonly version: string } = {
  ...{ model: 'lead_scoring', version: '2024-01-15.1', labels: 'outcomes' },
  live: null,
  holdout: { rows: 100, called: 20, calledTrue: 16, allTrue: 30 },
  metrics: { mae: 8.45, r2: 0.79 },
  baseline: { mae: 21.2, r2: -0.01 },
};
