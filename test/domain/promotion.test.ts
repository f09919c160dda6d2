import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decidePromotion, minimumCommonRows, type PairedComparison } from '../../domain/promotion.ts';

function comparison(low: number, high: number, rows = 24): PairedComparison {
  return { rows, metric: 'mae', difference: (low + high) / 2, low, high };
}

describe('a promotion', () => {
  const cases = [
    {
      title: 'is given to the first version',
      champion: null,
      comparison: null,
      force: false,
      deploy: true,
      verdict: 'first',
    },
    {
      title: 'is refused when the interval lies wholly on the worse side',
      champion: 'v1',
      comparison: comparison(0.5, 2),
      force: false,
      deploy: false,
      verdict: 'worse',
    },
    {
      title: 'is given when the interval reaches zero',
      champion: 'v1',
      comparison: comparison(0, 2),
      force: false,
      deploy: true,
      verdict: 'not_worse',
    },
    {
      title: 'is given to a better model',
      champion: 'v1',
      comparison: comparison(-3, -1),
      force: false,
      deploy: true,
      verdict: 'not_worse',
    },
    {
      title: 'is refused with too few common rows',
      champion: 'v1',
      comparison: comparison(-3, -1, minimumCommonRows - 1),
      force: false,
      deploy: false,
      verdict: 'inconclusive',
    },
    {
      title: 'is refused without a comparison',
      champion: 'v1',
      comparison: null,
      force: false,
      deploy: false,
      verdict: 'inconclusive',
    },
    {
      title: 'is given to a worse model when forced, and says so',
      champion: 'v1',
      comparison: comparison(0.5, 2),
      force: true,
      deploy: true,
      verdict: 'forced',
    },
    {
      title: 'is given without a comparison when forced',
      champion: 'v1',
      comparison: null,
      force: true,
      deploy: true,
      verdict: 'forced',
    },
  ] as const;
  for (const { title, deploy, verdict, ...input } of cases) {
    it(title, () => {
      const decided = decidePromotion(input);
      assert.deepEqual({ deploy: decided.deploy, verdict: decided.verdict }, { deploy, verdict });
      if (input.champion !== null) assert.match(decided.reason, /v1/);
    });
  }

  it('gives its figures in the reason', () => {
    const { reason } = decidePromotion({ champion: 'v1', comparison: comparison(0.5, 2), force: false });
    assert.match(reason, /mae \+1\.250 \(95% interval \+0\.500 to \+2\.000\) on 24 common holdout rows/);
  });
});
