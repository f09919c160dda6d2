import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testJson } from '../../../cli/commands/training/test.ts';
import { trainingJson } from '../../../cli/commands/training/train.ts';

const error = { code: 'not_enough_training_data', message: 'Only 40 leads.', remedy: 'Wait.' };

test('a training as JSON names its fields as status, history and the API do', () => {
  const result = { runId: 'r1/churn', outcome: 'deployed', version: '2026-11-22.1', reason: 'First.' } as const;
  const metrics = { accuracy: 0.9 };
  assert.deepEqual(
    trainingJson({
      retrainId: 'r1',
      models: [
        { state: 'failed', model: 'lead_scoring', failure: error },
        { state: 'completed', result: { ...result, model: 'churn', metrics } },
      ],
    }),
    {
      retrain_id: 'r1',
      models: [
        { model: 'lead_scoring', state: 'failed', error },
        {
          ...{ model: 'churn', state: 'completed', run_id: 'r1/churn', outcome: 'deployed' },
          ...{ version: '2026-11-22.1', metrics, reason: 'First.' },
        },
      ],
    },
  );
});

test('a model that cannot be tested counts as not passed, with its reason', () => {
  assert.deepEqual(testJson({ model: 'churn', failure: error }), { model: 'churn', passed: false, error });
});
