import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { columnDrift, driftLimit } from '../../../domain/monitoring/drift.ts';
import { equalDistance } from '../../../domain/monitoring/equal-distance.ts';
import { judgeDrift, weighDrift } from '../../../domain/monitoring/weigh-drift.ts';
import { createRandom } from '../../../engine/random.ts';

const random = createRandom(7);
const sample = (count: number, value: (at: number) => number = () => random.next()) =>
  Float64Array.from({ length: count }, (_, at) => value(at));
const day = 86_400_000;
const tenure = (count: number, days: number) => sample(count, () => Math.log1p(days + 200 * random.next()));

describe('drift of a model', () => {
  /** As monitoring measures it: `psi` of features and outputs, weighed. */
  function judged(
    columns: Readonly<Record<string, readonly [Float64Array, Float64Array, Float64Array?]>>,
    shares: Readonly<Record<string, number>>,
  ) {
    const measured = Object.entries(columns).flatMap(([name, [before, now, earlier]]) =>
      columnDrift(
        before,
        now,
        name === 'prediction' ? name : `feature=${name}`,
        name === 'prediction' ? 2 : Object.keys(columns).length - 1,
        earlier ? { earlier: { values: earlier, distance: 1 } } : {},
      ),
    );
    const features = measured.filter(({ segment }) => segment !== 'prediction');
    const importance = Object.entries(shares).map(([feature, share]) => ({ feature, share }));
    return judgeDrift([...measured, weighDrift(features, importance, 300)]);
  }

  it('is none in rows that were drawn as the training rows were', () => {
    let moved = 0;
    for (let day = 0; day < 40; day++) {
      const found = judged(
        { a: [sample(400), sample(300)], b: [sample(400), sample(300)], prediction: [sample(100), sample(300)] },
        { a: 0.7, b: 0.3 },
      );
      assert.ok((found?.low ?? 1) < driftLimit / 2, `day ${day}: ${JSON.stringify(found)}`);
      if (found?.value !== 0) moved++;
    }
    // the outputs alone leave their noise in one comparison of forty
    assert.ok(moved <= 4, `${moved} of 40`);
  });

  it('is none where only time has passed: tenure grew by a month, as it did in the month before', () => {
    const columns = {
      tenure: [tenure(400, 30), tenure(300, 60), tenure(300, 1)],
      prediction: [sample(100, () => 1 - tenure(1, 30)[0] / 6), tenure(300, 60).map((log) => 1 - log / 6)],
    } as const;
    const { prediction, ...features } = columns;
    const alone = columnDrift(features.tenure[0], features.tenure[1], 'feature=tenure', 1);
    const psi = alone.find(({ metric }) => metric === 'psi');
    assert.ok(
      (psi?.value ?? 0) > driftLimit && (psi?.value ?? 0) > (psi?.noise ?? 0),
      'compared as they are they differ',
    );
    const before = tenure(300, 1).map((log) => 1 - log / 6);
    const found = judged({ ...features, prediction: [prediction[0], prediction[1], before] }, { tenure: 1 });
    assert.equal(found?.value, 0);
  });

  it('is none where a feature moves that the model makes nothing of', () => {
    const columns = { used: [sample(400), sample(300)], unused: [sample(400), sample(300, () => 5)] } as const;
    const still = { prediction: [sample(100), sample(300)] } as const;
    assert.equal(judged({ ...columns, ...still }, { used: 0.997, unused: 0.003 })?.value, 0);
    const moved = { prediction: [sample(100), sample(300, () => 0.9 + 0.1 * random.next())] } as const;
    assert.ok(
      (judged({ ...columns, ...moved }, { used: 0.997, unused: 0.003 })?.low ?? 0) > driftLimit,
      'outputs count',
    );
  });

  it('is found where a column that counts turns constant and takes the outputs along', () => {
    const columns = { used: [sample(400), sample(300, () => 0)], other: [sample(400), sample(300)] } as const;
    const prediction = [sample(100), sample(300, () => 0.3 + 0.4 * random.next())] as const;
    const found = judged({ ...columns, prediction }, { used: 0.4, other: 0.6 });
    assert.ok((found?.low ?? 0) > driftLimit, JSON.stringify(found));
  });

  it('weighs all features alike where nothing is known of their importance', () => {
    const features = ['a', 'b'].flatMap((name) => columnDrift(sample(400), sample(300), `feature=${name}`, 2));
    const values = features.filter(({ metric }) => metric === 'psi').map(({ value }) => value ?? 0);
    const { value } = weighDrift(features, [], 300);
    assert.ok(Math.abs((value ?? 0) - (values[0] + values[1]) / 2) < 1e-12);
    assert.equal(weighDrift([], [], 0).value, null);
  });
});

describe('rows at an equal distance', () => {
  const asOf = new Date('2026-06-01T05:00:00Z');
  const days = (from: Date, to: Date) => (to.getTime() - from.getTime()) / day;

  it('lie as long before a training of one moment as today is after it, in whole weeks', () => {
    const now = new Date(asOf.getTime() + 33 * day);
    const { today, earlier } = equalDistance({ asOf, horizonDays: 30, windowDays: null }, now, 7);
    assert.equal(days(asOf, today), 28);
    assert.deepEqual(
      earlier.map((each) => [days(each.asOf, asOf), each.distance]),
      [
        [28, 1],
        [21, 0.75],
        [14, 0.5],
        [7, 0.25],
      ],
    );
  });

  it('lie as long before the first row of a window as today is after its last', () => {
    const now = new Date(asOf.getTime() + 10 * day);
    const { today, earlier } = equalDistance({ asOf, horizonDays: 30, windowDays: 180 }, now, 7);
    assert.equal(today, now);
    // the window's rows are of the 180 days until 30 days before as-of; the week ends 40 - 7 days before them
    assert.deepEqual([days(earlier[0].asOf, asOf), earlier[0].distance], [30 + 180 + 40 - 7, 1]);
    assert.deepEqual(
      earlier.map(({ distance }) => Number(distance.toFixed(3))),
      [1, 0.923, 0.846, 0.769],
    );
  });
});
