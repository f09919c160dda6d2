/** Pieces of SQL text from which features are made. Arguments are SQL too. */

/** Compresses counts and amounts, whose tails are long, so that equal differences mean about the same everywhere. */
export function log1p(amount: string): string {
  return `ln(1 + greatest(${amount}, 0)::double precision)`;
}

/** A share pulled towards `prior` as if there were `weight` earlier cases: one reply to one message says less than eight to ten. Never null. */
export function smoothedRate(hits: string, trials: string, prior: number | string, weight = 2): string {
  return `((${hits}) + ${weight} * (${prior})::double precision) / ((${trials}) + ${weight})`;
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
