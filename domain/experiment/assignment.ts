import { bucket } from '../holdout.ts';
import type { Arm } from './experiment.ts';

/** Places that a bucket may have, so that bounds are compared as whole numbers: 1 - 0.7 is above 0.3 in floating point. */
const steps = 10_000;

/** Of a phase: its salt, so that each phase deals anew, and the challenger's share (0-1). */
export type Split = { readonly salt: string; readonly challengerShare: number };

/** Champion in [0, 1 - share), challenger in [1 - share, 1) of the unit's bucket. */
export function armOf(split: Split, unit: string): Arm {
  const boundary = Math.round((1 - split.challengerShare) * steps);
  return Math.round(bucket(split.salt, unit) * steps) < boundary ? 'champion' : 'challenger';
}
