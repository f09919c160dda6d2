import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  failedLines,
  pipelineHeading,
  samplesLines,
  searchLines,
  type TrainedModel,
  trainedLines,
  trainingHeading,
  trainingSummary,
} from '../../../cli/print/training/training.ts';

const trained: TrainedModel = {
  model: 'lead_scoring',
  outcome: 'deployed',
  version: '2026-11-22.1',
  metrics: { mae: 8.45, r2: 0.87, rmse: 10.1234, lift: 0.1234 },
  intervals: { mae: { low: 7.01, high: 9.9 } },
  baseline: { mae: 24.3, r2: 0, rmse: 28 },
  importance: [
    { feature: 'reply_rate', share: 0.312 },
    { feature: 'message_count', share: 0.2 },
  ],
  search: { rungs: [{ candidates: 20 }, { candidates: 7 }], candidates: 20, chosen: 2, loss: 9.1234 },
  reason: 'There is no champion yet: the first version is deployed.',
  notes: ['3 duplicate rows'],
  saved: { path: 'var/perennial/artifacts/ab/abcd', byteCount: 84_512 },
  duration: 12_340,
};

test('a training is printed as in the guide, from the heading to the folds', () => {
  assert.deepEqual(
    [
      ...pipelineHeading(['lead_scoring', 'churn', 'engagement']),
      ...trainingHeading('lead_scoring'),
      ...samplesLines({ training: 96, testing: 24, features: 24 }),
      ...searchLines({ engine: 'boosting', cvFolds: 5, rungs: [20, 7] }),
    ],
    [
      ' ML MODEL TRAINING PIPELINE',
      '',
      'Training all 3 ML models...',
      '',
      ' TRAINING LEAD SCORING MODEL',
      '',
      ' Preparing training data...',
      '   Training samples: 96',
      '   Testing samples: 24',
      '   Features: 24',
      '',
      ' Training Gradient Boosting model with cross-validation...',
      '   CV Folds: 5',
      '   Hyperparameter tuning enabled (20 candidates; the best 7 advance)',
    ],
  );
});

test('a trained model is printed with its metrics, targets, intervals, file and the reason of the holdout verdict', () => {
  assert.deepEqual(trainedLines(trained), [
    '',
    'OK Training complete! (12 s)',
    '',
    ' Model Performance:',
    '   Mean Absolute Error: 8.45 (target < 10 met; 95% interval 7.01 to 9.90)',
    '   R² Score: 0.87 (target > 0.80 met)',
    '   Root Mean Squared Error: 10.12',
    '   lift: 0.123',
    '   Without a model: MAE 24.30, R² 0.00',
    '   Chosen from 20 candidates over 2 rungs (20, 7): #3 (cross-validation loss 9.123)',
    '   Most important features: reply_rate 31%, message_count 20%',
    '   Model saved: var/perennial/artifacts/ab/abcd (84.5 kB)',
    '   Note: 3 duplicate rows',
    '',
    'OK Deployed: version 2026-11-22.1',
    '   There is no champion yet: the first version is deployed.',
  ]);
});

test('a missed target and an undefined metric are named as such', () => {
  const metrics = { accuracy: 0.7512, precision: 0.699, recall: null, f1: 0.72 };
  const lines = trainedLines({ ...trained, model: 'churn', metrics, intervals: {}, outcome: 'champion_kept' });
  assert.deepEqual(lines.slice(4, 8), [
    '   Accuracy: 75.1% (target > 75% met)',
    '   Precision: 69.9% (target > 70% missed)',
    '   Recall: undefined (target > 75% missed)',
    '   F1 Score: 0.72 (target > 0.72 missed)',
  ]);
  assert.ok(lines.includes('NO Not deployed: version 2026-11-22.1'));
});

test('the defaults are named when nothing was clearly better', () => {
  const lines = trainedLines({
    ...trained,
    search: { rungs: [{ candidates: 20 }], candidates: 20, chosen: 0, loss: 0.4 },
  });
  assert.ok(lines.includes('   Chosen from 20 candidates: #1, the defaults (cross-validation loss 0.400)'));
});

test('a failure is printed with its code and what to do', () => {
  const failure = { code: 'not_enough_training_data', message: 'Only 40 leads.', remedy: 'Wait for more.' };
  assert.deepEqual(failedLines('lead_scoring', 'failed', failure), [
    '',
    'NO Training of the lead scoring model failed',
    '   not_enough_training_data: Only 40 leads.',
    '   Wait for more.',
  ]);
});

test('a single model and a search without candidates have their own wording', () => {
  assert.equal(pipelineHeading(['churn'])[2], 'Training churn prediction model...');
  const [first, , tuning] = searchLines({ engine: 'ml-random-forest', cvFolds: 3, rungs: [1] });
  assert.equal(first, ' Training Random Forest (ml-random-forest) model with cross-validation...');
  assert.match(tuning ?? '', /tuning off/);
});

test('the summary names how each model ended', () => {
  const lines = trainingSummary([
    { model: 'lead_scoring', ending: 'deployed' },
    { model: 'churn', ending: 'champion_kept' },
    { model: 'engagement', ending: 'failed' },
  ]);
  assert.deepEqual(lines.slice(3), [
    '   OK deployed - lead_scoring',
    '   NO champion kept - churn',
    '   NO failed - engagement',
  ]);
});
