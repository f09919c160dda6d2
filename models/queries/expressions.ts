/** Pieces of SQL text from which features are made. Arguments are SQL too. */

/** Compresses counts and amounts, whose tails are long, so that equal differences mean about the same everywhere. */
export function log1p(amount: string): string {
  return `ln(1 + greatest(${amount}, 0)::double precision)`;
}

/** A share pulled towards `prior` as if there were `weight` earlier cases: one reply to one message says less than eight to ten. Never null. */
export function smoothedRate(hits: string, trials: string, prior: number | string, weight = 2): string {
  return `((${hits}) + ${weight} * (${prior})::double precision) / ((${trials}) + ${weight})`;
}

/**
 * The sum of numbers up to about 10, to nine decimals: whole numbers are added, which is exact, so the order in which the server adds
 * makes no difference. Floating point sums differ in their last bits, which decide a tie when the feature is rounded: the mean of 32
 * sentiments of two decimals may end in half of the last decimal kept.
 */
export function exactSum(value: string, filter = ''): string {
  return `(sum(round((${value})::double precision * 1e9))${filter && ` filter (where ${filter})`} / 1e9)`;
}

/** A mean pulled towards `prior` as if there were `weight` earlier values. `sum` may be null when there are no values. Never null. */
export function smoothedMean(sum: string, count: string, prior: number | string, weight = 2): string {
  return smoothedRate(`coalesce(${sum}, 0)::double precision`, count, prior, weight);
}

/** Hours from one moment to a later one. */
export function hoursBetween(from: string, to: string): string {
  return `(extract(epoch from (${to}) - (${from})) / 3600)::double precision`;
}

export function daysBetween(from: string, to: string): string {
  return `(extract(epoch from (${to}) - (${from})) / 86400)::double precision`;
}

/** A condition as 0 or 1; null stays missing. */
export function flag(condition: string): string {
  return `(${condition})::integer`;
}
