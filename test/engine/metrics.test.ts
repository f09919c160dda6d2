import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { classificationMetrics } from '../../engine/metrics/classification.ts';
import type { Metric } from '../../engine/metrics/metric.ts';
import { averagePrecision, rocAuc } from '../../engine/metrics/ranking.ts';
import { regressionMetrics } from '../../engine/metrics/regression.ts';
import edges from './fixtures/metric-edges.json' with { type: 'json' };
import vectors from './fixtures/statistics.json' with { type: 'json' };

function assertMetrics(found: Readonly<Record<string, Metric>>, expected: Readonly<Record<string, unknown>>): void {
  for (const [name, metric] of Object.entries(found)) {
    const value = expected[name];
    if (value === undefined) continue;
    if (value === null) {
      assert.equal(metric.value, null, name);
      assert.ok(metric.value === null && metric.reason.length > 0, `${name} is undefined without a reason`);
    } else {
      const difference = Math.abs((metric.value ?? Number.NaN) - (value as number));
      assert.ok(
        difference <= 1e-6 * Math.max(1e-6, Math.abs(value as number)),
        `${name}: ${metric.value}, expected ${value}`,
      );
    }
  }
}

const labelled = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 })), {
  minLength: 2,
  maxLength: 30,
});

describe('metrics', () => {
  vectors.regression.cases.forEach((example, index) => {
    it(`of regression equal scikit-learn's in case ${index}`, () => {
      const found = regressionMetrics(Float64Array.from(example.y), Float64Array.from(example.prediction));
      assertMetrics(found, example);
    });
  });

  vectors.classification.cases.forEach((example, index) => {
    it(`of classification equal scikit-learn's in case ${index}`, () => {
      const { y, probability } = example;
      const found = classificationMetrics(
        Float64Array.from(y),
        Float64Array.from(probability),
        vectors.classification.threshold,
      );
      assertMetrics(found, example);
    });
  });

  for (const example of edges.regression) {
    it(`of regression equal scikit-learn's for ${example.why}`, () => {
      assertMetrics(regressionMetrics(Float64Array.from(example.y), Float64Array.from(example.prediction)), example);
    });
  }

  for (const example of edges.classification) {
    it(`of classification equal scikit-learn's for ${example.why}`, () => {
      const { y, probability, threshold } = example;
      const found = classificationMetrics(Float64Array.from(y), Float64Array.from(probability), threshold);
      assertMetrics(found, example);
      assert.deepEqual(
        Object.keys(found).sort(),
        Object.keys(example)
          .filter((key) => key in found)
          .sort(),
      );
    });
  }

  it('are undefined with a reason when there are no rows', () => {
    const none = new Float64Array(0);
    for (const metric of [
      ...Object.values(regressionMetrics(none, none)),
      ...Object.values(classificationMetrics(none, none, 0.5)),
    ]) {
      assert.ok(metric.value === null && metric.reason.length > 0);
    }
  });

  it('keep the warning where scikit-learn divides by zero', () => {
    const { precision, f1 } = classificationMetrics(Float64Array.of(0, 1), Float64Array.of(0.1, 0.2), 0.5);
    assert.deepEqual(precision, { value: 0, warning: 'no row is predicted positive: 0 by convention' });
    assert.equal(f1.value, 0);
  });

  it('refuse values that are not finite, and name the row', () => {
    assert.throws(() => regressionMetrics(Float64Array.of(1, 2), Float64Array.of(1, Number.NaN)), {
      code: 'invalid_input',
      message: /Row 1 .* NaN/,
    });
  });

  it('refuse a probability above 1', () => {
    assert.throws(() => classificationMetrics(Float64Array.of(1), Float64Array.of(1.5), 0.5), {
      code: 'invalid_input',
    });
  });

  it('rank as counting pairs by hand does', () => {
    fc.assert(
      fc.property(labelled, (rows) => {
        const y = Float64Array.from(rows, ([label]) => label);
        const p = Float64Array.from(rows, ([, score]) => score / 8);
        let pairs = 0;
        let won = 0;
        y.forEach((a, i) => {
          y.forEach((b, j) => {
            if (a !== 1 || b !== 0) return;
            pairs++;
            won += p[i] > p[j] ? 1 : p[i] === p[j] ? 0.5 : 0;
          });
        });
        const { value } = rocAuc(y, p);
        if (pairs === 0) assert.equal(value, null);
        else assert.ok(Math.abs((value ?? Number.NaN) - won / pairs) < 1e-12);
      }),
    );
  });

  it('sum precision over the thresholds as by hand', () => {
    fc.assert(
      fc.property(labelled, (rows) => {
        const y = Float64Array.from(rows, ([label]) => label);
        const p = Float64Array.from(rows, ([, score]) => score / 8);
        const positives = y.reduce((sum, label) => sum + label, 0);
        let expected = 0;
        let before = 0;
        for (let score = 8; score >= 0; score--) {
          const taken = rows.filter(([, of]) => of >= score);
          const found = taken.filter(([label]) => label === 1).length;
          if (found > before) expected += ((found - before) / positives) * (found / taken.length);
          before = found;
        }
        assert.ok(Math.abs((averagePrecision(y, p).value ?? Number.NaN) - expected) < 1e-12);
      }),
    );
  });

  it('do not depend on the order of the rows', () => {
    fc.assert(
      fc.property(labelled, (rows) => {
        const reversed = [...rows].reverse();
        const [there, back] = [rows, reversed].map((list) =>
          averagePrecision(
            Float64Array.from(list, ([label]) => label),
            Float64Array.from(list, ([, score]) => score / 8),
          ),
        );
        assert.ok(Math.abs((there.value ?? 0) - (back.value ?? 0)) < 1e-12);
      }),
    );
  });
});
