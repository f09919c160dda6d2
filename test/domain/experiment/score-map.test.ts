import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mapScore, scoreMapOf } from '../../../domain/experiment/score-map.ts';
import { qualityTier, qualityTiers } from '../../../domain/tiers.ts';
import { createRandom } from '../../../engine/random.ts';

const random = createRandom(7);
const clamped = (score: number) => Math.min(100, Math.max(0, score));
const champion = Array.from({ length: 2_000 }, () => clamped(55 + 22 * random.normal()));
const challenger = Array.from({ length: 2_000 }, () => clamped(40 + 10 * random.normal()));

describe('the map of scores', () => {
  const map = scoreMapOf(challenger, champion);

  it('lets both arms offer equal shares of each tier', () => {
    for (const { name } of qualityTiers) {
      const share = (scores: readonly number[]) =>
        scores.filter((score) => qualityTier(score).name === name).length / scores.length;
      const mapped = challenger.map((score) => mapScore(map, score));
      assert.ok(Math.abs(share(mapped) - share(champion)) < 0.01, `${name}: ${share(mapped)} and ${share(champion)}`);
    }
  });

  it("never reverses an order, and stays within the champion's scores", () => {
    let before = -1;
    for (let score = -20; score <= 120; score += 0.01) {
      const mapped = mapScore(map, score);
      assert.ok(mapped >= before && mapped >= Math.min(...map.to) && mapped <= Math.max(...map.to));
      before = mapped;
    }
  });

  it('has at most 101 knots, strictly ascending', () => {
    assert.equal(map.from.length, 101);
    assert.ok(map.from.every((score, at) => at === 0 || score > map.from[at - 1]));
  });

  it('changes nothing between equal models', () => {
    const same = scoreMapOf(champion, champion);
    for (const score of champion) assert.ok(Math.abs(mapScore(same, score) - score) < 1e-9);
  });

  it('gives tied scores the mean of their ranks, and a constant score the mean of all', () => {
    const tied = scoreMapOf([1, 1, 1, 1, 5, 9], [10, 20, 30, 40, 50, 60]);
    assert.deepEqual(tied, { from: [1, 5, 9], to: [25, 50, 60] });
    const constant = scoreMapOf([7, 7, 7], [10, 20, 60]);
    assert.deepEqual(
      [0, 7, 99].map((score) => mapScore(constant, score)),
      [30, 30, 30],
    );
  });

  it("answers a constant champion's one score", () => {
    const flat = scoreMapOf([1, 2, 3], [50, 50, 50]);
    assert.deepEqual(
      [0, 2.5, 9].map((score) => mapScore(flat, score)),
      [50, 50, 50],
    );
  });

  it('works with one subject, and leaves scores as they are without any', () => {
    assert.equal(mapScore(scoreMapOf([10], [80]), 35), 80);
    assert.equal(mapScore(scoreMapOf([], []), 35), 35);
  });
});
