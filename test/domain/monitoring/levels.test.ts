import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelsOf } from '../../../domain/monitoring/levels.ts';

test('a figure is compared with the target and with the limit that alerts, on the side where it is bad', () => {
  assert.deepEqual(
    levelsOf('lead_scoring').filter(({ metric }) => metric === 'mae'),
    [
      { metric: 'mae', kind: 'target', worse: 'above', value: 10 },
      { metric: 'mae', kind: 'alert', worse: 'above', value: 15 },
    ],
  );
  const accuracy = levelsOf('churn').filter(({ metric }) => metric === 'accuracy');
  assert.deepEqual(
    accuracy.map(({ kind, worse, value }) => [kind, worse, value]),
    [
      ['target', 'below', 0.75],
      ['alert', 'below', 0.7],
    ],
  );
});

test('drift has a limit for every model, and figures of other models have none', () => {
  assert.deepEqual(levelsOf('engagement').filter(({ metric }) => metric === 'psi').length, 1);
  assert.ok(levelsOf('lead_scoring').every(({ metric }) => metric !== 'accuracy'));
});
