/**
 * What changes both Temporal and our tables. A command is recorded before it is carried out:
 *
 *   intended -> done | refused
 *
 * Intended: it may or may not have been carried out. Whoever finds it so later looks, and settles it.
 */
export const commandKinds = [
  'schedule.pause',
  'schedule.resume',
  'schedule.trigger',
  'retrain.start',
  'gate.promote',
  'gate.rollBack',
  'gate.pause',
  'gate.resume',
] as const;
export type CommandKind = (typeof commandKinds)[number];

export type CommandState = 'intended' | 'done' | 'refused';

/**
 * ms. While a command is younger than this, whoever gave it may still be carrying it out, so nobody else touches it. Longer
 * than any call to Temporal waits.
 */
const underWay = 20_000;

/**
 * ms. A command that wasn't carried out within this time is refused: who gave it was told that Temporal didn't answer, and may
 * have changed their mind since.
 */
const validFor = 15 * 60_000;

/** What to do about a command that is still intended and has not taken effect. */
export function judgeIntended(createdAt: Date, now: Date): 'leave' | 'carry_out' | 'refuse' {
  const age = now.getTime() - createdAt.getTime();
  if (age < underWay) return 'leave';
  return age < validFor ? 'carry_out' : 'refuse';
}

/** Whether a later command on the same target leaves no room for an earlier one whose fate isn't known. */
export function supersedes(later: CommandKind, earlier: CommandKind): boolean {
  return subject(later) === subject(earlier);
}

/** Commands about the same thing: a schedule's rest, or an experiment's course. */
function subject(kind: CommandKind): string {
  if (kind.startsWith('gate.')) return 'gate';
  return kind === 'schedule.pause' || kind === 'schedule.resume' ? 'rest' : kind;
}
