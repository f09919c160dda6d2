import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { binomial } from '../../../bench/proofs/gate/binomial.ts';
import { sampleRatioP } from '../../../domain/statistics/sample-ratio.ts';
import { createRandom } from '../../../engine/random.ts';

describe("a binomial draw of the gate's simulation", () => {
  it('has the probabilities of the distribution', () => {
    const [n, p] = [12, 0.3];
    const probabilities = [(1 - p) ** n];
    for (let k = 1; k <= n; k++) probabilities.push((((probabilities[k - 1] * (n - k + 1)) / k) * p) / (1 - p));
    const seen = probabilities.map(() => 0);
    const random = createRandom(13);
    for (let at = 0; at < 50_000; at++) seen[binomial(random, n, p)]++;
    assert.ok(sampleRatioP(seen, probabilities) > 0.001, `${seen}`);
  });

  it('of many trials has the right mean and variance', () => {
    const random = createRandom(17);
    for (const [n, p] of [
      [9_000, 0.05],
      [10_000, 0.9],
    ]) {
      const draws = Array.from({ length: 20_000 }, () => binomial(random, n, p));
      const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
      const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
      assert.ok(Math.abs(mean - n * p) < 4 * Math.sqrt((n * p * (1 - p)) / draws.length), `${mean}`);
      assert.ok(Math.abs(variance / (n * p * (1 - p)) - 1) < 0.05, `${variance}`);
    }
  });

  it('is certain at a rate of 0 or 1', () => {
    const random = createRandom(19);
    assert.deepEqual([binomial(random, 0, 0.5), binomial(random, 9, 0), binomial(random, 9, 1)], [0, 0, 9]);
    assert.ok([0, 1].includes(binomial(random, 1, 0.5)));
  });
});
