import type { ScheduleState } from '../schedules.ts';

/** What Temporal says of a schedule. `lastAt`: when it was last carried out, by itself or by hand. */
export type SeenSchedule = {
  readonly state: ScheduleState;
  readonly nextAt: Date | null;
  readonly lastAt: Date | null;
};

/** How late a firing may be before it is missed: a server that was down makes up for it when it is back. Milliseconds. */
const patience = 60 * 60_000;

/**
 * Whether a firing that was announced did not come: Temporal was away for longer than it makes up for, or the firing before is still at
 * work. What was announced is remembered instead of worked out, so that neither a pause nor a changed time is taken for a miss.
 *
 * @param expectedAt when it was to fire, as of the last look; null: that is not known.
 * @returns what is expected from now on; a missed one as long as nothing makes up for it.
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
