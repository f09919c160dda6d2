import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chiSquareSurvival } from '../../../domain/statistics/chi-square.ts';
import { populationStability, populationStabilityNoise } from '../../../domain/statistics/population-stability.ts';

/** Computed with scipy. */
const cases = [
  { expected: [0.5, 0.5], actual: [0.8, 0.2], psi: 0.41588830833596724 },
  { expected: [0.25, 0.25, 0.25, 0.25], actual: [0.1, 0.2, 0.3, 0.4], psi: 0.22821740957339184 },
];
const noise = { bins: 10, n: 100, m: 100, psi95: 0.33837955209240894 };

function assertClose(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) <= 1e-9 * Math.abs(expected), `${found}, expected ${expected}`);
}

describe('the population stability index', () => {
  for (const { expected, actual, psi } of cases) {
    it(`of ${actual} against ${expected} is ${psi}, of counts in that proportion too`, () => {
      assertClose(populationStability(expected, actual), psi);
      assertClose(
        populationStability(
          expected.map((share) => share * 400),
          actual.map((share) => share * 1000),
        ),
        psi,
      );
    });
  }

  it('is 0 for the same distribution, and symmetric', () => {
    assert.equal(populationStability([3, 5, 2], [3, 5, 2]), 0);
    assertClose(populationStability([3, 5, 2], [1, 4, 9]), populationStability([1, 4, 9], [3, 5, 2]));
  });

  it('counts a bin that is empty in one of them as half a case there, and ignores one that is empty in both', () => {
    const half = (0.1 - 0.005) * Math.log(0.1 / 0.005);
    assertClose(populationStability([90, 10, 0], [100, 0, 0]), (0.9 - 1) * Math.log(0.9) + half);
  });
});

describe('the noise of the population stability index', () => {
  it(`of ${noise.bins} bins with ${noise.n} and ${noise.m} units is ${noise.psi95}`, () => {
    assertClose(populationStabilityNoise(noise.bins, noise.n, noise.m), noise.psi95);
  });

  it('is exceeded by 5% of the chi-square distribution, however many bins', () => {
    for (let bins = 2; bins <= 10; bins++) {
      assertClose(chiSquareSurvival(populationStabilityNoise(bins, 1, 1) / 2, bins - 1), 0.05);
    }
  });

  it('is 0 where all units are in one bin', () => assert.equal(populationStabilityNoise(1, 10, 10), 0));

  it('is refused for a number of bins for which it is not known', () => {
    assert.throws(() => populationStabilityNoise(0, 10, 10), RangeError);
    assert.throws(() => populationStabilityNoise(11, 10, 10), RangeError);
  });
});
