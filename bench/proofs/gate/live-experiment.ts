import { decideGate } from '../../../domain/experiment/decide-gate.ts';
import type { ArmNumbers, GateAction, GateConfig, PhaseNumbers } from '../../../domain/experiment/experiment.ts';
import { plannedTotal } from '../../../domain/experiment/plan-experiment.ts';
import type { Random } from '../../../engine/random.ts';
import { binomial } from './binomial.ts';

/** Subjects as they come, and what of both arms is true. */
export type World = {
  readonly unitsPerDay: number;
  readonly baseRate: number;
  readonly lift: number;
  /** Of units in either arm. */
  readonly optOutRate: number;
  /** Of predictions in either arm. */
  readonly errorRate: number;
};

export type Ending = {
  readonly action: GateAction;
  /** Of the experiment, washouts and all. */
  readonly day: number;
  readonly phase: number;
  readonly observedLift: number | null;
  /** The fixed chi-square test fell below its level at some look. */
  readonly fixedRatioFailed: boolean;
};

type Cohort = {
  readonly exposed: readonly [number, number];
  readonly conversions: readonly [number, number];
  readonly optOuts: readonly [number, number];
  readonly errors: readonly [number, number];
};

/** An experiment with a look a day through the product's own decision, until it ends. */
export function runLive(random: Random, world: World, config: GateConfig): Ending {
  let started = 0;
  let fixedRatioFailed = false;
  for (const [at, share] of config.shares.entries()) {
    const total = plannedTotal(config, share, 'live', world);
    const cohorts: Cohort[] = [];
    for (let day = 1; ; day++) {
      cohorts.push(drawCohort(random, world, share));
      const numbers = look(cohorts, config, { phase: at + 1, share, day, experimentDay: started + day, total });
      const decision = decideGate(numbers, config, 'live');
      fixedRatioFailed ||= (decision.sampleRatioP ?? 1) < config.sampleRatioAlpha;
      if (decision.action === 'continue') continue;
      if (decision.action === 'ramp') {
        started += day + config.attributionDays;
        break;
      }
      const observedLift = decision.lift?.observed ?? null;
      return { action: decision.action, day: started + day, phase: at + 1, observedLift, fixedRatioFailed };
    }
  }
  throw new Error('the last phase ramped');
}

function drawCohort(random: Random, world: World, share: number): Cohort {
  const challengers = binomial(random, world.unitsPerDay, share);
  const exposed = [world.unitsPerDay - challengers, challengers] as const;
  const both = (champion: number, challenger = champion) =>
    [binomial(random, exposed[0], champion), binomial(random, exposed[1], challenger)] as const;
  return {
    exposed,
    conversions: both(world.baseRate, world.baseRate * (1 + world.lift)),
    optOuts: both(world.optOutRate),
    errors: both(world.errorRate),
  };
}

type Moment = {
  readonly phase: number;
  readonly share: number;
  readonly day: number;
  readonly experimentDay: number;
  readonly total: number;
};

/** What the store would read at the end of that day: the outcomes of a cohort count once its attribution window has passed. */
function look(cohorts: readonly Cohort[], config: GateConfig, moment: Moment): PhaseNumbers {
  const mature = cohorts.slice(0, Math.max(0, moment.day - config.attributionDays));
  return {
    phase: moment.phase,
    challengerShare: moment.share,
    plannedTotal: moment.total,
    phaseDay: moment.day,
    experimentDay: moment.experimentDay,
    champion: armOf(0, cohorts, mature),
    challenger: armOf(1, cohorts, mature),
    crossed: 0,
    paired: null,
    scores: null,
    weeks: [],
  };
}

function armOf(arm: 0 | 1, cohorts: readonly Cohort[], mature: readonly Cohort[]): ArmNumbers {
  const exposed = total(cohorts, 'exposed', arm);
  return {
    exposed,
    units: total(mature, 'exposed', arm),
    conversions: total(mature, 'conversions', arm),
    optOuts: total(mature, 'optOuts', arm),
    predictions: exposed,
    errors: total(cohorts, 'errors', arm),
    milliseconds: 2,
  };
}

function total(cohorts: readonly Cohort[], field: keyof Cohort, arm: 0 | 1): number {
  let sum = 0;
  for (const cohort of cohorts) sum += cohort[field][arm];
  return sum;
}
