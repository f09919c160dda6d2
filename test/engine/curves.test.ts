import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confusion, precision, recall } from '../../engine/metrics/confusion.ts';
import { calibrationByProbability, calibrationByRank, histogram, thresholdCurve } from '../../engine/metrics/curves.ts';
import { calibrationError } from '../../engine/metrics/probability.ts';
import { averagePrecision, rocAuc } from '../../engine/metrics/ranking.ts';
import { createRandom } from '../../engine/random.ts';

const random = createRandom(3);
const count = 500;
/** In steps, so that many rows are tied. */
const p = Float64Array.from({ length: count }, () => Math.round(random.next() * 100) / 100);
const y = p.map((probability) => Number(random.next() < probability));

describe('curves to draw', () => {
  it('have the areas that the metrics name, and at each threshold what the confusion counts', () => {
    const curve = thresholdCurve(y, p, count);
    let [area, average] = [0, 0];
    let before = { falsePositiveRate: 0, recall: 0 };
    for (const point of curve) {
      area += ((point.falsePositiveRate - before.falsePositiveRate) * (point.recall + before.recall)) / 2;
      average += (point.recall - before.recall) * point.precision;
      before = point;
      const counts = confusion(y, p, point.threshold);
      assert.equal(point.recall, recall(counts).value);
      assert.equal(point.precision, precision(counts).value);
    }
    assert.ok(Math.abs(area - (rocAuc(y, p).value ?? 0)) < 1e-12);
    assert.ok(Math.abs(average - (averagePrecision(y, p).value ?? 0)) < 1e-12);
  });

  it('keep their ends when there are too many points, and are empty where a class is absent', () => {
    const all = thresholdCurve(y, p, count);
    const some = thresholdCurve(y, p, 20);
    assert.equal(some.length, 20);
    assert.deepEqual([some[0], some.at(-1)], [all[0], all.at(-1)]);
    assert.deepEqual(thresholdCurve(new Float64Array(5), new Float64Array(5).fill(0.5), 20), []);
  });

  it('show the calibration whose error the metric sums up, and tenths by rank', () => {
    const ranges = calibrationByProbability(y, p);
    const error = ranges.reduce(
      (sum, { rows, predicted, actual }) => sum + (rows * Math.abs(predicted - actual)) / count,
      0,
    );
    assert.ok(Math.abs(error - (calibrationError(y, p).value ?? 0)) < 1e-12);
    const tenths = calibrationByRank(y, p);
    assert.deepEqual(
      tenths.map(({ rows }) => rows),
      new Array(10).fill(50),
    );
    for (const [at, { predicted }] of tenths.entries()) assert.ok(predicted >= (tenths[at - 1]?.predicted ?? 0));
    assert.equal(calibrationByRank(new Float64Array([1, 2]), new Float64Array([1, 2])).length, 2);
  });

  it('count every value once in ranges of a round width with an edge at zero', () => {
    const bins = histogram(new Float64Array([-7, -0.1, 0, 0.1, 3, 24.9]), 16);
    assert.deepEqual(bins[0], { from: -8, to: -6, rows: 1 });
    assert.equal(
      bins.reduce((sum, { rows }) => sum + rows, 0),
      6,
    );
    assert.ok(bins.some(({ from }) => from === 0) && bins.length <= 18);
    assert.deepEqual(histogram(new Float64Array([2, 2]), 16), [{ from: 2, to: 3, rows: 2 }]);
    assert.deepEqual(histogram(new Float64Array(0), 16), []);
  });
});
