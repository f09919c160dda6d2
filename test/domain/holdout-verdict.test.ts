import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideHoldoutVerdict, minimumCommonRows, type PairedComparison } from '../../domain/holdout-verdict.ts';

function comparison(low: number, high: number, rows = 24): PairedComparison {
  return { rows, metric: 'mae', difference: (low + high) / 2, low, high };
}

describe('a promotion', () => {
  const degradedSince = new Date('2026-10-27T00:00:00Z');
  const cases = [
    {
      title: 'is refused when the interval lies wholly on the worse side',
      champion: 'v1',
      comparison: comparison(0.5, 2),
      force: false,
      action: 'keep',
      verdict: 'worse',
    },
    {
      title: 'goes on trial when the interval reaches zero',
      champion: 'v1',
      comparison: comparison(0, 2),
      force: false,
      action: 'trial',
      verdict: 'not_worse',
    },
    {
      title: 'goes on trial for a better model',
      champion: 'v1',
      comparison: comparison(-3, -1),
      force: false,
      action: 'trial',
      verdict: 'not_worse',
    },
    {
      title: 'is given at once to a better model when labels contradict the champion',
      champion: 'v1',
      comparison: comparison(-3, -1),
      force: false,
      degradedSince,
      action: 'deploy',
      verdict: 'better_than_degraded',
    },
    {
      title: 'goes on trial against a champion that labels contradict when the interval reaches zero',
      champion: 'v1',
      comparison: comparison(-3, 0),
      force: false,
      degradedSince,
      action: 'trial',
      verdict: 'not_worse',
    },
    {
      title: 'is refused to a worse model, also when labels contradict the champion',
      champion: 'v1',
      comparison: comparison(0.5, 2),
      force: false,
      degradedSince,
      action: 'keep',
      verdict: 'worse',
    },
    {
      title: 'is refused with too few common rows, also when labels contradict the champion',
      champion: 'v1',
      comparison: comparison(-3, -1, minimumCommonRows - 1),
      force: false,
      degradedSince,
      action: 'keep',
      verdict: 'inconclusive',
    },
    {
      title: 'is refused with too few common rows',
      champion: 'v1',
      comparison: comparison(-3, -1, minimumCommonRows - 1),
      force: false,
      action: 'keep',
      verdict: 'inconclusive',
    },
    {
      title: 'is refused without a comparison',
      champion: 'v1',
      comparison: null,
      force: false,
      action: 'keep',
      verdict: 'inconclusive',
    },
    {
      title: 'is given, without a trial, over a champion that this release can not compute',
      champion: 'v1',
      comparison: null,
      notCompared: { why: 'cannot_serve', reason: 'v1 reads a feature that this release does not know: gone.' },
      force: false,
      action: 'deploy',
      verdict: 'other_features',
    },
    {
      title: 'is left to a trial over a champion that learnt other labels',
      champion: 'v1',
      comparison: null,
      notCompared: { why: 'other_labels', reason: 'v1 reads ratings, gone from this version.' },
      force: false,
      action: 'trial',
      verdict: 'other_labels',
    },
    {
      title: 'is given over a champion that learnt other labels when forced',
      champion: 'v1',
      comparison: null,
      notCompared: { why: 'other_labels', reason: 'v1 reads ratings, gone from this version.' },
      force: true,
      action: 'deploy',
      verdict: 'forced',
    },
    {
      title: 'is refused where the champion was deployed while it was trained',
      champion: 'v1',
      comparison: null,
      notCompared: { why: 'deployed_meanwhile', reason: 'v1 reads gone.' },
      force: false,
      action: 'keep',
      verdict: 'inconclusive',
    },
    {
      title: 'is given to a worse model when forced, and says so',
      champion: 'v1',
      comparison: comparison(0.5, 2),
      force: true,
      action: 'deploy',
      verdict: 'forced',
    },
    {
      title: 'is given without a comparison when forced',
      champion: 'v1',
      comparison: null,
      force: true,
      action: 'deploy',
      verdict: 'forced',
    },
  ] as const;
  for (const { title, action, verdict, ...input } of cases) {
    it(title, () => {
      const decided = decideHoldoutVerdict({ degradedSince: null, notCompared: null, ...input, next: 'trial' });
      assert.deepEqual({ action: decided.action, verdict: decided.verdict }, { action, verdict });
      assert.match(decided.reason, /v1/);
      if ('notCompared' in input) assert.match(decided.reason, /v1 reads .*gone/);
    });
  }

  it('is given without a trial where the holdout alone decides, or when it is forced', () => {
    const better = { champion: 'v1', comparison: comparison(-3, -1), notCompared: null, degradedSince: null };
    const { action, verdict } = decideHoldoutVerdict({ ...better, force: false, next: 'deploy' });
    assert.deepEqual({ action, verdict }, { action: 'deploy', verdict: 'not_worse' });
    assert.equal(decideHoldoutVerdict({ ...better, force: true, next: 'trial' }).action, 'deploy');
  });

  it('is given at once over a champion that learnt other labels where the holdout alone decides', () => {
    const notCompared = { why: 'other_labels', reason: 'v1 learnt ratings.' } as const;
    const other = { champion: 'v1', comparison: null, notCompared, degradedSince: null };
    const { action, verdict, reason } = decideHoldoutVerdict({ ...other, force: false, next: 'deploy' });
    assert.deepEqual({ action, verdict }, { action: 'deploy', verdict: 'other_labels' });
    assert.equal(reason, 'Not compared with champion v1: v1 learnt ratings. The new version takes over.');
  });

  it('gives its figures in the reason', () => {
    const compared = { champion: 'v1', comparison: comparison(0.5, 2), notCompared: null };
    const worse = { ...compared, force: false, degradedSince: null };
    const { reason } = decideHoldoutVerdict({ ...worse, next: 'trial' });
    assert.match(reason, /mae \+1\.250 \(95% interval \+0\.500 to \+2\.000\) on 24 common holdout rows/);
    const better = { ...worse, comparison: comparison(-3, -1), degradedSince };
    assert.match(
      decideHoldoutVerdict({ ...better, next: 'trial' }).reason,
      /the change of 2026-10-27, from when on labels contradict what was learnt before: mae -2\.000/,
    );
  });
});
