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
  const order = Uint32Array.from(x, (_, index) => index).sort((a, b) => x[a] - x[b]);
  const points: number[] = [];
  const sums: number[] = [];
  const weights: number[] = [];
  for (const row of order) {
    if (points.length === 0 || x[row] !== points[points.length - 1]) {
      points.push(x[row]);
      sums.push(0);
      weights.push(0);
    }
    sums[points.length - 1] += y[row];
    weights[points.length - 1] += 1;
  }
  const fit = poolAdjacentViolators(
    sums.map((sum, i) => sum / weights[i]),
    weights,
  );
  const kept = points.map((_, i) => i).filter((i) => fit[i] !== fit[i - 1] || fit[i] !== fit[i + 1]);
  return { x: kept.map((i) => points[i]), y: kept.map((i) => fit[i]) };
}

export function isotonicValue({ x, y }: Isotonic, at: number): number {
  const last = x.length - 1;
  if (at <= x[0]) return y[0];
  if (at >= x[last]) return y[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  return y[low] + ((at - x[low]) / (x[high] - x[low])) * (y[high] - y[low]);
}
