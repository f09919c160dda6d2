/** A column of a table before encoding, with one element per row. */
export type EncodedColumn =
  | {
      readonly kind: 'number';
      /** Where it comes from, for readers of the encoding. */
      readonly source: number;
      /** NaN is missing. */
      readonly values: Float64Array;
      /** The period of a month, weekday or hour, after which it begins again; otherwise null. */
      readonly cycle: number | null;
      /** A single feature in any style. */
      readonly asItIs?: boolean;
    }
  | {
      readonly kind: 'levels';
      readonly source: number;
      /** 0 is missing, then the levels (`engine/categories/levels.ts`); `levelCount + 1` stands for all unknown levels. */
      readonly codes: Int32Array;
      readonly levelCount: number;
    };

export type LevelColumn = Extract<EncodedColumn, { kind: 'levels' }>;

/** How one feature is computed; plain data. `column` is the index of the column. */
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
  /**
   * A categorical column of at most this many levels gets a feature (0 or 1) for each level; one of more gets a single
   * feature, from the average target of each level.
   */
  readonly oneHotLevels: number;
  /** Minimum rows of a level with a feature of its own; levels of fewer rows share one. */
  readonly oneHotRows: number;
  /**
   * true, for linear models: a feature marks missing numbers; a month, weekday or hour becomes a point on a circle; averages
   * are in log-odds.
   */
  readonly linear: boolean;
};
