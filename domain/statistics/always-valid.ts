export type Estimate = {
  readonly estimate: number;
  readonly standardError: number;
  /** N: observations so far, of all arms. */
  readonly units: number;
  /** N*: observations expected at the decision, where the interval is to be narrowest. Fixed before the first look. */
  readonly plannedTotal: number;
  /** Two-sided: 0.05 for 95%. */
  readonly alpha: number;
};
export type Interval = { readonly low: number; readonly high: number };

/**
 * An interval that covers the truth at all looks at once with probability 1 - alpha, however many looks there are: the
 * asymptotic confidence sequence of Waudby-Smith et al. (arXiv 2103.06476, theorem 2.2). At N = N* it is 3.04 standard
 * errors to each side at 95%, against 1.96 for a fixed interval.
 */
export function alwaysValidInterval(input: Estimate): Interval {
  const halfWidth = input.standardError * alwaysValidWidth(input.units / input.plannedTotal, input.alpha);
  return { low: input.estimate - halfWidth, high: input.estimate + halfWidth };
}

/** Half width in standard errors when the share N / N* of the planned units has arrived. */
export function alwaysValidWidth(progress: number, alpha: number): number {
  const information = progress * tuning(alpha);
  return Math.sqrt((2 * (information + 1) * Math.log(Math.sqrt(information + 1) / alpha)) / information);
}

/** The smallest alpha at which the interval, tuned for `input.alpha`, would exclude the null value at this look. */
export function alwaysValidP(input: Estimate, nullValue = 0): number {
  const information = (input.units / input.plannedTotal) * tuning(input.alpha);
  const distance = input.estimate - nullValue;
  if (distance === 0) return 1;
  const z = distance / input.standardError;
  const exponent = (-information * z * z) / (2 * (information + 1));
  return Math.min(1, Math.sqrt(information + 1) * Math.exp(exponent));
}

/** rho^2 N* of the paper's equation for the narrowest interval at N*. */
function tuning(alpha: number): number {
  const logAlpha = Math.log(alpha);
  return -2 * logAlpha + Math.log(1 - 2 * logAlpha);
}
