/**
 * How a model's units end, as SQL that `outcome-query.ts` puts together. Each unit has one binary conversion, which depends only on what
 * happened within its window, so that a later look finds the same. Parameters of all parts: $1 now, $2 a day, $3 the attribution window
 * (intervals, because days are shorter in tests of experiments).
 */
export type OutcomeDefinition = {
  /**
   * SELECT from `exposed` (unit = external id, exposed_at, ...) of the units whose window is over by now: (exposed.*, contact_id bigint,
   * converted boolean).
   */
  readonly unitsSql: string;
  /**
   * SELECT of (difference double precision), the challenger's loss minus the champion's, of subjects that both models answered for.
   * `judged_by` has the sources of the two versions' labels: (champion, challenger), null where a model has one source only.
   */
  readonly lossesSql: string;
  /**
   * SELECT of (unit, exposed_at): those whom the CRM shows as possible units, served or not, from $4 (exclusive) until $5. Before there
   * are predictions, traffic and conversion rate are estimated from them.
   */
  readonly candidatesSql: string;
  /**
   * SELECT from `exposed` (unit, exposed_at, output) of the predictions whose label, the one that the model learns, became known within
   * ($1 - $4, $1]: (exposed.*, contact_id bigint, source text or null for the contact's, campaign_id bigint, label double precision, acted
   * boolean). $3 is the horizon here. `judged_by` has the source of the version's labels: (source). A unit may appear more than once; the latest prediction counts. acted: the business has since done
   * something to prevent what was predicted, so the label no longer says whether the prediction was right.
   */
  readonly labelsSql: string;
  /** At most this many days pass from exposure until a unit's window begins. */
  readonly waitDays: number;
};
