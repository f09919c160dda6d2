/** A week and a day: a firing is made up for within a day. Milliseconds. */
const longestGap = 8 * 86_400_000;

/**
 * Whether the weekly schedule should have fired since. One that never fired has nothing to miss yet, one that a person paused misses
 * nothing, and one that was resumed has a week from then.
 */
export function firingMissed(
  lastFiring: Date | null,
  command: { readonly command: 'pause' | 'resume' | 'trigger'; readonly createdAt: Date } | null,
  now: Date,
): boolean {
  if (lastFiring === null || command?.command === 'pause') return false;
  return now.getTime() - Math.max(lastFiring.getTime(), command?.createdAt.getTime() ?? 0) > longestGap;
}
