import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrainedModel } from '../../../cli/print/training/training.ts';
import { createOutput } from '../../../cli/session/output.ts';
import { createTrainingFollower } from '../../../cli/training/follow-training.ts';
import type { ModelProgress, RetrainResult } from '../../../contract/messages.ts';
import type { ModelName } from '../../../domain/models.ts';

const accurate: TrainedModel = {
  model: 'churn',
  outcome: 'deployed',
  version: '2026-11-22.1',
  metrics: { accuracy: 0.45, precision: 0.8, recall: 0.8, f1: 0.8 },
  intervals: {},
  baseline: { accuracy: 0.5 },
  importance: [],
  search: { rungs: [{ candidates: 1 }], candidates: 1, chosen: 0, loss: 0.4 },
  reason: 'The first version is deployed.',
  notes: [],
  saved: null,
  duration: 1000,
};

function follow(terminal: { readonly isTTY?: boolean } = {}) {
  let text = '';
  const stdout = {
    ...terminal,
    write: (more: string) => {
      text += more;
    },
  };
  const follower = createTrainingFollower({
    output: createOutput(stdout, stdout, {}, false),
    planned: () => ({ features: 32, engine: 'forest', cvFolds: 5, rungs: [20, 7] }),
    trained: async (runId) => ({ ...accurate, model: runId.split('/')[1] as ModelName }),
  });
  return { follower, lines: () => text.split('\n') };
}

function progress(model: ModelName, change: Partial<ModelProgress>): ModelProgress {
  const start: ModelProgress = {
    runId: `r1/${model}`,
    model,
    state: 'running',
    stage: 'extract',
    progress: 0,
    message: '',
    trainingSamples: null,
    testingSamples: null,
    metrics: null,
  };
  return { ...start, ...change };
}

function completed(model: ModelName): RetrainResult['models'][number] {
  const result = { runId: `r1/${model}`, model, outcome: 'deployed', version: null, metrics: {}, reason: '' } as const;
  return { state: 'completed', result };
}

const sampled = { trainingSamples: 160, testingSamples: 40 };

test('a model that trains beside an earlier one has its block after that one has ended', async () => {
  const { follower, lines } = follow();
  const beside = progress('engagement', { ...sampled, stage: 'train', progress: 90 });
  follower.progress({ models: [progress('churn', {}), beside] });
  const done = progress('churn', { ...sampled, state: 'completed', progress: 100, message: 'Done' });
  follower.progress({ models: [done, beside] });
  await follower.finish({ retrainId: 'r1', models: [completed('churn'), completed('engagement')] });
  const headings = lines().filter((line) => line.endsWith(' MODEL'));
  assert.deepEqual(headings, [' TRAINING CHURN PREDICTION MODEL', ' TRAINING ENGAGEMENT PREDICTION MODEL']);
  assert.ok(lines().indexOf('   Testing samples: 40') < lines().indexOf(headings[1] ?? ''));
});

test('each model gets one block, in order, with samples, folds, bar and performance', async () => {
  const { follower, lines } = follow();
  follower.progress({ models: [progress('churn', {})] });
  follower.progress({ models: [progress('churn', { ...sampled, stage: 'train', progress: 42, message: 'Training' })] });
  const done = progress('churn', { ...sampled, state: 'completed', progress: 100, message: 'Done' });
  follower.progress({ models: [done, progress('engagement', {})] });
  follower.progress({ models: [done, progress('engagement', {})] });
  await follower.finish({ retrainId: 'r1', models: [completed('churn'), completed('engagement')] });
  const text = lines();
  const at = (line: string) => {
    assert.equal(text.filter((each) => each === line).length, 1, line);
    return text.indexOf(line);
  };
  const places = [
    at(' TRAINING CHURN PREDICTION MODEL'),
    at('   Training samples: 160'),
    at('   Testing samples: 40'),
    at('   Features: 32'),
    at('   CV Folds: 5'),
    at('   [########------------] 42% - Training'),
    text.indexOf('OK Training complete! (1.0 s)'),
    at(' TRAINING ENGAGEMENT PREDICTION MODEL'),
    text.lastIndexOf('OK Training complete! (1.0 s)'),
    at(' TRAINING SUMMARY'),
  ];
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
});

test('a training that ends between two status requests is printed from its result', async () => {
  const { follower, lines } = follow();
  const failure = { code: 'not_enough_training_data', message: 'Only 40 leads.', remedy: 'Wait.' };
  await follower.finish({
    retrainId: 'r1',
    models: [{ state: 'failed', model: 'lead_scoring', failure }, completed('churn')],
  });
  const text = lines();
  assert.ok(text.includes('   not_enough_training_data: Only 40 leads.'));
  assert.ok(text.includes('   NO failed - lead_scoring'));
  assert.ok(text.includes('   OK deployed - churn'));
});

test('the bar of a cancelled training stays where it was, although its progress is zero', async () => {
  const { follower, lines } = follow({ isTTY: true });
  follower.progress({ models: [progress('churn', { ...sampled, stage: 'train', progress: 42, message: 'Training' })] });
  follower.progress({ models: [progress('churn', { ...sampled, state: 'cancelled', progress: 0 })] });
  await new Promise((resolve) => setTimeout(resolve, 60)); // bars are not redrawn more often than each 50 ms
  follower.progress({ models: [progress('churn', { ...sampled, state: 'cancelled', progress: 0 })] });
  await follower.abandon();
  assert.match(lines().join('\n'), /42% - Training\n$/);
});

test('an accuracy below 50% comes with advice', async () => {
  const { follower, lines } = follow();
  await follower.finish({ retrainId: 'r1', models: [completed('churn')] });
  assert.ok(lines().some((line) => line.startsWith('low_accuracy: The accuracy of churn is 45.0%')));
});

test('when rows cannot be read, the end fails, not the progress', async () => {
  const stdout = { write: () => {} };
  const follower = createTrainingFollower({
    output: createOutput(stdout, stdout, {}, false),
    planned: () => ({ features: 32, engine: 'logistic', cvFolds: 5, rungs: [1] }),
    trained: () => Promise.reject(new Error('database away')),
  });
  follower.progress({ models: [progress('churn', { ...sampled, state: 'completed' })] });
  await assert.rejects(follower.finish({ retrainId: 'r1', models: [completed('churn')] }), /database away/);
});
