import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { columnDrift, driftedShare } from '../../../domain/monitoring/drift.ts';
import { countInBins, referenceEdges } from '../../../domain/monitoring/reference-bins.ts';
import { createRandom } from '../../../engine/random.ts';

const sample = (count: number, value: (at: number) => number) =>
  Float64Array.from({ length: count }, (_, at) => value(at));
const named = (measured: ReturnType<typeof columnDrift>, metric: string) => {
  const found = measured.find((each) => each.metric === metric);
  assert.ok(found);
  return found;
};

describe('reference bins', () => {
  it('are ten of about equal size, plus one for missing values', () => {
    const values = sample(1_000, (at) => (at < 50 ? Number.NaN : at));
    const counts = countInBins(values, referenceEdges(values));
    assert.deepEqual(counts, [...new Array(10).fill(95), 50]);
  });

  it('give each value its own where there are few', () => {
    const edges = referenceEdges(sample(100, (at) => Number(at < 97)));
    assert.deepEqual(
      countInBins(
        sample(10, (at) => at % 2),
        edges,
      ),
      [5, 5, 0, 0],
    );
  });
});

describe('drift of a column', () => {
  it('stays below its noise in 95% of comparisons of many columns at once when there is none', () => {
    const random = createRandom(11);
    let alarms = 0;
    for (let day = 0; day < 100; day++) {
      const beyond = Array.from({ length: 24 }, () =>
        columnDrift(
          sample(400, () => random.next()),
          sample(150, () => random.next()),
          'feature=x',
          24,
        ),
      ).flat();
      const metrics = beyond.filter(({ metric }) => metric === 'psi' || metric === 'ks');
      if (metrics.some(({ value, noise }) => (value ?? 0) > (noise ?? 0))) alarms++;
    }
    // two metrics of at most 5% each
    assert.ok(alarms <= 15, `${alarms} of 100 days`);
  });

  it('counts as noise where the weeks of the reference differ from each other just as much', () => {
    const random = createRandom(13);
    // everybody who came in a week was brought by the same campaign
    const week = (campaign: number) => sample(100, () => Math.round(3 * campaign + random.next()));
    const weeks = [0, 1, 2, 3, 0, 1, 2, 3].map(week);
    const whole = Float64Array.from(weeks.flatMap((values) => [...values]));
    const psi = (current: Float64Array, periods: Float64Array[]) => {
      const { value, noise } = named(columnDrift(whole, current, 'feature=click_rate', 24, { periods }), 'psi');
      return (value ?? 0) - (noise ?? 0);
    };
    const usual = week(2);
    assert.ok(psi(usual, []) > 0.25, 'rows alone are taken for independent');
    assert.ok(psi(usual, weeks) < 0.25);
    assert.ok(psi(week(9), weeks) > 0.25, 'another than any week that was learnt from');
    assert.equal(psi(usual, weeks.slice(0, 3)), psi(usual, []));
  });

  it('shows in every measure when the values shift', () => {
    const random = createRandom(12);
    const before = sample(400, () => random.next());
    const now = sample(150, (at) => (at % 3 === 0 ? Number.NaN : random.next() + 0.5));
    const measured = columnDrift(before, now, 'feature=x', 24);
    for (const metric of ['psi', 'ks', 'missing']) {
      const { value, noise } = named(measured, metric);
      assert.ok((value ?? 0) > (noise ?? 0), metric);
    }
    const moved = named(measured, 'wasserstein');
    assert.ok(Math.abs((moved.value ?? 0) - 0.5 * Math.sqrt(12)) < 0.2, `${moved.value}`);
    assert.equal(driftedShare(measured, 150).value, 1);
  });

  it("is 'no data', with the reason, without rows, without values, and for a constant reference without a scale", () => {
    const constant = sample(50, () => 1);
    for (const each of [
      ...columnDrift(
        constant,
        sample(0, () => 1),
        'prediction',
        1,
      ),
      driftedShare([], 0),
    ]) {
      assert.equal(each.value, null);
      assert.equal(each.reason, 'there are no rows');
    }
    const missing = columnDrift(
      constant,
      sample(50, () => Number.NaN),
      'prediction',
      1,
    );
    assert.equal(named(missing, 'ks').reason, 'every value is missing in the current rows');
    assert.equal(named(missing, 'missing').value, 1);
    const moved = columnDrift(
      constant,
      sample(50, () => 2),
      'prediction',
      1,
    );
    assert.equal(named(moved, 'wasserstein').reason, 'every value of the reference is equal');
    assert.ok((named(moved, 'psi').value ?? 0) > 0.25);
  });
});
