import { bucket } from '../holdout.ts';
import type { Arm } from './experiment.ts';

/**
 * Number of places that a bucket may have. Bounds are compared as whole numbers, because 1 - 0.7 is above 0.3 in floating
 * point.
 */
const steps = 10_000;

/** The split of a phase: its salt, so that each phase assigns subjects anew, and the challenger's share (0-1). */
export type Split = { readonly salt: string; readonly challengerShare: number };

/** The champion serves buckets in [0, 1 - share), the challenger those in [1 - share, 1). */
export function armOf(split: Split, unit: string): Arm {
  const boundary = Math.round((1 - split.challengerShare) * steps);
  return Math.round(bucket(split.salt, unit) * steps) < boundary ? 'champion' : 'challenger';
}
