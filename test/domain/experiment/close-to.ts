import assert from 'node:assert/strict';

/** Asserts that two numbers are equal within a relative difference; within 1e-14 where 0 is expected. */
export function closeTo(actual: number, expected: number, relative = 1e-9): void {
  const allowed = expected === 0 ? 1e-14 : relative * Math.abs(expected);
  assert.ok(Math.abs(actual - expected) <= allowed, `${actual} is not ${expected}`);
}

/** Integral by Simpson's rule over 2n strips. */
export function integral(f: (x: number) => number, from: number, to: number, n = 20_000): number {
  const step = (to - from) / (2 * n);
  let sum = f(from) + f(to);
  for (let at = 1; at < 2 * n; at++) sum += (at % 2 === 1 ? 4 : 2) * f(from + at * step);
  return (sum * step) / 3;
}
