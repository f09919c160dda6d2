import { decideGate } from '../../../domain/experiment/decide-gate.ts';
import type { ArmNumbers, GateAction, GateConfig } from '../../../domain/experiment/experiment.ts';
import { plannedTotal } from '../../../domain/experiment/plan-experiment.ts';
import type { Random } from '../../../engine/random.ts';

/** Two models of a small business, judged on the same leads. */
export type PairedWorld = {
  readonly unitsPerWeek: number;
  /** Mean absolute errors, in points of score. */
  readonly champion: number;
  readonly challenger: number;
  /** Of both models' errors on a subject: what neither can know. */
  readonly correlation: number;
};

export type PairedEnding = { readonly action: GateAction; readonly day: number };

/** E|Z| of a standard normal. */
const meanAbsolute = Math.sqrt(2 / Math.PI);
const nobody: ArmNumbers = {
  exposed: 0,
  units: 0,
  conversions: 0,
  optOuts: 0,
  predictions: 0,
  errors: 0,
  milliseconds: null,
};

/** Absolute errors of correlated normal mistakes, a look a day through the product's own decision, until it ends. */
export function runPaired(random: Random, world: PairedWorld, config: GateConfig): PairedEnding {
  const unitsPerDay = world.unitsPerWeek / 7;
  const planned = plannedTotal(config, config.shares[0], 'paired', { unitsPerDay, baseRate: null });
  let [units, sum, squares] = [0, 0, 0];
  for (let day = 1; ; day++) {
    for (const due = Math.floor(unitsPerDay * (day - config.attributionDays)); units < due; units++) {
      const difference = lossDifference(random, world);
      sum += difference;
      squares += difference * difference;
    }
    const mean = units === 0 ? 0 : sum / units;
    const standardDeviation = units < 2 ? 0 : Math.sqrt((squares - units * mean * mean) / (units - 1));
    const numbers = {
      phase: 1,
      challengerShare: config.shares[0],
      plannedTotal: planned,
      phaseDay: day,
      experimentDay: day,
      champion: nobody,
      challenger: nobody,
      crossed: 0,
      paired: { units, mean, standardDeviation },
      scores: null,
      weeks: [],
    };
    const { action } = decideGate(numbers, config, 'paired');
    if (action !== 'continue') return { action, day };
  }
}

function lossDifference(random: Random, { champion, challenger, correlation }: PairedWorld): number {
  const shared = Math.sqrt(correlation) * random.normal();
  const own = Math.sqrt(1 - correlation);
  const error = (mean: number) => (mean / meanAbsolute) * Math.abs(shared + own * random.normal());
  return error(challenger) - error(champion);
}
