import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BaselineComparison, decideFirstVerdict } from '../../domain/first-verdict.ts';

const useless: BaselineComparison = {
  ...{ rows: 96, metric: 'mae', loss: 33.46, baselineLoss: 33.4, gain: -0.06, low: -1.2, high: 0.9 },
};
const useful: BaselineComparison = { ...useless, loss: 9.1, gain: 24.3, low: 20.5, high: 28 };

function decide(comparison: BaselineComparison | null, force = false, missing: readonly string[] = []) {
  return decideFirstVerdict({ model: 'lead_scoring', comparison, missing, force });
}

describe('a first model', () => {
  it('is deployed where it is better than knowing nothing, with the figures', () => {
    const { action, verdict, reason } = decide(useful);
    assert.deepEqual([action, verdict], ['deploy', 'first']);
    assert.match(reason, /Mean Absolute Error 9\.10, and 33\.40 without a model: \+24\.30 \(95% interval \+20\.50 to/);
  });

  it('is refused where it is not, and what the data lacks is named', () => {
    const missing = ['37 more conversions', '6 of 24 features: import support tickets'];
    assert.throws(() => decide(useless, false, missing), {
      code: 'no_better_than_baseline',
      message: /33\.46, and 33\.40 without a model: -0\.06 .*Nothing was deployed\.$/,
      remedy:
        /37 more conversions; 6 of 24 features: import support tickets\. .*perennial data.*train lead_scoring --force/,
    });
  });

  it('is refused where it only may be better: the interval has to lie above zero', () => {
    assert.throws(() => decide({ ...useful, low: 0 }), { code: 'no_better_than_baseline' });
    assert.equal(decide({ ...useful, low: 0.01 }).verdict, 'first');
  });

  it('is deployed all the same when forced', () => {
    const { action, verdict, reason } = decide(useless, true);
    assert.deepEqual([action, verdict], ['deploy', 'forced']);
    assert.match(reason, /not shown to be better .* because it was forced/);
  });

  it('is deployed without a comparison, as by workflows that an earlier release started', () => {
    assert.equal(decide(null).verdict, 'first');
  });
});
