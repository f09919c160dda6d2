import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type DayOfArrivals,
  describeGap,
  findGaps,
  gapWithin,
  withoutFigures,
} from '../../../domain/monitoring/arrivals.ts';
import type { Measurement } from '../../../domain/monitoring/measurement.ts';
import { createRandom } from '../../../engine/random.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-06-01T00:00:00Z'); // a Monday

/** Days whose rows come from 08:00 to 20:00. */
function days(counts: readonly number[]): DayOfArrivals[] {
  return counts.map((rows, at) => {
    const day = start + at * dayMs;
    const moment = (hour: number) => (rows === 0 ? null : new Date(day + hour * 3_600_000));
    return { day: new Date(day), rows, first: moment(8), last: moment(20) };
  });
}

const weeks = (count: number, week: readonly number[]) => Array.from({ length: count }, () => week).flat();
const usual = [40, 40, 40, 40, 40, 10, 5];

describe('data that stopped arriving', () => {
  it('is a gap from the last row before it to the first one after it', () => {
    const [gap, ...others] = findGaps(days([...weeks(8, usual), 40, 0, 0, 40, 40]));
    assert.deepEqual(others, []);
    assert.deepEqual(gap, { from: new Date('2026-07-27T20:00:00Z'), to: new Date('2026-07-30T08:00:00Z') });
    assert.equal(describeGap(gap), 'no CRM data arrived from 2026-07-27 20:00 to 2026-07-30 08:00 UTC');
  });

  it('is open until today has rows again, and is found after the first whole day of silence', () => {
    assert.deepEqual(findGaps(days([...weeks(8, usual), 40, 0])), [], 'today is not over');
    const [open] = findGaps(days([...weeks(8, usual), 40, 0, 0]));
    assert.deepEqual(open, { from: new Date('2026-07-27T20:00:00Z'), to: null });
    assert.equal(describeGap(open), 'no CRM data has arrived since 2026-07-27 20:00 UTC');
    assert.equal(findGaps(days([...weeks(8, usual), 40, 0, 30]))[0]?.to?.toISOString(), '2026-07-29T08:00:00.000Z');
  });

  it('is a gap even if some rows come through', () => {
    assert.equal(findGaps(days([...weeks(8, [400, 400, 400, 400, 400, 100, 50]), 3, 2, 3, 400])).length, 1);
    assert.equal(findGaps(days([...weeks(8, [400, 400, 400, 400, 400, 100, 50]), 60, 50, 70, 400])).length, 0);
  });

  it('is not a gap where silence is usual: weekends, small businesses, and before anything is known', () => {
    assert.deepEqual(findGaps(days(weeks(10, [40, 40, 40, 40, 40, 0, 0]))), []);
    assert.deepEqual(findGaps(days([...weeks(8, [4, 4, 4, 4, 4, 1, 0]), 0, 0, 0, 4])), []);
    assert.equal(findGaps(days([...weeks(8, [4, 4, 4, 4, 4, 1, 0]), 0, 0, 0, 0, 4])).length, 1, 'e^-16');
    assert.deepEqual(findGaps(days([...weeks(3, usual), 0, 0, 0, 40])), []);
    assert.deepEqual(findGaps([]), []);
  });

  it('joins the days before and after a quiet weekend', () => {
    const week = [40, 40, 40, 40, 40, 0, 0];
    const found = findGaps(days([...weeks(8, week), 40, 40, 40, 40, 0, 0, 0, 0, 40]));
    assert.deepEqual(found, [{ from: new Date('2026-07-30T20:00:00Z'), to: new Date('2026-08-04T08:00:00Z') }]);
  });

  it('stays a gap however long it lasts, and among other gaps', () => {
    assert.equal(findGaps(days([...weeks(8, usual), ...weeks(20, [0, 0, 0, 0, 0, 0, 0])])).length, 1);
    assert.equal(findGaps(days([...weeks(8, usual), 0, 0, 0, ...usual.slice(3), 0, ...usual.slice(1), 40])).length, 2);
  });

  it('is not found in campaigns that come and go, nor in a thousand weeks of chance', () => {
    assert.deepEqual(findGaps(days([...weeks(8, [2000, 20, 20, 20, 20, 20, 20]), 20, 20, 20])), []);
    const random = createRandom(3);
    const poisson = (mean: number) => {
      let count = 0;
      for (let product = random.next(); product > Math.exp(-mean); product *= random.next()) count++;
      return count;
    };
    assert.deepEqual(findGaps(days(Array.from({ length: 7000 }, (_, at) => poisson(at % 7 < 5 ? 8 : 2)))), []);
  });

  it('makes the figures that it reaches into undefined', () => {
    const gap = { from: new Date('2026-07-27T20:00:00Z'), to: null };
    const figure = { metric: 'mae', segment: 'all', value: 3, low: 2, high: 4, noise: null, samples: 50, reason: null };
    const [live, estimate] = withoutFigures(
      [
        { ...figure, source: 'live' },
        { ...figure, source: 'estimate' },
      ] satisfies Measurement[],
      { live: gap, drift: gap },
    );
    assert.deepEqual([live.value, live.low, live.reason], [null, null, describeGap(gap)]);
    assert.equal(estimate.value, 3);
  });

  it('reaches into a time if any part of it overlaps', () => {
    const at = (day: number) => new Date(start + day * dayMs);
    const closed = { from: at(10), to: at(12) };
    assert.equal(gapWithin([closed], at(12), at(20)), null);
    assert.equal(gapWithin([closed], at(11), at(20)), closed);
    assert.equal(gapWithin([closed], at(0), at(10)), null);
    assert.equal(gapWithin([{ from: at(10), to: null }], at(50), at(60))?.to, null);
  });
});
