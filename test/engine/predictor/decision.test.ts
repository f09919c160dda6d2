import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type BootstrapSettings, bootstrapDifference, bootstrapMetrics } from '../../../engine/bootstrap.ts';
import { fitScoreInterval, probabilityWithin, scoreIntervalFromJson } from '../../../engine/calibration/interval.ts';
import { chooseThreshold } from '../../../engine/calibration/threshold.ts';
import { classificationMetrics } from '../../../engine/metrics/classification.ts';
import type { Metric } from '../../../engine/metrics/metric.ts';
import { rocAuc } from '../../../engine/metrics/ranking.ts';
import { meanAbsoluteError } from '../../../engine/metrics/regression.ts';
import { createRandom } from '../../../engine/random.ts';

describe('a threshold', () => {
  it('has the largest worst-case margin of all thresholds', () => {
    const targets = { accuracy: 0.75, precision: 0.7, recall: 0.75, f1: 0.72 };
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 9 })), { minLength: 1 });
    fc.assert(
      fc.property(rows, (drawn) => {
        const y = Float64Array.from(drawn, ([label]) => label);
        const p = Float64Array.from(drawn, ([, score]) => score / 10);
        const marginAt = (threshold: number) => {
          const metrics = classificationMetrics(y, p, threshold);
          const names = ['accuracy', 'precision', 'recall', 'f1'] as const;
          return Math.min(...names.map((name) => (metrics[name].value ?? 0) - targets[name]));
        };
        const chosen = chooseThreshold(y, p, targets);
        assert.ok(Math.abs(marginAt(chosen.value) - chosen.margin) < 1e-12);
        // At or below the highest probability, so that some row is predicted positive.
        for (const threshold of p) assert.ok(marginAt(threshold) <= chosen.margin + 1e-12);
      }),
    );
  });

  it('is the most accurate one without targets, and nearest to 0.5 among equals', () => {
    const y = Float64Array.of(0, 0, 1, 1);
    assert.deepEqual(chooseThreshold(y, Float64Array.of(0.1, 0.2, 0.6, 0.9), {}), { value: 0.4, margin: 1 });
  });
});

describe('a threshold between neighbouring numbers', () => {
  it('still separates them', () => {
    const above = 0.5 + Number.EPSILON / 2;
    for (const [low, high] of [
      [0.5, above],
      [above, above + Number.EPSILON / 2],
      [0.5 - Number.EPSILON / 4, 0.5],
    ]) {
      const { value, margin } = chooseThreshold(Float64Array.of(0, 1), Float64Array.of(low, high), { f1: 0.5 });
      assert.deepEqual([margin, low < value, value <= high], [0.5, true, true]);
    }
  });
});

describe('a bootstrap interval', () => {
  const random = createRandom(6);
  const y = Float64Array.from({ length: 200 }, () => 10 * random.normal());
  const p = y.map((label) => label + random.normal());
  const settings = { replicates: 400, level: 0.95, seed: 1 };

  it('is as wide as theory says for a mean', () => {
    const interval = intervalOf(y, p, meanAbsoluteError, settings);
    const errors = y.map((label, i) => Math.abs(label - p[i]));
    const mean = errors.reduce((sum, error) => sum + error, 0) / 200;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / 200);
    const width = (interval.upper ?? 0) - (interval.lower ?? 0);
    assert.ok(Math.abs(width / ((2 * 1.96 * deviation) / Math.sqrt(200)) - 1) < 0.15, `${width}`);
    assert.equal(interval.estimate.value, meanAbsoluteError(y, p).value);
  });

  it('repeats with its seed', () => {
    assert.deepEqual(intervalOf(y, p, meanAbsoluteError, settings), intervalOf(y, p, meanAbsoluteError, settings));
  });

  it('is wider when the rows of a group are drawn together', () => {
    const doubledY = Float64Array.from({ length: 400 }, (_, i) => y[i >> 1]);
    const doubledP = Float64Array.from({ length: 400 }, (_, i) => p[i >> 1]);
    const groups = Array.from({ length: 400 }, (_, i) => `c${i >> 1}`);
    const width = (drawn: { lower: number | null; upper: number | null }) => (drawn.upper ?? 0) - (drawn.lower ?? 0);
    const alone = width(intervalOf(doubledY, doubledP, meanAbsoluteError, settings));
    const grouped = width(intervalOf(doubledY, doubledP, meanAbsoluteError, { ...settings, groups }));
    assert.ok(grouped > 1.2 * alone, `${grouped}, ${alone}`);
  });

  it('of a difference lies below 0 when the challenger is better, and is 0 for the same model', () => {
    const worse = p.map((value) => value + 2 * random.normal());
    const better = bootstrapDifference(y, p, worse, meanAbsoluteError, settings);
    assert.ok((better.upper ?? 1) < 0);
    const same = bootstrapDifference(y, p, p, meanAbsoluteError, settings);
    assert.deepEqual([same.estimate.value, same.lower, same.upper], [0, 0, 0]);
  });

  it('has no ends where the metric is undefined', () => {
    const interval = intervalOf(Float64Array.of(1, 1), Float64Array.of(0.2, 0.3), rocAuc, settings);
    assert.equal(interval.estimate.value, null);
    assert.deepEqual([interval.lower, interval.upper], [null, null]);
  });
});

describe('the confidence of a score', () => {
  const random = createRandom(8);
  /** Predictions below 50 are 4 points off, those above are 20 off. */
  function scores(rows: number) {
    const p = Float64Array.from({ length: rows }, () => 100 * random.next());
    return { p, y: p.map((value) => value + (value < 50 ? 4 : 20) * random.normal()) };
  }

  it('is the share of scores within ten points nearby', () => {
    const { p, y } = scores(2000);
    const interval = fitScoreInterval(y, p);
    // P(|N(0, 4)| <= 10) = 0.988, P(|N(0, 20)| <= 10) = 0.383
    assert.ok(Math.abs(probabilityWithin(interval, 20) - 0.988) < 0.03);
    assert.ok(Math.abs(probabilityWithin(interval, 80) - 0.383) < 0.07);
  });

  it('covers new rows as often as it says', () => {
    const { p, y } = scores(1000);
    const { halfWidth, coverage } = fitScoreInterval(y, p);
    const fresh = scores(2000);
    const covered = fresh.y.filter((label, i) => Math.abs(label - fresh.p[i]) <= (halfWidth ?? 0)).length / 2000;
    assert.ok(Math.abs(covered - coverage) < 0.03, `${covered}`);
  });

  it('stays in [0, 1] for any rows, and is open-ended for few', () => {
    const score = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 8 }), score, (rows, at) => {
        const interval = fitScoreInterval(
          Float64Array.from(rows, ([y]) => y),
          Float64Array.from(rows, ([, p]) => p),
        );
        const probability = probabilityWithin(interval, at);
        assert.ok(probability >= 0 && probability <= 1);
        assert.equal(interval.halfWidth, null);
      }),
    );
  });

  it('survives JSON, and refuses JSON that it did not write', () => {
    const { p, y } = scores(50);
    const interval = fitScoreInterval(y, p);
    assert.deepEqual(scoreIntervalFromJson(JSON.parse(JSON.stringify(interval))), interval);
    assert.throws(() => scoreIntervalFromJson({ ...interval, grid: [] }), { code: 'artifact_damaged' });
  });
});

function intervalOf(
  y: Float64Array,
  p: Float64Array,
  metric: (y: Float64Array, p: Float64Array) => Metric,
  settings: BootstrapSettings,
) {
  return bootstrapMetrics(y, p, (labels, outputs) => ({ metric: metric(labels, outputs) }), settings).metric;
}
