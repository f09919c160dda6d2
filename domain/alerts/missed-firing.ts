import type { ScheduleState } from '../schedules.ts';

/** What Temporal reports about a schedule. `lastAt`: when it was last carried out, by itself or by hand. */
export type SeenSchedule = {
  readonly state: ScheduleState;
  readonly nextAt: Date | null;
  readonly lastAt: Date | null;
};

/**
 * How late a firing may be before it counts as missed, in milliseconds: a server that was down catches up when it is back.
 */
const patience = 60 * 60_000;

/**
 * Whether an announced firing did not come: Temporal was down for longer than it catches up on, or the previous firing is
 * still at work. The announced time is remembered, not computed, so neither a pause nor a changed time counts as a miss.
 *
 * @param expectedAt when it was to fire, as of the last look; null: not known.
 * @returns the firing expected from now on; a missed one stays until a later firing makes up for it.
 */
export function judgeFiring(
  expectedAt: Date | null,
  { state, nextAt, lastAt }: SeenSchedule,
  now: Date,
): { readonly missed: boolean; readonly expectedAt: Date | null } {
  if (state === 'missing') return { missed: true, expectedAt };
  if (state === 'paused') return { missed: false, expectedAt: null };
  if (expectedAt === null || expectedAt > now || (lastAt !== null && lastAt >= expectedAt)) {
    return { missed: false, expectedAt: nextAt };
  }
  return { missed: now.getTime() - expectedAt.getTime() >= patience, expectedAt };
}
