import { sortNumbers } from '../binning/sort-numbers.ts';

/** A non-decreasing step fit, interpolated linearly between its points and constant outside them. `x` strictly ascending. */
export type Isotonic = { readonly x: readonly number[]; readonly y: readonly number[] };

/**
 * The non-decreasing sequence nearest to `y` in weighted squares, by pooling adjacent violators (Barlow et al. 1972).
 * @returns one value for each of `y`.
 */
export function poolAdjacentViolators(y: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
  const means: number[] = [];
  const masses: number[] = [];
  const sizes: number[] = [];
  for (let i = 0; i < y.length; i++) {
    let mean = y[i];
    let mass = weights === undefined ? 1 : weights[i];
    let size = 1;
    while (means.length > 0 && means[means.length - 1] >= mean) {
      const pooledMass = masses.pop() as number;
      mean = (mean * mass + (means.pop() as number) * pooledMass) / (mass + pooledMass);
      mass += pooledMass;
      size += sizes.pop() as number;
    }
    means.push(mean);
    masses.push(mass);
    sizes.push(size);
  }
  const fit = new Float64Array(y.length);
  let at = 0;
  means.forEach((mean, block) => {
    fit.fill(mean, at, at + sizes[block]);
    at += sizes[block];
  });
  return fit;
}

/** Equal `x` are averaged first. Only the two ends of each level are kept. */
export function fitIsotonic(x: Float64Array, y: Float64Array): Isotonic {
  const points = distinct(sortNumbers(x.slice()));
  const means = new Float64Array(points.length);
  const weights = new Float64Array(points.length);
  for (let row = 0; row < x.length; row++) {
    const at = placeOf(points, x[row]);
    means[at] += y[row];
    weights[at] += 1;
  }
  for (let i = 0; i < means.length; i++) means[i] /= weights[i];
  const fit = poolAdjacentViolators(means, weights);
  const [keptX, keptY]: [number[], number[]] = [[], []];
  for (let i = 0; i < fit.length; i++) {
    if (fit[i] === fit[i - 1] && fit[i] === fit[i + 1]) continue;
    keptX.push(points[i]);
    keptY.push(fit[i]);
  }
  return { x: keptX, y: keptY };
}

/** @param sorted ascending. @returns it without repetitions. */
function distinct(sorted: Float64Array): Float64Array {
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i];
  return sorted.subarray(0, count);
}

/** The place of the largest point that is <= `at`; 0 when all are larger. */
function placeOf(points: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = points.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle] <= at) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Cells of equal width between the first and the last point, each with the place where a search starts: one step instead of
 * eight.
 */
const cells = 1024;

type Prepared = { readonly x: Float64Array; readonly y: Float64Array; readonly starts: Uint32Array };
const prepared = new WeakMap<Isotonic, Prepared>();

function prepare(isotonic: Isotonic): Prepared {
  const known = prepared.get(isotonic);
  if (known !== undefined) return known;
  const [x, y] = [Float64Array.from(isotonic.x), Float64Array.from(isotonic.y)];
  const width = (x[x.length - 1] - x[0]) / cells;
  const starts = Uint32Array.from({ length: cells + 1 }, (_, cell) => placeOf(x, x[0] + cell * width));
  prepared.set(isotonic, { x, y, starts });
  return { x, y, starts };
}

/**
 * Replaces each value by the fit at that value: on the line between its neighbouring points, or the nearest point's fit
 * outside of them.
 */
export function applyIsotonic(isotonic: Isotonic, values: Float64Array): void {
  const { x, y, starts } = prepare(isotonic);
  const last = x.length - 1;
  const perUnit = cells / (x[last] - x[0]);
  for (let i = 0; i < values.length; i++) {
    const at = values[i];
    if (at <= x[0]) values[i] = y[0];
    else if (at >= x[last]) values[i] = y[last];
    else {
      let low = starts[Math.floor((at - x[0]) * perUnit)];
      while (x[low] > at) low--;
      while (x[low + 1] <= at) low++;
      values[i] = y[low] + ((at - x[low]) / (x[low + 1] - x[low])) * (y[low + 1] - y[low]);
    }
  }
}
