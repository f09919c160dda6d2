import { decideGate } from '../../../domain/experiment/decide-gate.ts';
import type { ArmNumbers, GateConfig, PhaseNumbers } from '../../../domain/experiment/experiment.ts';
import { populationStability, populationStabilityNoise } from '../../../domain/statistics/population-stability.ts';
import type { Random } from '../../../engine/random.ts';
import { binomial } from './binomial.ts';

/** What is true of the challenger's arm, beside a champion with the first of each; equal: no harm. */
export type Harm = {
  readonly unitsPerDay: number;
  readonly errorRate: readonly [number, number];
  readonly optOutRate: readonly [number, number];
  /** Mean milliseconds, lognormal with three times as large a standard deviation. */
  readonly milliseconds: readonly [number, number];
};

export type GuardedEnding = {
  readonly action: 'invalid' | 'roll_back' | null;
  readonly day: number;
  /** The fixed chi-square test fell below its level at some look. */
  readonly fixedRatioFailed: boolean;
};

const yearDays = 365;
const bins = 10;

type Arm = { -readonly [Field in keyof ArmNumbers]: number } & { readonly scores: number[] };

/** A look a day for a year at what ends an experiment whatever its conversions say, which there are none of. */
export function runGuardedYear(random: Random, harm: Harm, config: GateConfig): GuardedEnding {
  const share = config.shares[0];
  const arms = [emptyArm(), emptyArm()] as const;
  let fixedRatioFailed = false;
  for (let day = 1; day <= yearDays; day++) {
    const challengers = binomial(random, harm.unitsPerDay, share);
    addDay(random, arms[0], harm.unitsPerDay - challengers, harm, 0);
    addDay(random, arms[1], challengers, harm, 1);
    const numbers = lookAt(arms, share, day);
    const decision = decideGate(numbers, config, 'live');
    fixedRatioFailed ||= (decision.sampleRatioP ?? 1) < config.sampleRatioAlpha;
    if (decision.action === 'invalid' || decision.action === 'roll_back')
      return { action: decision.action, day, fixedRatioFailed };
  }
  return { action: null, day: yearDays, fixedRatioFailed };
}

function emptyArm(): Arm {
  const scores = Array.from({ length: bins }, () => 0);
  return { exposed: 0, units: 0, conversions: 0, optOuts: 0, predictions: 0, errors: 0, milliseconds: 0, scores };
}

function addDay(random: Random, arm: Arm, units: number, harm: Harm, which: 0 | 1): void {
  const before = arm.predictions;
  arm.exposed += units;
  arm.units += units;
  arm.predictions += units;
  arm.optOuts += binomial(random, units, harm.optOutRate[which]);
  arm.errors += binomial(random, units, harm.errorRate[which]);
  if (units === 0) return;
  arm.milliseconds +=
    ((meanTime(random, units) * harm.milliseconds[which] - arm.milliseconds) * units) / (before + units);
  let left = units;
  for (let bin = 0; bin < bins - 1; bin++) {
    const drawn = binomial(random, left, 1 / (bins - bin));
    arm.scores[bin] += drawn;
    left -= drawn;
  }
  arm.scores[bins - 1] += left;
}

/** Mean of so many lognormal times with mean 1 and standard deviation 3; of many by the central limit theorem. */
function meanTime(random: Random, times: number): number {
  if (times > 200) return 1 + (3 * random.normal()) / Math.sqrt(times);
  const variance = Math.log(10);
  let sum = 0;
  for (let at = 0; at < times; at++) sum += Math.exp(Math.sqrt(variance) * random.normal() - variance / 2);
  return sum / times;
}

function lookAt([champion, challenger]: readonly [Arm, Arm], share: number, day: number): PhaseNumbers {
  return {
    phase: 1,
    challengerShare: share,
    plannedTotal: 1,
    phaseDay: day,
    experimentDay: day,
    champion,
    challenger,
    crossed: 0,
    paired: null,
    scores: scoresOf(champion, challenger),
    weeks: [],
  };
}

function scoresOf(champion: Arm, challenger: Arm): PhaseNumbers['scores'] {
  if (champion.exposed === 0 || challenger.exposed === 0) return null;
  return {
    psi: populationStability(champion.scores, challenger.scores),
    noise: populationStabilityNoise(bins, champion.exposed, challenger.exposed),
  };
}
