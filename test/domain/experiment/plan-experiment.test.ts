import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gateConfig } from '../../../domain/experiment/experiment.ts';
import { neededChallengerUnits, planExperiment, plannedTotal } from '../../../domain/experiment/plan-experiment.ts';
import { alwaysValidInterval } from '../../../domain/statistics/always-valid.ts';
import { relativeLift } from '../../../domain/statistics/relative-lift.ts';
import { createRandom } from '../../../engine/random.ts';
import { closeTo } from './close-to.ts';

const config = gateConfig('lead_scoring');
const busy = { unitsPerDay: 10_000, baseRate: 0.05 };

describe('the plan of an experiment', () => {
  it('needs the sample that gives a fixed look its power, times the price of daily looks', () => {
    for (const [detectableLift, atOneLook] of [
      [0.1, 17_975],
      [0.05, 69_097],
    ]) {
      const needed = neededChallengerUnits({ ...config, detectableLift, minimumLift: 0 }, 0.1, 0.05) ?? 0;
      const price = ((3.03521 + 0.84162) / (1.95996 + 0.84162)) ** 2;
      closeTo(needed, atOneLook * price, 0.03);
    }
  });

  it('finds the detectable lift at its sample as often as planned', () => {
    const share = 0.1;
    const units = neededChallengerUnits(config, share, 0.05) ?? 0;
    const others = Math.round((units * (1 - share)) / share);
    const random = createRandom(11);
    const drawn = (n: number, p: number) => Math.round(n * p + Math.sqrt(n * p * (1 - p)) * random.normal());
    let found = 0;
    for (let at = 0; at < 4_000; at++) {
      const champion = { units: others, conversions: drawn(others, 0.05) };
      const challenger = { units, conversions: drawn(units, 0.06) };
      const lift = relativeLift(champion, challenger);
      assert.ok(lift !== null);
      const total = units + others;
      const estimate = { ...lift, estimate: lift.lift, units: total, plannedTotal: total, alpha: config.alpha };
      if (alwaysValidInterval(estimate).low > 0 && lift.lift > config.minimumLift) found++;
    }
    assert.ok(Math.abs(found / 4_000 - config.power) < 0.03, `${found / 4_000}`);
  });

  it('is live where a phase brings the sample, and names the day of its last outcome', () => {
    const plan = planExperiment({ config, ...busy });
    assert.equal(plan.mode, 'live');
    assert.equal(plan.neededDays, Math.ceil((plan.neededUnits ?? 0) / 1_000) + config.attributionDays);
    assert.equal(plan.expectedUnits, 1_000 * (config.phaseDays - config.attributionDays));
    assert.match(
      plan.reason,
      /^Live: a lift of \+20% at a conversion rate of 5\.0% needs [\d,]+ matured challenger units in a phase/,
    );
  });

  it('is also live where only a later phase, with a larger share, brings the sample', () => {
    const plan = planExperiment({ config, unitsPerDay: 2_000, baseRate: 0.05 });
    assert.equal(plan.mode, 'live');
    assert.ok((plan.neededDays ?? 0) > config.phaseDays);
    assert.match(plan.reason, /at a share of 25%\.$/);
  });

  it('is paired for a small business, and says what would be needed', () => {
    const plan = planExperiment({ config, unitsPerDay: 100 / 7, baseRate: 0.1 });
    assert.equal(plan.mode, 'paired');
    assert.equal(plan.neededDays, null);
    assert.match(
      plan.reason,
      /matured challenger units in a phase, and 14 units a day bring 200 at a share of 50%, too few/,
    );
  });

  it('is paired while no rate is known or nobody comes', () => {
    for (const traffic of [
      { unitsPerDay: 10_000, baseRate: null },
      { unitsPerDay: 10_000, baseRate: 0 },
      { unitsPerDay: 0, baseRate: 0.05 },
      { unitsPerDay: 10_000, baseRate: 0.9 },
    ]) {
      const plan = planExperiment({ config, ...traffic });
      assert.equal(plan.mode, 'paired');
      assert.ok(plan.plannedTotal >= 1 && Number.isFinite(plan.plannedTotal));
      assert.doesNotMatch(plan.reason, /NaN|null|Infinity/);
    }
  });

  it('plans no more units in a phase than it can bring', () => {
    assert.equal(plannedTotal(config, 0.5, 'live', { unitsPerDay: 10, baseRate: 0.05 }), 280);
    assert.equal(
      plannedTotal(config, 0.1, 'live', busy),
      Math.round((neededChallengerUnits(config, 0.1, 0.05) ?? 0) / 0.1),
    );
  });

  it('asks for the minimum number of conversions where the power needs fewer', () => {
    assert.equal(neededChallengerUnits({ ...config, detectableLift: 3, minimumConversions: 1_000 }, 0.1, 0.2), 5_000);
  });
});
