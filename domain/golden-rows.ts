/** Rows of raw features, null where missing, and what the model answered for each before it was stored. */
export type GoldenRows = {
  readonly features: readonly (readonly (number | null)[])[];
  readonly outputs: readonly number[];
};
