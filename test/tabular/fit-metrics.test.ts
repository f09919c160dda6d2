import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrapMetrics, defaultBootstrap } from '../../engine/bootstrap.ts';
import { classificationMetrics } from '../../engine/metrics/classification.ts';
import { rocAuc } from '../../engine/metrics/ranking.ts';
import { regressionMetrics } from '../../engine/metrics/regression.ts';
import { createRandom } from '../../engine/random.ts';
import {
  measureBinary,
  measureClasses,
  measureRegression,
  measureWithIntervals,
} from '../../tabular/report/holdout-metrics.ts';

const count = 200;
const random = createRandom(3);
const p = Float64Array.from({ length: count }, () => random.integer(20) / 20);
const y = p.map((value) => (random.next() < value ? 1 : 0));
const counts = Int32Array.from({ length: count }, () => random.integer(3));
/** The rows written out as often as they count. */
const repeated = (values: Float64Array) =>
  Float64Array.from(Array.from(values, (value, at) => Array(counts[at]).fill(value)).flat() as number[]);

function assertEqualMetrics(actual: Readonly<Record<string, number | null>>, expected: object): void {
  for (const [name, value] of Object.entries(actual)) {
    const other = (expected as Record<string, { value: number | null }>)[name]?.value;
    assert.ok(Math.abs((value ?? -1) - (other ?? -2)) < 1e-12, `${name}: ${value}, ${other}`);
  }
}

test('metrics of counted rows equal those of the engine on rows written out', () => {
  const [labels, outputs] = [repeated(y), repeated(p)];
  assertEqualMetrics(measureBinary(y, p, p, 0.4)(counts), classificationMetrics(labels, outputs, 0.4));
  const values = y.map((value, at) => value * 3 + at / 50);
  assertEqualMetrics(measureRegression(values, p)(counts), regressionMetrics(repeated(values), outputs));
});

test('metrics of classes are the means over classes that occur', () => {
  const labels = Int32Array.from([0, 0, 1, 1, 1]);
  const probabilities = Float64Array.from([0.8, 0.2, 0, 0.4, 0.6, 0, 0.3, 0.7, 0, 0.1, 0.9, 0, 0.6, 0.4, 0]);
  const measured = measureClasses(labels, probabilities, 3)(new Int32Array(5).fill(1));
  const ofFirst = Float64Array.from([0.8, 0.4, 0.3, 0.1, 0.6]);
  const auc = rocAuc(Float64Array.from([1, 1, 0, 0, 0]), ofFirst).value ?? 0;
  const expected = {
    accuracy: { value: 3 / 5 },
    macroF1: { value: (0.5 + 2 / 3) / 2 },
    macroRocAuc: { value: auc },
    logLoss: { value: -(Math.log(0.8) + Math.log(0.4) + Math.log(0.7) + Math.log(0.9) + Math.log(0.4)) / 5 },
  };
  assertEqualMetrics(measured, expected);
});

test('intervals are about those that the engine draws from copied rows', () => {
  const { rocAuc: interval } = measureWithIntervals(count, measureBinary(y, p, p, 0.5), 42);
  const expected = bootstrapMetrics(y, p, (labels, outputs) => ({ auc: rocAuc(labels, outputs) }), {
    ...defaultBootstrap,
    replicates: 400,
    seed: 42,
  }).auc;
  assert.equal(interval?.estimate, expected.estimate.value);
  assert.ok(Math.abs((interval?.lower ?? 0) - (expected.lower ?? 1)) < 0.015);
  assert.ok(Math.abs((interval?.upper ?? 0) - (expected.upper ?? 1)) < 0.015);
});

test('a metric that has no value for the rows is null, and so is its interval', () => {
  const one = new Float64Array(30).fill(1);
  const { rocAuc: auc, accuracy } = measureWithIntervals(30, measureBinary(one, one, one, 0.5), 1);
  assert.deepEqual([auc?.estimate, auc?.lower, auc?.upper], [null, null, null]);
  assert.equal(accuracy?.estimate, 1);
  assert.equal(measureRegression(one, one)(new Int32Array(30).fill(1)).r2, null);
});
