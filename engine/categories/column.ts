/** A column of a table before encoding, an element a row. */
export type EncodedColumn =
  | {
      readonly kind: 'number';
      /** Where it comes from, for who reads the encoding. */
      readonly source: number;
      /** NaN is missing. */
      readonly values: Float64Array;
      /** A month, a weekday, an hour: after how much it begins again; else null. */
      readonly cycle: number | null;
    }
  | {
      readonly kind: 'levels';
      readonly source: number;
      /** 0 is missing, then the levels (`engine/categories/levels.ts`); `levelCount + 1` stands for all that aren't known. */
      readonly codes: Int32Array;
      readonly levelCount: number;
    };

export type LevelColumn = Extract<EncodedColumn, { kind: 'levels' }>;

/** How one feature is computed; plain data. `column` is the place among the columns. */
export type EncodedFeature = { readonly column: number; readonly source: number } & (
  | { readonly kind: 'value' }
  /** 1 where the number is missing. */
  | { readonly kind: 'missing' }
  /** A point on a circle. */
  | { readonly kind: 'sine' | 'cosine'; readonly cycle: number }
  /** By code; null is missing. */
  | { readonly kind: 'by level'; readonly values: readonly (number | null)[] }
);

/** How columns become a learner's features. */
export type EncodingStyle = {
  /** A categorical column of at most so many levels gets a feature (0 or 1) for each; of more, one by what the target is on average. */
  readonly oneHotLevels: number;
  /** Rows that a level has at the least for a feature of its own; those of fewer share one. */
  readonly oneHotRows: number;
  /**
   * true, for linear models: a feature tells where a number is missing, a month, weekday or hour is a point on a circle, an average is
   * in log-odds.
   */
  readonly linear: boolean;
};
