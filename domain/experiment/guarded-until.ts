import type { GateConfig } from './experiment.ts';

/** Looks that may be missing in a row before nobody guards the experiment any more. */
const missedLooks = 3;
/** ms that a look may take to be made up for, however often they are due: counting a phase takes minutes at worst. */
const leastPatience = 10 * 60_000;

/**
 * Until when a challenger may serve its share: three intervals after the last successful look, or after the phase's start.
 * After that the champion serves everybody until a look succeeds. Whoever serves compares it with the time, so neither a dead
 * gate nor a server that is gone leaves subjects with a challenger that nobody judges.
 */
export function guardedUntil(
  { lookEveryDays, dayMs }: Pick<GateConfig, 'lookEveryDays' | 'dayMs'>,
  phaseStartedAt: Date,
  lastLookAt: Date | null,
): Date {
  const from = Math.max(phaseStartedAt.getTime(), lastLookAt?.getTime() ?? 0);
  return new Date(from + Math.max(missedLooks * lookEveryDays * dayMs, leastPatience));
}
