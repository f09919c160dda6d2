import { createHash, randomBytes } from 'node:crypto';

/** An id that sorts by time and is easy to read aloud: r20261122-020000-3f9a. */
export function newRetrainId(now: Date): string {
  return retrainId(now, randomBytes(2).toString('hex'));
}

/** The id is the same for every attempt of a firing, so a repeated attempt starts no second retrain. */
export function retrainIdOfFiring(firing: string, firedAt: Date): string {
  return retrainId(firedAt, createHash('sha256').update(firing).digest('hex').slice(0, 4));
}

function retrainId(at: Date, suffix: string): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  return `r${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${suffix}`;
}

/** The command that orders a retrain (`store/commands`): a retrain that nobody ordered is refused. */
export function startCommandId(retrainId: string): string {
  return `start/${retrainId}`;
}
