import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideGate } from '../../../domain/experiment/decide-gate.ts';
import type { DecisionRule, GateAction, PhaseNumbers } from '../../../domain/experiment/experiment.ts';
import { arm, config, phase } from './numbers.ts';

type Case = {
  readonly title: string;
  readonly numbers: Partial<PhaseNumbers>;
  readonly rule?: DecisionRule;
  readonly action: GateAction;
  readonly reason: RegExp;
};
const failing = arm(10_000, 650, { errors: 500 });

const cases: readonly Case[] = [
  {
    title: 'promotes a model that is no worse on average and surely within the margin',
    numbers: { paired: { units: 400, mean: -0.1, standardDeviation: 4 } },
    action: 'promote',
    reason: /loss differs by -0\.1000 on 400 subjects \(95% interval .*promoted/,
  },
  {
    title: 'goes on when a loss beyond the margin is possible',
    numbers: { paired: { units: 100, mean: -0.1, standardDeviation: 8 } },
    action: 'continue',
    reason: /inconclusive/,
  },
  {
    title: 'goes on with a model that looks a little worse',
    numbers: { paired: { units: 400, mean: 0.1, standardDeviation: 4 } },
    action: 'continue',
    reason: /inconclusive/,
  },
  {
    title: 'keeps the champion against a model that is surely worse',
    numbers: { paired: { units: 400, mean: 0.8, standardDeviation: 4 } },
    action: 'keep',
    reason: /worse, the champion is kept/,
  },
  {
    title: 'rolls back a model that is worse by more than the margin, at once',
    numbers: { phaseDay: 5, experimentDay: 5, paired: { units: 60, mean: 5, standardDeviation: 4 } },
    action: 'roll_back',
    reason: /worse by more than the margin of 1, rolled back/,
  },
  {
    title: 'goes on with too few subjects',
    numbers: { paired: { units: 99, mean: -1, standardDeviation: 1 } },
    action: 'continue',
    reason: /100 subjects are needed/,
  },
  {
    title: 'stays in its phase until the longest experiment is over',
    numbers: { phaseDay: 99, experimentDay: 99, paired: { units: 400, mean: 0.1, standardDeviation: 4 } },
    action: 'continue',
    reason: /inconclusive/,
  },
  {
    title: 'keeps the champion after the longest experiment, even with no subject at all',
    numbers: { phaseDay: 100, experimentDay: 100 },
    action: 'keep',
    reason: /errors are known on 0 subjects.*100 days/,
  },
  {
    title: 'ends for a guardrail as well',
    numbers: { challenger: failing, paired: { units: 400, mean: -1, standardDeviation: 4 } },
    action: 'roll_back',
    reason: /predictions failed/,
  },
  {
    title: 'by observation promotes a model that is no worse on average, however wide the interval',
    numbers: { paired: { units: 100, mean: -0.1, standardDeviation: 8 } },
    rule: 'observed',
    action: 'promote',
    reason: /no worse as observed, promoted/,
  },
  {
    title: 'freezes when the split is not the planned one, like a live experiment',
    numbers: { challenger: arm(11_500, 575), paired: { units: 400, mean: -1, standardDeviation: 4 } },
    action: 'invalid',
    reason: /where 10\.00% was planned/,
  },
];

describe('the gate in paired mode', () => {
  for (const { title, numbers, rule = 'evidence', action, reason } of cases) {
    it(title, () => {
      const decision = decideGate(phase({ plannedTotal: 400, ...numbers }), config({ rule }), 'paired');
      assert.equal(decision.action, action, decision.reason);
      assert.match(decision.reason, reason);
    });
  }

  it('records the difference with its interval, and lasts until the end of the longest experiment', () => {
    const paired = { units: 400, mean: -0.1, standardDeviation: 4 };
    const decision = decideGate(phase({ plannedTotal: 400, paired }), config(), 'paired');
    assert.equal(decision.paired?.mean, -0.1);
    assert.ok((decision.paired?.low ?? 0) < -0.7 && (decision.paired?.high ?? 0) > 0.5);
    assert.equal(decision.daysLeft, 80);
  });
});
