import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideGate } from '../../../domain/experiment/decide-gate.ts';
import type { GateAction, GateConfig, PhaseNumbers } from '../../../domain/experiment/experiment.ts';
import { gateActions, gateConfig } from '../../../domain/experiment/experiment.ts';
import { createRandom } from '../../../engine/random.ts';
import { arm, config, phase } from './numbers.ts';

type Case = {
  readonly title: string;
  readonly numbers: Partial<PhaseNumbers>;
  readonly config?: Partial<GateConfig>;
  readonly action: GateAction;
  readonly reason: RegExp;
};
const better = arm(10_000, 650);
const worse = arm(10_000, 350);
const lastDay = { phaseDay: 31, experimentDay: 31 };
const skewed = { champion: arm(88_500, 4_400), challenger: arm(11_500, 800) };
const failing = arm(10_000, 650, { errors: 500 });

const cases: readonly Case[] = [
  {
    title: 'freezes when the split is not the planned one, before it considers lift or harm',
    numbers: { ...skewed, challenger: arm(11_500, 800, { errors: 5_000 }) },
    action: 'invalid',
    reason: /11,500 of 100,000 units, 11\.50% where 10\.00% was planned/,
  },
  {
    title: 'freezes when too many units were served by both arms',
    numbers: { crossed: 1_001 },
    action: 'invalid',
    reason: /1,001 of 100,000 units \(1\.0%; at most 1\.0% is allowed\)/,
  },
  {
    title: 'goes on with the maximum number of crossed units',
    numbers: { crossed: 1_000 },
    action: 'continue',
    reason: /inconclusive/,
  },
  {
    title: 'goes on with one crossed unit among few',
    numbers: { champion: arm(40, 2), challenger: arm(5, 0), crossed: 1 },
    action: 'continue',
    reason: /conversions/,
  },
  {
    title: 'rolls back for a guardrail, however good the lift and however early',
    numbers: { phaseDay: 1, experimentDay: 1, challenger: failing },
    action: 'roll_back',
    reason: /5\.0% of the challenger's 10,000 predictions failed, 0\.0% of the champion's/,
  },
  {
    title: 'rolls back a challenger that surely converts worse, even before the minimum time',
    numbers: { phaseDay: 4, experimentDay: 4, challenger: worse },
    action: 'roll_back',
    reason: /converts 30\.0% worse \(95% interval -\d.*% to -\d.*%, 90,000 and 10,000 units\): rolled back/,
  },
  {
    title: 'does not roll back on a handful of conversions',
    numbers: { champion: arm(2_700, 135), challenger: arm(300, 0) },
    action: 'continue',
    reason: /135 and 0 conversions, but each arm needs 100/,
  },
  {
    title: 'goes on before the minimum time, however good the lift',
    numbers: { phaseDay: 13, experimentDay: 13, challenger: better },
    action: 'continue',
    reason: /day 13 of the phase, the minimum is 14 days/,
  },
  {
    title: 'goes on until a week of exposures is mature',
    numbers: { challenger: better },
    config: { attributionDays: 14 },
    action: 'continue',
    reason: /outcomes take 14 days, so 6 days of exposures are mature; 7 are needed/,
  },
  {
    title: 'goes on with too few conversions in an arm',
    numbers: { champion: arm(9_000, 450), challenger: arm(1_000, 99) },
    action: 'continue',
    reason: /450 and 99 conversions, but each arm needs 100/,
  },
  {
    title: 'goes on while the split is in doubt',
    numbers: { champion: arm(90_000, 4_500), challenger: arm(10_350, 680) },
    action: 'continue',
    reason: /the split of 90,000 and 10,350 units is in doubt \(p 0\.00092\)/,
  },
  {
    title: 'promotes a lift above the minimum whose interval lies above zero',
    numbers: { challenger: better },
    action: 'promote',
    reason:
      /converts 30\.0% better \(95% interval \d.*% to \d.*%, 90,000 and 10,000 units\): promoted, and stopping early overstates/,
  },
  {
    title: 'goes on when the interval reaches zero',
    numbers: { challenger: arm(10_000, 560) },
    action: 'continue',
    reason: /inconclusive/,
  },
  {
    title: 'does not promote a certain lift that is too small',
    numbers: { champion: arm(9e7, 4_500_000), challenger: arm(1e7, 520_000) },
    action: 'keep',
    reason: /4\.0% better .*out of reach, the champion is kept/,
  },
  {
    title: 'keeps the champion when the minimum lift is out of reach',
    numbers: { champion: arm(900_000, 45_000), challenger: arm(100_000, 5_000) },
    action: 'keep',
    reason: /a lift of 5\.0% is out of reach/,
  },
  {
    title: 'ramps up when a phase ends inconclusive and a larger share is left',
    numbers: { ...lastDay, challenger: arm(10_000, 560) },
    action: 'ramp',
    reason: /inconclusive after the phase's 31 days, the challenger's share grows to 25%/,
  },
  {
    title: 'keeps the champion when the last phase ends inconclusive',
    numbers: { ...lastDay, challengerShare: 0.5, champion: arm(10_000, 500), challenger: arm(10_000, 560) },
    action: 'keep',
    reason: /not enough for a promotion after the phase's 31 days/,
  },
  {
    title: 'keeps the champion after the longest experiment, even with shares left',
    numbers: { experimentDay: 100, challenger: arm(10_000, 560) },
    action: 'keep',
    reason: /inconclusive after the longest 100 days/,
  },
  {
    title: 'still promotes on the last day',
    numbers: { ...lastDay, experimentDay: 100, challenger: better },
    action: 'promote',
    reason: /promoted\.$/,
  },
  {
    title: 'ramps up when nobody came in a phase',
    numbers: { ...lastDay, champion: arm(0, 0), challenger: arm(0, 0) },
    action: 'ramp',
    reason: /The champion has no conversion to compare with yet \(0 and 0 units\)/,
  },
  {
    title: 'by observation promotes at +6%, which proves nothing',
    numbers: { challenger: arm(10_000, 530) },
    config: { rule: 'observed' },
    action: 'promote',
    reason: /6\.0% better/,
  },
  {
    title: 'by observation goes on at +4% while days are left',
    numbers: { challenger: arm(10_000, 520) },
    config: { rule: 'observed' },
    action: 'continue',
    reason: /4\.0% better/,
  },
  {
    title: 'by observation keeps the champion at +4% when the phase ends',
    numbers: { ...lastDay, challenger: arm(10_000, 520) },
    config: { rule: 'observed' },
    action: 'keep',
    reason: /4\.0% better .*champion is kept/,
  },
];

describe('the gate', () => {
  for (const { title, numbers, action, reason, ...rest } of cases) {
    it(title, () => {
      const decision = decideGate(phase(numbers), config(rest.config), 'live');
      assert.equal(decision.action, action, decision.reason);
      assert.match(decision.reason, reason);
    });
  }

  it('is tested here for every action', () => {
    assert.deepEqual(new Set(cases.map(({ action }) => action)), new Set(gateActions));
  });

  it('records its numbers, whatever it decides', () => {
    const decision = decideGate(phase({ crossed: 5_000, challenger: better }), config(), 'live');
    assert.equal(decision.action, 'invalid');
    assert.equal(decision.sampleRatioP, 1);
    assert.equal(decision.lift?.observed.toFixed(3), '0.300');
    assert.ok((decision.lift?.chanceToWin ?? 0) > 0.999);
    assert.equal(decision.daysLeft, 11);
    assert.equal(decision.guardrail, null);
  });

  it('leaves time for the whole ramp and its washouts for every model', () => {
    for (const model of ['lead_scoring', 'churn', 'engagement'] as const) {
      const { shares, phaseDays, attributionDays, maximumDays } = gateConfig(model);
      assert.equal(maximumDays, shares.length * phaseDays + (shares.length - 1) * attributionDays);
    }
  });

  it('gives only finite numbers, and never promotes a smaller observed lift', () => {
    const random = createRandom(5);
    for (let at = 0; at < 4_000; at++) {
      const numbers = randomPhase(random);
      const mode = random.next() < 0.5 ? 'live' : 'paired';
      const chosen = config({ rule: random.next() < 0.5 ? 'evidence' : 'observed' });
      const decision = decideGate(numbers, chosen, mode);
      assertFinite(decision);
      assert.doesNotMatch(decision.reason, /NaN|Infinity|undefined|null/);
      if (decision.action === 'promote' && mode === 'live')
        assert.ok((decision.lift?.observed ?? 0) > chosen.minimumLift && (decision.sampleRatioP ?? 0) >= 0.001);
      if (decision.action === 'continue') assert.ok(decision.daysLeft > 0);
    }
  });
});

function randomPhase(random: ReturnType<typeof createRandom>): PhaseNumbers {
  const sizes = [0, 1, 5, 100, 3_000, 200_000];
  const drawn = () => {
    const units = random.integer(1 + sizes[random.integer(sizes.length)]);
    const conversions = [0, units, random.integer(units + 1), Math.round(units * 0.05)][random.integer(4)];
    const predictions = random.integer(1 + 2 * units);
    const errors = random.next() < 0.8 ? 0 : random.integer(predictions + 1);
    return arm(units, conversions, {
      optOuts: random.next() < 0.8 ? 0 : random.integer(units + 1),
      predictions,
      errors,
      milliseconds: predictions === 0 ? null : 10 * random.next(),
    });
  };
  const even = random.next() < 0.7;
  const champion = drawn();
  const units = random.integer(sizes.length) * 100;
  return phase({
    phaseDay: random.integer(40),
    experimentDay: random.integer(110),
    challengerShare: even ? 0.5 : 0.1,
    champion,
    challenger: even ? { ...champion, conversions: random.integer(champion.units + 1) } : drawn(),
    paired: { units, mean: random.normal(), standardDeviation: units < 2 ? 0 : 4 * random.next() },
    scores: random.next() < 0.5 ? null : { psi: random.next(), noise: random.next() },
  });
}

function assertFinite(value: unknown): void {
  if (typeof value === 'number') assert.ok(Number.isFinite(value));
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) assertFinite(inner);
}
