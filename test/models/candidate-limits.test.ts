import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidateCount } from '../../models/candidate-limits.ts';

test('the quadratic forest is given six candidates at the most, the other engines what was asked', () => {
  assert.equal(candidateCount('ml-random-forest', 20), 6);
  assert.equal(candidateCount('ml-random-forest', 2), 2);
  assert.equal(candidateCount('ml-xgboost', 20), 20);
});
