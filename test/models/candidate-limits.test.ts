import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidateCount } from '../../models/candidate-limits.ts';

test('the quadratic forest gets at most six candidates, the other engines as many as asked for', () => {
  assert.equal(candidateCount('ml-random-forest', 20), 6);
  assert.equal(candidateCount('ml-random-forest', 2), 2);
  assert.equal(candidateCount('ml-xgboost', 20), 20);
});
