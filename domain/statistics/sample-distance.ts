/** How far two samples of numbers lie apart. They may be unsorted; neither may be empty. */

/** Above this many cells (n m) the limiting distribution is exact enough, and faster. */
const exactCells = 10_000;

/**
 * Two-sample Kolmogorov-Smirnov: the largest distance of the two empirical distribution functions, and the probability of at
 * least that distance between samples of one continuous distribution. Exact up to n m = 10,000, then by Kolmogorov's limit.
 */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): { readonly distance: number; readonly p: number } {
  let distance = 0;
  eachStep(a, b, (difference) => {
    distance = Math.max(distance, Math.abs(difference));
  });
  const exact = a.length * b.length <= exactCells;
  return { distance, p: exact ? exactTail(distance, a.length, b.length) : limitTail(distance, a.length, b.length) };
}

/** The area between the two distribution functions, in the unit of the values: how far values would have to move, on average. */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  let area = 0;
  eachStep(a, b, (difference, width) => {
    area += Math.abs(difference) * width;
  });
  return area;
}

/**
 * @param visit called after each value with the difference of the distribution functions there, and the distance to the next
 * value.
 */
function eachStep(a: Float64Array, b: Float64Array, visit: (difference: number, width: number) => void): void {
  const [x, y] = [a.slice().sort(), b.slice().sort()];
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    const value = Math.min(x[i] ?? Infinity, y[j] ?? Infinity);
    while (x[i] === value) i++;
    while (y[j] === value) j++;
    const next = Math.min(x[i] ?? Infinity, y[j] ?? Infinity);
    visit(i / x.length - j / y.length, next === Infinity ? 0 : next - value);
  }
}

/**
 * One minus the share of the orders of both samples, paths over an n by m lattice, on which the functions stay closer together. A path
 * comes to (i, j) from (i - 1, j) in i of i + j cases (Hodges 1958).
 */
function exactTail(distance: number, n: number, m: number): number {
  // differences are whole multiples of 1 / (n m)
  const reached = Math.round(distance * n * m) - 0.5;
  const inside = (i: number, j: number) => Math.abs(i * m - j * n) < reached;
  const shares = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (!inside(i, j)) shares[j] = 0;
      else if (i + j === 0) shares[j] = 1;
      else shares[j] = (i * (i === 0 ? 0 : shares[j]) + j * (j === 0 ? 0 : shares[j - 1])) / (i + j);
    }
  }
  return 1 - shares[m];
}

/** Q(l) = 2 sum (-1)^(k - 1) exp(-2 k^2 l^2), l = D sqrt(n m / (n + m)). */
function limitTail(distance: number, n: number, m: number): number {
  const square = (distance * distance * n * m) / (n + m);
  if (square < 0.04) return 1; // within 1e-12 of it, and the series converges slowly
  let tail = 0;
  for (let k = 1; k <= 20; k++) tail += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * square);
  return Math.min(1, Math.max(0, tail));
}
