import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  alwaysValidInterval,
  alwaysValidP,
  alwaysValidWidth,
  type Estimate,
} from '../../../domain/statistics/always-valid.ts';
import { chanceToWin } from '../../../domain/statistics/chance-to-win.ts';
import { logBeta } from '../../../domain/statistics/log-gamma.ts';
import { normalQuantile } from '../../../domain/statistics/normal.ts';
import { pairedInterval } from '../../../domain/statistics/paired-interval.ts';
import { type Counts, relativeLift } from '../../../domain/statistics/relative-lift.ts';
import { sampleRatioP, sequentialRatioP } from '../../../domain/statistics/sample-ratio.ts';
import { createRandom } from '../../../engine/random.ts';
import { closeTo, integral } from './close-to.ts';
import vectors from './vectors.json' with { type: 'json' };

const counts = ([conversions, units]: readonly number[]): Counts => ({ units, conversions });

describe('the relative lift', () => {
  for (const vector of vectors.relativeLift.cases) {
    const lift = relativeLift(counts(vector.control), counts(vector.challenger));
    if (
      vector.lift === undefined ||
      vector.alwaysValidInterval95 === undefined ||
      vector.fixedInterval95 === undefined
    ) {
      it(`of ${vector.challenger} over ${vector.control} is undefined`, () => assert.equal(lift, null));
      continue;
    }
    const { alwaysValidInterval95, fixedInterval95 } = vector;
    it(`of ${vector.challenger} over ${vector.control} has the vectors' intervals and p-values`, () => {
      assert.ok(lift !== null);
      closeTo(lift.lift, vector.lift);
      closeTo(lift.standardError, vector.standardError);
      const units = vector.control[1] + vector.challenger[1];
      const estimate = { ...lift, estimate: lift.lift, units, plannedTotal: vector.plannedTotal, alpha: 0.05 };
      const intervals = [alwaysValidInterval(estimate), fixedInterval(estimate)];
      for (const [at, expected] of [alwaysValidInterval95, fixedInterval95].entries()) {
        closeTo(intervals[at].low, expected[0], 1e-6);
        closeTo(intervals[at].high, expected[1], 1e-6);
      }
      closeTo(alwaysValidP(estimate), vector.alwaysValidP, 1e-6);
      closeTo(alwaysValidP(estimate, 0.05), vector.alwaysValidPAgainst5Percent, 1e-6);
    });
  }

  it('is undefined without units or without a conversion of the champion', () => {
    assert.equal(relativeLift(counts([0, 0]), counts([1, 10])), null);
    assert.equal(relativeLift(counts([1, 10]), counts([0, 0])), null);
    assert.equal(relativeLift(counts([0, 10]), counts([0, 10])), null);
  });

  it('is never certain: when none or all units convert, its standard error only shrinks with their number', () => {
    for (const converted of [0, 1]) {
      const [few, many] = [10, 10_000].map((units) =>
        relativeLift(counts([500, 1_000]), counts([converted * units, units])),
      );
      assert.ok(few !== null && many !== null);
      assert.ok(few.standardError > 0.05 && many.standardError < few.standardError, `${few.standardError}`);
    }
    assert.ok((relativeLift(counts([10, 10]), counts([10, 10]))?.standardError ?? 0) > 0);
  });
});

describe('the always-valid interval', () => {
  it('is 3.04 standard errors wide to each side at the planned total, and narrowest near it', () => {
    closeTo(alwaysValidWidth(1, 0.05), 3.035, 1e-4);
    for (const progress of [0.01, 0.1, 0.5, 2, 10, 100])
      assert.ok(Math.sqrt(progress) * alwaysValidWidth(1, 0.05) > 0 && alwaysValidWidth(progress, 0.05) > 3);
  });

  it('excludes a value exactly when the p-value against it is below alpha', () => {
    const random = createRandom(1);
    for (let at = 0; at < 2_000; at++) {
      const input = {
        estimate: random.normal(),
        standardError: 0.05 + random.next(),
        units: 1 + random.integer(100_000),
        plannedTotal: 1 + random.integer(100_000),
        alpha: 0.01 + 0.2 * random.next(),
      };
      const nullValue = random.normal();
      const { low, high } = alwaysValidInterval(input);
      assert.equal(alwaysValidP(input, nullValue) < input.alpha, nullValue < low || nullValue > high);
    }
  });

  it('covers the truth at all of 200 looks in at least 95% of sequences, while the fixed one does in few', () => {
    const random = createRandom(2);
    let [always, fixed] = [0, 0];
    for (let sequence = 0; sequence < 2_000; sequence++) {
      let [sum, alwaysCovered, fixedCovered] = [0, true, true];
      for (let look = 1; look <= 200; look++) {
        sum += random.normal();
        const input = {
          estimate: sum / look,
          standardError: 1 / Math.sqrt(look),
          units: look,
          plannedTotal: 100,
          alpha: 0.05,
        };
        alwaysCovered &&= Math.abs(input.estimate) <= alwaysValidInterval(input).high - input.estimate;
        fixedCovered &&= Math.abs(input.estimate) <= fixedInterval(input).high - input.estimate;
      }
      always += Number(alwaysCovered);
      fixed += Number(fixedCovered);
    }
    assert.ok(always / 2_000 >= 0.95, `${always}`);
    assert.ok(fixed / 2_000 < 0.75, `${fixed}`);
  });

  it('of a paired difference is that of its mean, and undefined for fewer than two subjects', () => {
    const paired = pairedInterval({ units: 400, mean: -0.3, standardDeviation: 4 }, 400, 0.05);
    assert.ok(paired !== null);
    closeTo(paired.high, -0.3 + 0.2 * alwaysValidWidth(1, 0.05), 1e-9);
    closeTo(paired.low, -0.3 - 0.2 * alwaysValidWidth(1, 0.05), 1e-9);
    assert.equal(pairedInterval({ units: 1, mean: 1, standardDeviation: 0 }, 400, 0.05), null);
    assert.deepEqual(pairedInterval({ units: 9, mean: 0, standardDeviation: 0 }, 400, 0.05), { low: 0, high: 0 });
  });
});

describe('the sample-ratio test', () => {
  for (const { observed, weights, p } of vectors.sampleRatioMismatch.cases)
    it(`gives ${observed} at ${weights} the vectors' p`, () => closeTo(sampleRatioP(observed, weights), p, 1e-9));

  it('takes any number of arms and weights of any scale', () => {
    // statistic 2 with 2 degrees of freedom
    closeTo(sampleRatioP([110, 90, 100], [1, 1, 1]), Math.exp(-1), 1e-9);
  });

  it('is 1 without units, and 0 with units in an arm without weight', () => {
    assert.equal(sampleRatioP([0, 0], [0.9, 0.1]), 1);
    assert.equal(sampleRatioP([5, 1], [1, 0]), 0);
    assert.equal(sequentialRatioP([0, 0], [0.9, 0.1], 100), 1);
    assert.equal(sequentialRatioP([5, 1], [1, 0], 100), 0);
    assert.equal(sequentialRatioP([5, 0], [1, 0], 100), 1);
  });

  it('in its sequential form is one over the likelihood ratio of a Beta mixture', () => {
    const [observed, share, prior] = [[80, 30], 0.1, 50] as const;
    const likelihood = (p: number) => p ** observed[1] * (1 - p) ** observed[0];
    const density = (p: number) =>
      Math.exp(
        (prior * share - 1) * Math.log(p) +
          (prior * (1 - share) - 1) * Math.log1p(-p) -
          logBeta(prior * share, prior * (1 - share)),
      );
    const mixture = integral((p) => likelihood(p) * density(p), 1e-12, 1 - 1e-12, 50_000);
    closeTo(sequentialRatioP(observed, [1 - share, share], prior), likelihood(share) / mixture, 1e-6);
  });

  it('still finds a wrong split in its sequential form', () => {
    assert.ok(sequentialRatioP([9_000, 1_000], [0.9, 0.1], 10_000) > 0.5);
    assert.ok(sequentialRatioP([88_500, 11_500], [0.9, 0.1], 10_000) < 1e-10);
    assert.ok(sequentialRatioP([0, 500], [0.9, 0.1], 10_000) < 1e-40);
  });
});

describe('the chance to win', () => {
  for (const { a, b, p } of vectors.betaBinomial.cases)
    it(`of ${b} over ${a} is the vectors' ${p.toFixed(4)}`, () => closeTo(chanceToWin(counts(a), counts(b)), p, 1e-9));

  it('is the integral over both posteriors', () => {
    for (const [a, b] of [
      [
        [3, 20],
        [9, 30],
      ],
      [
        [0, 5],
        [0, 50],
      ],
      [
        [4, 4],
        [2, 3],
      ],
      [
        [700, 1_000],
        [60, 100],
      ],
    ]) {
      const [champion, challenger] = [counts(a), counts(b)];
      closeTo(chanceToWin(champion, challenger), chanceByIntegral(champion, challenger), 1e-5);
    }
  });

  it('of both arms sums to one', () => {
    const random = createRandom(3);
    for (let at = 0; at < 500; at++) {
      const [one, other] = [0, 0].map(() => {
        const units = random.integer(2_000);
        return { units, conversions: random.integer(units + 1) };
      });
      closeTo(chanceToWin(one, other) + chanceToWin(other, one), 1, 1e-9);
    }
    closeTo(chanceToWin(counts([0, 0]), counts([0, 0])), 0.5, 1e-12);
  });

  it('of millions of units takes less than 5 ms and is the normal limit to three digits', () => {
    const [champion, challenger] = [counts([450_000, 9_000_000]), counts([50_300, 1_000_000])];
    chanceToWin(champion, challenger);
    const started = performance.now();
    const chance = chanceToWin(champion, challenger);
    const far = chanceToWin(counts([4_000_000, 9_000_000]), counts([50, 9_000_000]));
    assert.ok(performance.now() - started < 10);
    closeTo(chance, 0.9042, 1e-3);
    assert.equal(far, 0);
  });
});

/** P(B > A) = integral of B's density times A's distribution function, both on one grid of midpoints. */
function chanceByIntegral(champion: Counts, challenger: Counts): number {
  const steps = 200_000;
  const density = ({ units, conversions }: Counts) => {
    const [a, b] = [conversions + 1, units - conversions + 1];
    const scale = logBeta(a, b);
    return (p: number) => Math.exp((a - 1) * Math.log(p) + (b - 1) * Math.log1p(-p) - scale);
  };
  const [densityA, densityB] = [density(champion), density(challenger)];
  let [below, sum] = [0, 0];
  for (let at = 0; at < steps; at++) {
    const p = (at + 0.5) / steps;
    const here = densityA(p) / steps;
    sum += (densityB(p) / steps) * (below + here / 2);
    below += here;
  }
  return sum;
}

/** For one look at a moment fixed beforehand: the usual normal interval. */
function fixedInterval({ estimate, standardError, alpha }: Pick<Estimate, 'estimate' | 'standardError' | 'alpha'>) {
  const halfWidth = standardError * normalQuantile(1 - alpha / 2);
  return { low: estimate - halfWidth, high: estimate + halfWidth };
}
