import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedConfusion } from '../../../domain/monitoring/expected-confusion.ts';
import { accuracy, f1, precision, recall } from '../../../engine/metrics/confusion.ts';
import vectors from './vectors.json' with { type: 'json' };

test('performance is expected of probabilities as NannyML expects it', () => {
  for (const expected of vectors.confidenceBasedPerformance.cases) {
    const counts = expectedConfusion(Float64Array.from(expected.probability), expected.threshold);
    for (const [name, metric] of Object.entries({ accuracy, precision, recall, f1 })) {
      const { value } = metric(counts);
      assert.ok(Math.abs((value ?? Number.NaN) - expected[name as 'f1']) < 1e-12, `${name} ${value}`);
    }
  }
});
