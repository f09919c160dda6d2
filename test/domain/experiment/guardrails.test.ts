import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { breachedGuardrail } from '../../../domain/experiment/guardrails.ts';
import { arm, config, phase } from './numbers.ts';

const breached = (numbers: Parameters<typeof phase>[0]) =>
  breachedGuardrail(phase(numbers), config())?.guardrail ?? null;

describe('a guardrail', () => {
  it('holds without any data', () => assert.equal(breached({ champion: arm(0, 0), challenger: arm(0, 0) }), null));

  it('of errors fires at once when the challenger fails again and again, and not for a few failures', () => {
    const champion = arm(90, 0);
    assert.equal(breached({ champion, challenger: arm(10, 0, { errors: 9 }) }), 'error_rate');
    assert.equal(breached({ champion, challenger: arm(10, 0, { errors: 3 }) }), null);
  });

  it('of errors tolerates a certain excess within the limit, and errors that both arms share', () => {
    assert.equal(breached({ challenger: arm(10_000, 500, { errors: 90 }) }), null);
    assert.equal(
      breached({ champion: arm(90_000, 4_500, { errors: 45_000 }), challenger: arm(10_000, 500, { errors: 5_000 }) }),
      null,
    );
  });

  it('of latency needs at least 200 predictions per arm and a difference that is felt', () => {
    assert.equal(breached({ challenger: arm(10_000, 500, { milliseconds: 6.1 }) }), 'latency');
    assert.equal(breached({ challenger: arm(10_000, 500, { milliseconds: 5.9 }) }), null);
    assert.equal(breached({ challenger: arm(10_000, 500, { milliseconds: 6.1, predictions: 199 }) }), null);
    assert.equal(
      breached({
        champion: arm(90_000, 4_500, { milliseconds: 0.1 }),
        challenger: arm(10_000, 500, { milliseconds: 0.9 }),
      }),
      null,
    );
  });

  it("of opt-outs fires for more opt-outs in the challenger's arm, never in the champion's", () => {
    const many = { champion: arm(90_000, 4_500, { optOuts: 450 }), challenger: arm(10_000, 500, { optOuts: 100 }) };
    const few = { champion: arm(90_000, 4_500, { optOuts: 900 }), challenger: arm(10_000, 500, { optOuts: 20 }) };
    assert.equal(breached(many), 'opt_out_rate');
    assert.equal(breached(few), null);
    assert.equal(breached({ champion: arm(900, 45, { optOuts: 4 }), challenger: arm(100, 5, { optOuts: 2 }) }), null);
  });

  it('of the score distribution allows for the noise of the sample', () => {
    assert.equal(breached({ scores: { psi: 0.36, noise: 0.1 } }), 'score_distribution');
    assert.equal(breached({ scores: { psi: 0.34, noise: 0.1 } }), null);
    assert.equal(breached({ champion: arm(900, 45), challenger: arm(99, 5), scores: { psi: 3, noise: 0.1 } }), null);
  });
});
