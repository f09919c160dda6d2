import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calibrate, calibrationFromJson, chooseCalibration } from '../../engine/calibration/calibration.ts';
import { applyIsotonic, fitIsotonic, type Isotonic, poolAdjacentViolators } from '../../engine/calibration/isotonic.ts';
import { fitPlatt } from '../../engine/calibration/platt.ts';
import { sigmoid } from '../../engine/logistic/logistic-regression.ts';
import { brier } from '../../engine/metrics/probability.ts';
import { createRandom } from '../../engine/random.ts';
import edges from './fixtures/metric-edges.json' with { type: 'json' };
import vectors from './fixtures/statistics.json' with { type: 'json' };

/** Rows whose true log-odds are `f`, from a learner that reports `distort(f)`. */
function world(rows: number, distort: (f: number) => number) {
  const random = createRandom(9);
  const f = Float64Array.from({ length: rows }, () => 1.5 * random.normal());
  const y = f.map((value) => (random.next() < sigmoid(value) ? 1 : 0));
  return { p: f.map((value) => sigmoid(distort(value))), y, folds: Uint8Array.from(f, (_, i) => i % 5) };
}

describe('calibration', () => {
  vectors.isotonic.cases.forEach(({ y, fit }, index) => {
    it(`pools as isotonic regression does in case ${index}`, () => {
      assert.deepEqual([...poolAdjacentViolators(y)], fit);
    });
  });

  vectors.platt.cases.forEach(({ f, y, a, b }, index) => {
    it(`finds Platt's sigmoid in case ${index}`, () => {
      const fitted = fitPlatt(
        Float64Array.from(f),
        Float64Array.from(y, (label) => (label === 1 ? 1 : 0)),
      );
      const tolerance = 0.5 * 10 ** -vectors.platt.digits;
      assert.ok(Math.abs(fitted.a - a) < tolerance && Math.abs(fitted.b - b) < tolerance, JSON.stringify(fitted));
    });
  });

  it("finds scikit-learn's sigmoid, from wherever it starts", () => {
    const [f, y] = [Float64Array.from(edges.platt.f), Float64Array.from(edges.platt.y)];
    for (const start of [undefined, { a: -1, b: 0 }, { a: 3, b: -2 }]) {
      const { a, b } = fitPlatt(f, y, start);
      assert.ok(Math.abs(a - edges.platt.a) < 1e-5 && Math.abs(b - edges.platt.b) < 1e-5, `${a}, ${b}`);
    }
  });

  it('has a sigmoid without slope where all scores are equal', () => {
    const { a, b } = fitPlatt(Float64Array.of(0.3, 0.3, 0.3, 0.3), Float64Array.of(0, 1, 1, 1));
    // Platt's targets: (3 * 4/5 + 1/3) / 4
    assert.ok(Math.abs(1 / (1 + Math.exp(0.3 * a + b)) - (2.4 + 1 / 3) / 4) < 1e-9);
  });

  for (const { why, x, y, at, value } of edges.isotonic) {
    it(`reads isotonic regression as scikit-learn does with ${why}`, () => {
      const fitted = fitIsotonic(Float64Array.from(x), Float64Array.from(y));
      at.forEach((place, i) => {
        assert.ok(Math.abs(isotonicAt(fitted, place) - value[i]) < 1e-12, `at ${place}`);
      });
    });
  }

  it('has an isotonic fit that never falls and keeps the mean', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1 })), { minLength: 1 }),
        (rows) => {
          const x = Float64Array.from(rows, ([at]) => at);
          const fitted = fitIsotonic(
            x,
            Float64Array.from(rows, ([, label]) => label),
          );
          const values = x.map((at) => isotonicAt(fitted, at));
          const order = [...x.keys()].sort((a, b) => x[a] - x[b]);
          for (let i = 1; i < order.length; i++) assert.ok(values[order[i]] >= values[order[i - 1]] - 1e-12);
          const labels = rows.reduce((sum, [, label]) => sum + label, 0);
          assert.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) - labels) < 1e-9);
        },
      ),
    );
  });

  it('leaves already calibrated probabilities alone', () => {
    const { p, y, folds } = world(400, (f) => f);
    const improved = calibrate(chooseCalibration(p, y, folds), p);
    assert.ok((brier(y, improved).value ?? 1) <= (brier(y, p).value ?? 0) + 1e-3);
  });

  it('corrects an overconfident learner', () => {
    const { p, y, folds } = world(400, (f) => 4 * f);
    const chosen = chooseCalibration(p, y, folds);
    assert.equal(chosen.method, 'platt');
    assert.ok((brier(y, calibrate(chosen, p)).value ?? 1) < (brier(y, p).value ?? 0) - 0.01);
  });

  it('chooses isotonic regression where a sigmoid does not fit and there are many rows', () => {
    const { p, y, folds } = world(3000, (f) => (f < 0 ? f / 20 : 6 * f));
    const chosen = chooseCalibration(p, y, folds);
    assert.equal(chosen.method, 'isotonic');
    assert.ok(calibrate(chosen, Float64Array.of(0, 1)).every((value) => value > 0 && value < 1));
  });

  it('keeps the order of subjects even when the learner is worse than chance', () => {
    const { p, y, folds } = world(200, (f) => -f);
    const [low, high] = calibrate(chooseCalibration(p, y, folds), Float64Array.of(0.2, 0.8));
    assert.ok(low <= high);
  });

  it('survives JSON, and refuses JSON that it did not write', () => {
    const chosen = chooseCalibration(
      ...(Object.values(world(1200, (f) => 4 * f)) as [Float64Array, Float64Array, Uint8Array]),
    );
    assert.deepEqual(calibrationFromJson(JSON.parse(JSON.stringify(chosen))), chosen);
    for (const json of [null, { method: 'platt', a: 1 }, { method: 'isotonic', x: [1], y: [] }]) {
      assert.throws(() => calibrationFromJson(json), { code: 'artifact_damaged' });
    }
  });
});

function isotonicAt(fitted: Isotonic, at: number): number {
  const values = Float64Array.of(at);
  applyIsotonic(fitted, values);
  return values[0];
}
