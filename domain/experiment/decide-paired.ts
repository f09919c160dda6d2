import type { Interval } from '../statistics/always-valid.ts';
import { pairedInterval } from '../statistics/paired-interval.ts';
import type { Verdict } from './decide-live.ts';
import { daysLeft, tooEarly } from './duration.ts';
import type { GateConfig, GateDecision, PhaseNumbers } from './experiment.ts';
import { judgeLoss } from './promotion-rule.ts';
import { splitInDoubt } from './validity.ts';
import { count, percent, signedLoss } from './wording.ts';

export type PairedDifference = NonNullable<GateDecision['paired']>;

/** With fewer subjects a mean is far from normally distributed, and rolls nothing back. */
const unitsForHarm = 30;

/** Challenger's loss minus the champion's on the same matured subjects; null while it is undefined. */
export function pairedDifference(numbers: PhaseNumbers, config: GateConfig): PairedDifference | null {
  const { paired, plannedTotal } = numbers;
  const interval: Interval | null = paired && pairedInterval(paired, plannedTotal, config.alpha);
  return paired === null || interval === null ? null : { mean: paired.mean, ...interval };
}

/**
 * Decides by both models' errors: the challenger must be no worse on average, and surely not worse by more than the margin.
 */
export function decidePaired(numbers: PhaseNumbers, difference: PairedDifference | null, config: GateConfig): Verdict {
  const { margin, minimumUnits } = config.paired;
  const units = numbers.paired?.units ?? 0;
  const figures = describe(units, difference, config);
  if (difference !== null && difference.low > margin && units >= unitsForHarm)
    return { action: 'roll_back', reason: `${figures}: worse by more than the margin of ${margin}, rolled back.` };
  const early =
    tooEarly(numbers, config) ??
    (units < minimumUnits ? `${count(minimumUnits)} subjects are needed` : null) ??
    splitInDoubt(numbers, config);
  if (early === null && difference !== null) {
    const decided = judgeLoss(difference, config);
    const within = difference.high < margin ? `, surely within the margin of ${margin}` : ' as observed';
    if (decided === 'promote') return { action: 'promote', reason: `${figures}: no worse${within}, promoted.` };
    if (decided === 'keep') return { action: 'keep', reason: `${figures}: worse, the champion is kept.` };
  }
  if (daysLeft(numbers, config, 'paired') === 0)
    return {
      action: 'keep',
      reason: `${figures}: inconclusive after the longest ${count(config.maximumDays)} days, the champion is kept.`,
    };
  return { action: 'continue', reason: `${figures}: ${early ?? 'inconclusive'}, looking on.` };
}

function describe(units: number, difference: PairedDifference | null, { alpha }: GateConfig): string {
  if (difference === null) return `Both models' errors are known on ${count(units)} subjects`;
  const interval = `${percent(1 - alpha, 0)} interval ${signedLoss(difference.low)} to ${signedLoss(difference.high)}`;
  return `The challenger's loss differs by ${signedLoss(difference.mean)} on ${count(units)} subjects (${interval})`;
}
