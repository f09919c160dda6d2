import { logGamma } from './log-gamma.ts';

const precision = 1e-16;
/** Keeps Lentz's quotients from dividing by zero. */
const tiny = 1e-300;
/** Far more steps than either expansion takes where it is used, so that the loop also ends for an argument of NaN. */
const mostTerms = 100_000;

/**
 * Q(a, x), the upper regularised incomplete gamma function, for a > 0 and x >= 0: relative error about 1e-14, in the tail too.
 * Series where x < a + 1 (Abramowitz & Stegun 6.5.29), continued fraction by Lentz's method elsewhere (6.5.31).
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let at = a + 1; term > sum * precision; at++) {
    term *= x / at;
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let at = 1; at < mostTerms; at++) {
    const numerator = -at * (at - a);
    b += 2;
    d = 1 / awayFromZero(numerator * d + b);
    c = awayFromZero(b + numerator / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 4 * precision) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
