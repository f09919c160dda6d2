import { alwaysValidInterval, alwaysValidP } from '../statistics/always-valid.ts';
import { chanceToWin } from '../statistics/chance-to-win.ts';
import { relativeLift } from '../statistics/relative-lift.ts';
import type { GateConfig, GateDecision, PhaseNumbers } from './experiment.ts';

export type ObservedLift = NonNullable<GateDecision['lift']>;

/** The lift of the phase's matured units; null while it is undefined. */
export function observedLift(numbers: PhaseNumbers, config: GateConfig): ObservedLift | null {
  const { champion, challenger, plannedTotal } = numbers;
  const relative = relativeLift(champion, challenger);
  if (relative === null) return null;
  const units = champion.units + challenger.units;
  const estimate = { ...relative, estimate: relative.lift, units, plannedTotal, alpha: config.alpha };
  return {
    observed: relative.lift,
    ...alwaysValidInterval(estimate),
    p: alwaysValidP(estimate),
    chanceToWin: chanceToWin(champion, challenger),
  };
}
