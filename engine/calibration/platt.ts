/** Probability 1 / (1 + exp(a f + b)) of a score f; a is negative when higher scores mean more positives. */
export type Platt = { readonly a: number; readonly b: number };

/** Below this decrement, relative to the value, one last step ends the fit and leaves an error of about 1e-8. */
const tolerance = 1e-14;
/** Changes below this share of the value are rounding. */
const noise = 1e-13;

/**
 * Platt's sigmoid by maximum likelihood, with his targets (N+ + 1) / (N+ + 2) and 1 / (N- + 2) against overfitting: Newton's
 * method with backtracking (Lin, Lin, Weng 2007, "A note on Platt's probabilistic outputs").
 *
 * @param f scores. @param y labels 0 or 1. @param start a sigmoid of similar rows, which saves steps.
 */
export function fitPlatt(f: Float64Array, y: Float64Array, start?: Platt): Platt {
  let positives = 0;
  for (let i = 0; i < y.length; i++) positives += y[i];
  const negatives = y.length - positives;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  let { a, b } = start ?? { a: 0, b: Math.log((negatives + 1) / (positives + 1)) };
  let at = differentiate(f, y, low, high, a, b);
  for (let iteration = 0; iteration < 100; iteration++) {
    const { value, ga, gb, haa, hab, hbb } = at;
    const determinant = haa * hbb - hab * hab;
    // When all scores are equal, only rounding is left of their variance: the constant alone is fitted.
    const regular = determinant > 1e-12 * haa * hbb;
    const stepA = regular ? (hbb * ga - hab * gb) / determinant : 0;
    const stepB = regular ? (haa * gb - hab * ga) / determinant : gb / hbb;
    const decrement = ga * stepA + gb * stepB;
    if (decrement <= tolerance * value) return { a: a - stepA, b: b - stepB };
    let scale = 1;
    for (; scale >= 1e-10; scale /= 2) {
      at = differentiate(f, y, low, high, a - scale * stepA, b - scale * stepB);
      if (at.value <= value - 1e-4 * scale * decrement + noise * value) break;
    }
    if (scale < 1e-10) break;
    a -= scale * stepA;
    b -= scale * stepB;
  }
  return { a, b };
}

/** The sigmoid at score f, in [0, 1], without overflow. */
export function plattProbability({ a, b }: Platt, f: number): number {
  const z = a * f + b;
  return z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z));
}

/** Rows whose logarithms are taken at once: a product of this many numbers from 1 to 2 stays below 2^1023. */
const block = 512;

/** Negative log likelihood, its gradient and hessian. */
function differentiate(f: Float64Array, y: Float64Array, low: number, high: number, a: number, b: number) {
  let [value, ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0, 0];
  for (let from = 0; from < f.length; from += block) {
    const end = Math.min(from + block, f.length);
    // The product of 1 + e, minus 1.
    let product = 0;
    for (let i = from; i < end; i++) {
      const score = f[i];
      const target = y[i] === 1 ? high : low;
      const z = a * score + b;
      const e = Math.exp(-Math.abs(z));
      const share = 1 / (1 + e);
      const residual = target - (z >= 0 ? e * share : share);
      const curvature = e * share * share;
      value += (z > 0 ? z : 0) - (1 - target) * z;
      product += e * (1 + product);
      ga += score * residual;
      gb += residual;
      haa += score * score * curvature;
      hab += score * curvature;
      hbb += curvature;
    }
    value += Math.log1p(product);
  }
  return { value, ga, gb, haa, hab, hbb };
}
