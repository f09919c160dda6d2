/**
 * How a model's units end, as SQL that `outcome-query.ts` puts together. One binary conversion a unit, by what happened within its
 * window alone, so that a later look finds it the same. Parameters of all parts: $1 now, $2 a day, $3 the attribution window
 * (intervals: experiments have days of their own length in tests).
 */
export type OutcomeDefinition = {
  /**
   * SELECT from `exposed` (unit = external id, exposed_at, ...) of the units whose window is over by now: (exposed.*, contact_id bigint,
   * converted boolean).
   */
  readonly unitsSql: string;
  /** SELECT of (difference double precision), the challenger's loss minus the champion's, of subjects that both models answered for. */
  readonly lossesSql: string;
  /**
   * SELECT of (unit, exposed_at): whom the CRM shows in the place of units, served or not, from $4 (exclusive) until $5. What traffic
   * and conversion rate are expected by before there are predictions.
   */
  readonly candidatesSql: string;
  /**
   * SELECT from `exposed` (unit, exposed_at, output) of the predictions whose label, the one that the model learns, became known within
   * ($1 - $4, $1]: (exposed.*, contact_id bigint, source text or null for the contact's, campaign_id bigint, label double precision, acted
   * boolean). $3 is the horizon here. A unit may come more than once, the latest prediction counts. acted: what we did since is meant to
   * prevent what was predicted, so that the label no longer tells whether the prediction was right.
   */
  readonly labelsSql: string;
  /** Days from exposure until a unit's window has begun, at most. */
  readonly waitDays: number;
};
