import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeReadiness, type ReadinessProfile } from '../../domain/readiness.ts';

const feature = { name: 'reply_rate', nullShare: 0, constant: false, outliers: 0 };
const healthy: ReadinessProfile = {
  rows: 400,
  positives: 180,
  duplicates: 0,
  newest: '2026-11-20T00:00:00Z',
  label: { deviation: 30 },
  features: [feature],
};
const asOf = new Date('2026-11-22T00:00:00Z');

function judge(profile: Partial<ReadinessProfile>, task: 'regression' | 'classification' = 'classification'): string[] {
  const minimum = { samples: 100, perClass: 10 };
  return judgeReadiness({ model: 'churn', task, minimum, profile: { ...healthy, ...profile }, asOf });
}

describe('readiness', () => {
  it('says nothing about healthy data', () => assert.deepEqual(judge({}), []));

  it('refuses fewer samples than the minimum, and names both numbers', () => {
    assert.throws(() => judge({ rows: 99 }), { code: 'not_enough_training_data', message: /99 samples, 100 needed/ });
  });

  it('refuses a class that hardly occurs', () => {
    assert.throws(() => judge({ positives: 391 }), {
      code: 'not_enough_training_data',
      message: /391 positive and 9 negative/,
    });
  });

  it('refuses a regression label without variation', () => {
    assert.throws(() => judge({ label: { deviation: 0 } }, 'regression'), { code: 'invalid_training_data' });
  });

  const warnings: readonly [string, Partial<ReadinessProfile>, RegExp][] = [
    ['few samples', { rows: 150, positives: 70 }, /150 samples/],
    ['unbalanced classes', { positives: 30 }, /unbalanced/],
    ['duplicates', { duplicates: 41 }, /41 of 400 rows repeat/],
    ['old data', { newest: '2026-01-01T00:00:00Z' }, /325 days older/],
    ['missing values', { features: [{ ...feature, nullShare: 0.6 }] }, /mostly missing: reply_rate/],
    ['constant features', { features: [{ ...feature, constant: true }] }, /without any variation: reply_rate/],
    ['outliers', { features: [{ ...feature, outliers: 21 }] }, /many outliers: reply_rate/],
  ];
  for (const [what, profile, expected] of warnings) {
    it(`warns of ${what}`, () => {
      const found = judge(profile);
      assert.equal(found.length, 1);
      assert.match(found[0] ?? '', expected);
    });
  }
});
