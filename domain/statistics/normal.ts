import { upperGamma } from './incomplete-gamma.ts';

/** P(Z > z) of the standard normal: erfc(z / sqrt 2) / 2 with erfc(x) = Q(1/2, x^2). Relative error about 1e-14 for z > 0. */
export function normalSurvival(z: number): number {
  const upper = upperGamma(0.5, (z * z) / 2) / 2;
  return z >= 0 ? upper : 1 - upper;
}

/**
 * z with P(Z <= z) = p, 0 < p < 1. Newton's method starts at 0 and works on the nearer tail, where the density falls, so
 * that it never oversteps. Absolute error about 1e-14.
 */
export function normalQuantile(p: number): number {
  const tail = Math.min(p, 1 - p);
  let z = 0;
  for (let step = 1, turns = 0; step > 1e-15 * (1 + z) && turns < 1_000; turns++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    step = (normalSurvival(z) - tail) / density;
    z += step;
  }
  return p < 0.5 ? -z : z;
}
