/** Points in (0, 1) and weights: the sum of weight * f(point) is the integral of f over [0, 1], exactly for polynomials of degree 2n - 1. */
export type Quadrature = { readonly points: Float64Array; readonly weights: Float64Array };

const known = new Map<number, Quadrature>();

/**
 * The Gauss-Legendre rule with `count` points: the roots of the Legendre polynomial, by Newton's method from Tricomi's
 * estimate.
 */
export function gaussLegendre(count: number): Quadrature {
  const found = known.get(count);
  if (found !== undefined) return found;
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let root = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    // Newton's method converges quadratically: the last of these steps no longer change anything.
    for (let step = 0; step < 8; step++) {
      let previous = 1;
      let value = root;
      for (let degree = 2; degree <= count; degree++) {
        [previous, value] = [value, ((2 * degree - 1) * root * value - (degree - 1) * previous) / degree];
      }
      slope = (count * (previous - root * value)) / (1 - root * root);
      root -= value / slope;
    }
    points[i] = (1 - root) / 2;
    weights[i] = 1 / ((1 - root * root) * slope * slope);
  }
  const rule = { points, weights };
  known.set(count, rule);
  return rule;
}
