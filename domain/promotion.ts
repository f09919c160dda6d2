/**
 * The gate's decision at the end of training, on rows outside both models' training sets.
 * `difference` is challenger loss minus champion loss: below zero the challenger is better.
 */
export type PairedComparison = {
  readonly rows: number;
  readonly metric: string;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
};

export const promotionVerdicts = ['first', 'not_worse', 'worse', 'inconclusive', 'forced'] as const;
export type PromotionVerdict = (typeof promotionVerdicts)[number];

export type Promotion = { readonly deploy: boolean; readonly verdict: PromotionVerdict; readonly reason: string };

/** Fewer common rows than this say nothing either way. */
export const minimumCommonRows = 10;

export function decidePromotion(input: {
  readonly champion: string | null;
  readonly comparison: PairedComparison | null;
  readonly force: boolean;
}): Promotion {
  const { champion, comparison, force } = input;
  if (champion === null)
    return { deploy: true, verdict: 'first', reason: 'There is no champion yet: the first version is deployed.' };
  if (comparison === null || comparison.rows < minimumCommonRows) {
    const reason = `Only ${comparison?.rows ?? 0} rows lie outside both training sets (${minimumCommonRows} needed): inconclusive`;
    return force
      ? {
          deploy: true,
          verdict: 'forced',
          reason: `${reason}, deployed over champion ${champion} because it was forced.`,
        }
      : { deploy: false, verdict: 'inconclusive', reason: `${reason}, champion ${champion} is kept.` };
  }
  const { metric, difference, low, high, rows } = comparison;
  const figures = `${metric} ${signed(difference)} (95% interval ${signed(low)} to ${signed(high)}) on ${rows} common holdout rows`;
  if (low > 0) {
    return force
      ? {
          deploy: true,
          verdict: 'forced',
          reason: `Worse than champion ${champion}: ${figures}; deployed because it was forced.`,
        }
      : {
          deploy: false,
          verdict: 'worse',
          reason: `Worse than champion ${champion}: ${figures}. The champion is kept.`,
        };
  }
  return { deploy: true, verdict: 'not_worse', reason: `Not worse than champion ${champion}: ${figures}.` };
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}
