import { reportLines, stageTitles } from '../../../../cli/fit/print-report.ts';
import { adviceLines, slowTrainingAdvice } from '../../../../cli/print/advice.ts';
import { cancelledLines } from '../../../../cli/print/training/cancel.ts';
import { type HistoryRow, historyLines } from '../../../../cli/print/training/history.ts';
import { reproductionLines } from '../../../../cli/print/training/reproduction.ts';
import { statusLines } from '../../../../cli/print/training/status.ts';
import {
  type TestedModel,
  testedLines,
  testingHeading,
  testingSummary,
} from '../../../../cli/print/training/testing.ts';
import { pipelineHeading, type TrainedModel } from '../../../../cli/print/training/training.ts';
import { createTrainingFollower } from '../../../../cli/training/follow-training.ts';
import type { ModelProgress } from '../../../../contract/messages.ts';
import type { FitReport } from '../../../../tabular/report/report.ts';
import { finishedRun, training } from '../../../api/records.ts';
import type { Transcripts } from '../transcript.ts';
import { lead } from './predicted.ts';

const trained: TrainedModel = {
  model: 'lead_scoring',
  outcome: 'in_gate',
  version: '2026-11-22.2',
  metrics: { mae: 8.45, r2: 0.79, rmse: 10.1234, skill: 0.1234 },
  intervals: { mae: { low: 7.01, high: 9.9 }, r2: { low: 0.7, high: 0.86 } },
  baseline: { mae: 24.3, r2: 0, rmse: 28 },
  importance: [
    { feature: 'reply_rate', share: 0.312 },
    { feature: 'lead:Source of the first contact', share: 0.2 },
    { feature: 'response_time_minutes', share: 0.11 },
  ],
  search: {
    rungs: [{ candidates: 20 }, { candidates: 7 }, { candidates: 3 }],
    candidates: 20,
    chosen: 2,
    loss: 9.1234,
  },
  labels: 'Labels are made of outcomes: 36 conversions, 41 qualified, 29 replies.',
  attributes: [
    'learnt from 3 columns of yours too: lead:Source of the first contact, contact:country, contact:Branche',
  ],
  reason: 'No worse than champion 2026-11-15.1: mae -0.412 (95% interval -1.201 to +0.377) on 23 common holdout rows.',
  notes: ['3 duplicate rows were left out: the same lead at the same moment'],
  saved: { path: 'var/perennial/artifacts/ab/ab12cd34ef56*', byteCount: 84_512 },
  duration: 12_340,
};

const progress: ModelProgress = {
  runId: 'r1/lead_scoring',
  model: 'lead_scoring',
  state: 'running',
  stage: 'train',
  progress: 20,
  message: 'Candidate 3 of 20 cross-validated, rung 1 of 3',
  trainingSamples: 96,
  testingSamples: 24,
  moments: { training: 310, testing: 77 },
  metrics: null,
};

const run: HistoryRow = { ...finishedRun, outcome: 'deployed' };

function interval(estimate: number, lower: number, upper: number) {
  return { estimate, lower, upper, level: 0.95, replicates: 1_000 };
}

/** A churn report of fixed figures: the fit itself is tested elsewhere. */
const fitted: FitReport = {
  file: {
    path: 'customers.csv',
    bytes: 412_300,
    rows: 5_000,
    columns: 6,
    separator: ';',
    separatorDetected: true,
    encoding: 'utf-8',
  },
  rows: { read: 5_000, training: 3_990, holdout: 998, leftOut: [{ rows: 12, why: 'the target is missing' }] },
  target: {
    name: 'churned',
    task: 'classification',
    why: 'its values are two words',
    missing: 12,
    classes: [
      { name: 'no', share: 0.86 },
      { name: 'yes', share: 0.14 },
    ],
  },
  split: { kind: 'stratified', seed: 42, testSize: 0.2, trainingRows: 3_990, holdoutRows: 998, orderedBy: null },
  engine: {
    name: 'boosting',
    parameters: { n_estimators: 412, max_depth: 6, learning_rate: 0.05, min_samples_leaf: 20, lambda: 1 },
    folds: 5,
    judgedFolds: 5,
    refit: true,
    trainedRows: 3_990,
    features: 9,
    trees: [412],
    diagnostics: {},
  },
  columns: [
    {
      column: 'customer_number_of_the_old_system',
      kind: 'identifier',
      used: false,
      rows: 5_000,
      missing: 0,
      unreadable: 0,
      levels: null,
      note: 'left out: every value is different, so nothing can be learnt from it',
      odd: null,
    },
    {
      column: 'plan',
      kind: 'categorical',
      used: true,
      rows: 5_000,
      missing: 31,
      unreadable: 0,
      levels: 4,
      note: 'one flag per level',
      odd: null,
    },
    {
      column: 'churned',
      kind: 'target',
      used: false,
      rows: 5_000,
      missing: 12,
      unreadable: 0,
      levels: null,
      note: '',
      odd: null,
    },
  ],
  answer: {
    kind: 'two classes',
    threshold: 0.31,
    criterion: 'f1',
    calibration: 'isotonic',
    atHalf: { accuracy: 0.91, f1: 0.58 },
    atThreshold: { accuracy: 0.89 },
  },
  metrics: {
    rocAuc: interval(0.912, 0.887, 0.934),
    accuracy: interval(0.91, 0.89, 0.928),
    f1: interval(0.64, 0.58, 0.69),
  },
  baseline: {
    what: 'the most frequent class for everybody, with its share as the probability',
    metrics: { rocAuc: 0.5, accuracy: 0.86, f1: 0 },
  },
  importance: {
    loss: 'log loss',
    rows: 998,
    columns: [
      { column: 'plan', share: 0.7, lossAdded: 0.2 },
      { column: 'tenure_months', share: 0.3, lossAdded: 0.1 },
    ],
  },
  timings: { read: 40, prepare: 20, crossValidate: 2_100, fit: 800, predict: 10, judge: 300, total: 3_270 },
  threads: 2,
  notes: ['31 cells of plan are missing: they are a level of their own, because missing may mean something.'],
  warnings: ['tenure_months alone tells the target almost perfectly (AUC 0.991). Is it known before the outcome?'],
};

const tested: TestedModel = {
  model: 'lead_scoring',
  asked: 2,
  predictions: [lead('lead-4711', 87.3), lead('lead-0815', 12)],
  average: 49.7,
  checks: [{ name: 'scores differ', passed: true }],
  passed: true,
};

const reproduced = {
  ...{ runId: 'r20261122-020000-3f2a/churn', differingMetrics: [], byteCount: 62_868 },
  verdict: 'same_bytes' as const,
  ...{ artifact: { recorded: 'ab'.repeat(32), again: 'ab'.repeat(32) }, seconds: 41.3 },
} as const;

export const trainingCommands: Transcripts = {
  train: [
    {
      typed: 'train --cv-folds 12',
      async print(output, pass) {
        for (const line of adviceLines(slowTrainingAdvice({ cvFolds: 12, rows: { churn: 20_000 } }))) output.note(line);
        output.lines(pipelineHeading(['lead_scoring', 'churn', 'engagement']));
        const follower = createTrainingFollower({
          output,
          planned: () => ({
            ...{ features: 32, engine: 'boosting', cvFolds: 5, rungs: [20, 7, 3] },
            beside: ['7 columns of your own, as they were imported, and what is missing in them'],
          }),
          trained: async () => trained,
        });
        follower.progress({ models: [progress] });
        await new Promise(setImmediate);
        pass(9_000);
        follower.progress({ models: [{ ...progress, progress: 62 }] });
        const { model, version, metrics, reason } = trained;
        await follower.finish({
          retrainId: 'r1',
          models: [
            {
              state: 'completed',
              result: { runId: 'r1/lead_scoring', model, outcome: 'in_gate', version, metrics, reason },
            },
            {
              state: 'failed',
              model: 'churn',
              failure: {
                code: 'not_enough_training_data',
                message: 'Churn prediction has 63 samples, 100 are needed.',
                remedy:
                  'Import more history (npx perennial import), or train on it later: npx perennial data says what is missing.',
              },
            },
          ],
        });
      },
    },
    {
      typed: 'train lead_scoring',
      async print(output, pass) {
        const follower = createTrainingFollower({
          output,
          planned: () => ({ features: 32, engine: 'boosting', cvFolds: 5, rungs: [20, 7, 3] }),
          trained: async () => trained,
        });
        follower.progress({ models: [progress] });
        await new Promise(setImmediate);
        pass(9_000);
        follower.progress({ models: [{ ...progress, progress: 44 }] });
        await new Promise(setImmediate);
        await follower.abandon();
        output.note('cancelled: No longer watching: the training goes on.');
      },
    },
  ],
  test: [
    {
      typed: 'test lead_scoring',
      print(output) {
        const failure = {
          code: 'model_not_found',
          message: 'No version of churn is deployed.',
          remedy: 'Train it: npx perennial train churn',
        };
        output.lines(testingHeading());
        output.lines(testedLines(tested));
        output.lines(testedLines({ model: 'churn', failure }));
        output.lines(testingSummary([tested, { model: 'churn', failure }]));
      },
    },
  ],
  status: [
    { typed: 'status', print: (output) => output.lines(statusLines(training, new Date('2024-01-15T10:34:00Z'))) },
    {
      typed: 'status --watch',
      print(output, pass) {
        const bar = output.startBar();
        bar.update(0.3, training.message);
        pass(30_000);
        bar.update(0.66, training.message);
        bar.complete();
        output.lines(
          statusLines(
            {
              ...training,
              status: 'completed',
              progress: 100,
              message: 'Training complete',
              finished_at: '2024-01-15T10:35:00Z',
            },
            new Date('2024-01-15T10:35:00Z'),
          ),
        );
      },
    },
  ],
  cancel: [
    {
      typed: 'cancel',
      print(output) {
        output.lines(['Cancelling r20261122-020000-3f9a...']);
        output.lines(cancelledLines(true));
      },
    },
  ],
  reproduce: [
    { typed: `reproduce ${reproduced.runId}`, print: (output) => output.lines(reproductionLines(reproduced)) },
    {
      typed: `reproduce ${reproduced.runId} --anyway`,
      print: (output) =>
        output.lines(
          reproductionLines({
            ...{ ...reproduced, verdict: 'different', differingMetrics: ['accuracy', 'f1'] },
            artifact: { recorded: 'ab'.repeat(32), again: 'cd'.repeat(32) },
          }),
        ),
    },
  ],
  history: [
    {
      typed: 'history',
      print: (output) =>
        output.lines(
          historyLines(
            [
              run,
              {
                ...run,
                ...{ id: 'r2/churn', retrainId: 'r2', model: 'churn', trigger: 'degradation', windowDays: 31 },
                reason: 'Accuracy of churn is 63.1% (95% interval 58.0% to 68.2%), below 70%: incident 12.',
                windowReason: 'since labels contradict what was learnt before 2026-10-22',
                ...{ outcome: null, state: 'failed', version: null, metrics: null },
                error: {
                  code: 'not_enough_training_data',
                  message: 'Churn prediction has 63 samples, 100 are needed.',
                },
              },
              {
                ...run,
                id: 'r3/engagement',
                model: 'engagement',
                outcome: 'champion_kept',
                metrics: { accuracy: 0.812, precision: 0.8, recall: 0.79, f1: 0.795 },
              },
            ],
            output.width,
          ),
        ),
    },
  ],
  fit: [
    {
      typed: 'fit customers.csv --target churned',
      print(output) {
        const bar = output.startBar();
        bar.update(0.95, stageTitles.judge);
        bar.complete();
        output.lines(reportLines(fitted, output.width));
      },
    },
  ],
};
