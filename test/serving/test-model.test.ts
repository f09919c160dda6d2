import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Prediction } from '../../models/output.ts';
import { examinePredictions } from '../../serving/live/test-model.ts';

function lead(id: string, score: number, tier: 'hot' | 'warm' | 'cold' = 'cold', confidence = 0.5): Prediction {
  const output = {
    success: true,
    score,
    quality_tier: tier,
    confidence,
    recommendation: '',
    factors: { positive: [], negative: [] },
  } as const;
  return { model: 'lead_scoring', id, output: { ...output, factors: { positive: [], negative: [] } } };
}

function failed(changes: Partial<Parameters<typeof examinePredictions>[0]>): string[] {
  const predictions = [lead('1', 12), lead('2', 80, 'hot')];
  const found = { asked: 2, outputs: [12.1, 80.3], predictions, again: structuredClone(predictions), ...changes };
  return examinePredictions(found)
    .filter(({ passed }) => !passed)
    .map(({ name }) => name);
}

test('sound predictions pass every check', () => {
  assert.deepEqual(failed({}), []);
});

test('each kind of unsound prediction fails its check', () => {
  const asTwice = (predictions: Prediction[]) => ({ asked: predictions.length, predictions, again: predictions });
  assert.deepEqual(failed(asTwice([])), ['There is something to predict for']);
  assert.deepEqual(failed({ asked: 3 }), ['Every sample got a prediction']);
  assert.deepEqual(failed(asTwice([lead('1', Number.NaN)])), ['Every value is a number in its range']);
  assert.deepEqual(failed(asTwice([lead('1', 101, 'hot')])), ['Every value is a number in its range']);
  assert.deepEqual(failed(asTwice([lead('1', 10, 'cold', 1.2)])), ['Every value is a number in its range']);
  assert.deepEqual(failed(asTwice([lead('1', 10, 'hot')])), ['Tiers and risk levels follow the table of cut-offs']);
  assert.deepEqual(failed({ outputs: [44, 44, 44] }), ['Different subjects get different values']);
  assert.deepEqual(failed({ again: [lead('1', 12), lead('2', 80.1, 'hot')] }), [
    'The same question gets the same answer',
  ]);
});
