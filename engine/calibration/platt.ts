/** Probability 1 / (1 + exp(a f + b)) of a score f; a is negative when greater scores mean more positives. */
export type Platt = { readonly a: number; readonly b: number };

/**
 * Platt's sigmoid by maximum likelihood, with his targets (N+ + 1) / (N+ + 2) and 1 / (N- + 2) against overfitting: Newton's
 * method with backtracking (Lin, Lin, Weng 2007, "A note on Platt's probabilistic outputs").
 *
 * @param f scores. @param y labels 0 or 1.
 */
export function fitPlatt(f: Float64Array, y: Float64Array): Platt {
  const positives = y.reduce((sum, label) => sum + label, 0);
  const negatives = y.length - positives;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const target = y.map((label) => (label === 1 ? high : low));
  let a = 0;
  let b = Math.log((negatives + 1) / (positives + 1));
  let value = negativeLikelihood(f, target, a, b);
  for (let iteration = 0; iteration < 100; iteration++) {
    // The ridge keeps the matrix regular when all scores are equal.
    let haa = 1e-12;
    let hbb = 1e-12;
    let hab = 0;
    let ga = 0;
    let gb = 0;
    for (let i = 0; i < f.length; i++) {
      const p = plattProbability({ a, b }, f[i]);
      const curvature = p * (1 - p);
      const residual = target[i] - p;
      haa += f[i] * f[i] * curvature;
      hbb += curvature;
      hab += f[i] * curvature;
      ga += f[i] * residual;
      gb += residual;
    }
    if (Math.abs(ga) < 1e-10 && Math.abs(gb) < 1e-10) break;
    const determinant = haa * hbb - hab * hab;
    const stepA = -(hbb * ga - hab * gb) / determinant;
    const stepB = -(haa * gb - hab * ga) / determinant;
    const slope = ga * stepA + gb * stepB;
    let scale = 1;
    let moved = value;
    for (; scale >= 1e-10; scale /= 2) {
      moved = negativeLikelihood(f, target, a + scale * stepA, b + scale * stepB);
      if (moved < value + 1e-4 * scale * slope) break;
    }
    if (scale < 1e-10) break;
    a += scale * stepA;
    b += scale * stepB;
    value = moved;
  }
  return { a, b };
}

export function plattProbability({ a, b }: Platt, f: number): number {
  const z = a * f + b;
  return z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z));
}

function negativeLikelihood(f: Float64Array, target: Float64Array, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < f.length; i++) {
    const z = a * f[i] + b;
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (1 - target[i]) * z;
  }
  return sum;
}
