import { days, daysLeft, nextShare, tooEarly } from './duration.ts';
import type { GateAction, GateConfig, PhaseNumbers } from './experiment.ts';
import type { ObservedLift } from './live-lift.ts';
import { noveltyNote } from './novelty.ts';
import { judgeLift } from './promotion-rule.ts';
import { splitInDoubt } from './validity.ts';
import { count, percent } from './wording.ts';

export type Verdict = { readonly action: GateAction; readonly reason: string };

/**
 * Minimum conversions before the interval may roll back: those of the champion, and those the challenger would have at the
 * champion's rate. With fewer, a lift is far from normally distributed.
 */
const conversionsForHarm = 50;

/** Decides by the conversions of both arms. */
export function decideLive(numbers: PhaseNumbers, lift: ObservedLift | null, config: GateConfig): Verdict {
  const figures = describe(numbers, lift, config);
  if (lift !== null && lift.high < 0 && enoughForHarm(numbers))
    return { action: 'roll_back', reason: `${figures}: rolled back.` };
  const early = tooEarly(numbers, config) ?? tooFew(numbers, config) ?? splitInDoubt(numbers, config);
  if (early === null && lift !== null) {
    const decided = judgeLift(lift, config);
    if (decided === 'promote') return { action: 'promote', reason: `${figures}: promoted${caveats(numbers, config)}.` };
    if (decided === 'keep')
      return {
        action: 'keep',
        reason: `${figures}: a lift of ${percent(config.minimumLift)} is out of reach, the champion is kept.`,
      };
  }
  return (
    atTheEnd(numbers, config, figures) ?? {
      action: 'continue',
      reason: `${figures}: ${early ?? 'inconclusive'}, looking on.`,
    }
  );
}

/**
 * What happens at the end of a phase; null while days are left. Only the rule `evidence` gains from a larger share: the
 * literal rule has its answer when the phase ends.
 */
function atTheEnd(numbers: PhaseNumbers, config: GateConfig, figures: string): Verdict | null {
  if (daysLeft(numbers, config, 'live') > 0) return null;
  if (numbers.experimentDay >= config.maximumDays)
    return {
      action: 'keep',
      reason: `${figures}: inconclusive after the longest ${count(config.maximumDays)} days, the champion is kept.`,
    };
  const share = config.rule === 'evidence' ? nextShare(numbers, config) : null;
  return share === null
    ? {
        action: 'keep',
        reason: `${figures}: not enough for a promotion after the phase's ${days(numbers.phaseDay)} days, the champion is kept.`,
      }
    : {
        action: 'ramp',
        reason: `${figures}: inconclusive after the phase's ${days(numbers.phaseDay)} days, the challenger's share grows to ${percent(share, 0)}.`,
      };
}

function enoughForHarm({ champion, challenger }: PhaseNumbers): boolean {
  const expected = (challenger.units * champion.conversions) / champion.units;
  return Math.min(champion.conversions, expected) >= conversionsForHarm;
}

/** Why too few conversions are known to decide anything, or null. */
export function tooFew({ champion, challenger }: PhaseNumbers, { minimumConversions }: GateConfig): string | null {
  if (Math.min(champion.conversions, challenger.conversions) >= minimumConversions) return null;
  return `${count(champion.conversions)} and ${count(challenger.conversions)} conversions, but each arm needs ${count(minimumConversions)}`;
}

/**
 * Notes on a promotion. A lift that has just passed the limit is partly high by chance: on average, the true lift of
 * promoted challengers is lower.
 */
function caveats(numbers: PhaseNumbers, config: GateConfig): string {
  const early = daysLeft(numbers, config, 'live') > 0 ? ', and stopping early overstates the lift' : '';
  const novelty = noveltyNote(numbers.weeks);
  return `${early}${novelty === null ? '' : `; ${novelty}`}`;
}

function describe({ champion, challenger }: PhaseNumbers, lift: ObservedLift | null, { alpha }: GateConfig): string {
  const units = `${count(champion.units)} and ${count(challenger.units)} units`;
  if (lift === null) return `The champion has no conversion to compare with yet (${units})`;
  const interval = `${percent(1 - alpha, 0)} interval ${percent(lift.low)} to ${percent(lift.high)}, ${units}`;
  const direction = lift.observed < 0 ? 'worse' : 'better';
  return `The challenger converts ${percent(Math.abs(lift.observed))} ${direction} (${interval})`;
}
