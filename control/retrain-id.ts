import { createHash, randomBytes } from 'node:crypto';

/** Sorts by time and can be read aloud: r20261122-020000-3f9a. */
export function newRetrainId(now: Date): string {
  return retrainId(now, randomBytes(2).toString('hex'));
}

/** Always the same for a firing, so that a repeated attempt at starting its retrain is known as one. */
export function retrainIdOfFiring(firing: string, firedAt: Date): string {
  return retrainId(firedAt, createHash('sha256').update(firing).digest('hex').slice(0, 4));
}

function retrainId(at: Date, suffix: string): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  return `r${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${suffix}`;
}
