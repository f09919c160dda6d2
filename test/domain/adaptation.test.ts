import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  adaptedVerdict,
  chooseByTime,
  chooseNewest,
  leastSubjects,
  locateChange,
  timeBlocks,
} from '../../domain/adaptation.ts';
import { createRandom } from '../../engine/random.ts';

describe('the change among the newest subjects', () => {
  it('is where the errors of what served rise, and where those of a first map fall', () => {
    for (const [before, after] of [
      [5, 40],
      [40, 5],
    ]) {
      const losses = Array.from({ length: 60 }, (_, at) => (at < 25 ? before : after) + (at % 3));
      assert.equal(locateChange(losses), 25);
    }
  });

  it('is never so late that too few are left, and seldom found where there is none', () => {
    const late = Array.from({ length: 40 }, (_, at) => (at < 35 ? 5 : 40) + (at % 3));
    assert.ok(locateChange(late) <= 40 - leastSubjects);
    const random = createRandom(3);
    const found = Array.from({ length: 300 }, () =>
      locateChange(Array.from({ length: 80 }, () => Math.abs(7 * random.normal()))),
    ).filter((at) => at > 0);
    assert.ok(found.length <= 6, `${found.length}`);
  });
});

describe('blocks of time', () => {
  it('hold at least four subjects each, and are eight at most', () => {
    assert.deepEqual(timeBlocks(16), [0, 4, 8, 12]);
    assert.equal(timeBlocks(400).length, 8);
  });
});

describe('the choice by time', () => {
  it('judges each block by what the blocks before it would have chosen', () => {
    const losses = [
      [9, 9, 1, 1],
      [5, 1, 8, 8],
    ];
    assert.deepEqual(chooseByTime(losses, 0), [0, 1, 1, 1]);
  });

  it('takes what predicts the newest half best, and the simpler one where they hardly differ', () => {
    const sizes = [10, 10, 10, 10];
    assert.equal(
      chooseNewest(
        [
          [10, 10, 100, 100],
          [100, 100, 50, 50],
        ],
        sizes,
      ).chosen,
      1,
    );
    assert.equal(
      chooseNewest(
        [
          [0, 0, 52, 52],
          [0, 0, 51, 51],
        ],
        sizes,
      ).chosen,
      0,
    );
  });

  it('says what was adapted, since when, and on what evidence', () => {
    const { action, reason } = adaptedVerdict({
      ...{ chosen: 'affine', champion: '2026-09-01', championArtifact: 'a', since: '2026-10-03T00:00:00.000Z' },
      comparison: { rows: 40, subjects: 30, metric: 'mae', difference: -22.5, low: -27, high: -18.1 },
      ...{ tried: [], metrics: {}, intervals: {}, undefinedMetrics: {} },
    });
    assert.equal(action, 'deploy');
    assert.equal(
      reason,
      'A line through the scores of champion 2026-09-01, learnt from those who came since 2026-10-03, predicts the newest labels better than champion 2026-09-01: mae -22.500 (95% interval -27.000 to -18.100) on 40 rows of 30 subjects, each predicted by what was known before it. Deployed without a trial.',
    );
  });
});
