/**
 * The holdout verdict: what the rows outside both models' training sets say of a challenger at the end of its training. The gate, an experiment
 * on live traffic, comes after it.
 * `difference` is challenger loss minus champion loss: below zero the challenger is better.
 */
export type PairedComparison = {
  readonly rows: number;
  /** Whose rows they are, where a subject has several. */
  readonly subjects?: number;
  readonly metric: string;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
};

/**
 * Why a champion is not compared. cannot_serve: this release can't compute what it reads, or its file can't be read.
 * deployed_meanwhile: it began to serve while the training was under way, whose rows lack what it reads. other_labels: it learnt labels of
 * another source, so its errors are about something else.
 */
export type NotCompared = {
  readonly why: 'cannot_serve' | 'deployed_meanwhile' | 'other_labels';
  readonly reason: string;
};

export const holdoutFindings = [
  'first',
  'not_worse',
  'worse',
  'inconclusive',
  'forced',
  'better_than_degraded',
  'other_features',
  'other_labels',
] as const;
export type HoldoutFinding = (typeof holdoutFindings)[number];

/** trial: it goes on live traffic beside the champion, where an experiment decides. */
export const holdoutActions = ['deploy', 'trial', 'keep'] as const;

export type HoldoutVerdict = {
  readonly action: (typeof holdoutActions)[number];
  readonly verdict: HoldoutFinding;
  readonly reason: string;
};

/** Fewer common rows than this say nothing either way. */
export const minimumCommonRows = 10;

export function decideHoldoutVerdict(input: {
  readonly champion: string;
  readonly comparison: PairedComparison | null;
  readonly notCompared: NotCompared | null;
  readonly force: boolean;
  /** What a challenger that is not worse does next. */
  readonly next: 'deploy' | 'trial';
  /** Since when labels contradict what was learnt before; null where no such change is recent. */
  readonly degradedSince: Date | null;
}): HoldoutVerdict {
  const { champion, comparison, notCompared, force, next, degradedSince } = input;
  if (notCompared?.why === 'cannot_serve') {
    // nobody could be given to it in a trial either
    const reason = `Champion ${champion} can't be compared, and can't serve in this release: ${notCompared.reason} The new version takes over without a trial.`;
    return { action: 'deploy', verdict: 'other_features', reason };
  }
  if (notCompared?.why === 'other_labels') {
    const reason = `Not compared with champion ${champion}: ${notCompared.reason}`;
    if (force) return forced(`${reason} Deployed without an experiment because it was forced.`);
    const turn = next === 'trial' ? 'It goes on trial, where conversions decide.' : 'The new version takes over.';
    return { action: next, verdict: 'other_labels', reason: `${reason} ${turn}` };
  }
  const common = comparison?.subjects ?? comparison?.rows ?? 0;
  if (comparison === null || common < minimumCommonRows) {
    const reason =
      notCompared === null
        ? `Only ${common} rows lie outside both training sets (${minimumCommonRows} needed): inconclusive`
        : `${notCompared.reason} Not compared: inconclusive`;
    return force
      ? forced(`${reason}, deployed over champion ${champion} because it was forced.`)
      : { action: 'keep', verdict: 'inconclusive', reason: `${reason}, champion ${champion} is kept.` };
  }
  const { metric, difference, low, high, rows, subjects } = comparison;
  const whose = subjects === undefined ? '' : ` of ${subjects} leads`;
  const figures = `${metric} ${signed(difference)} (95% interval ${signed(low)} to ${signed(high)}) on ${rows} common holdout rows${whose}`;
  if (low > 0) {
    const reason = `Worse than champion ${champion}: ${figures}`;
    return force
      ? forced(`${reason}; deployed because it was forced.`)
      : { action: 'keep', verdict: 'worse', reason: `${reason}. The champion is kept.` };
  }
  if (high < 0 && degradedSince !== null) {
    // a trial would leave most subjects with a model that is known to be wrong, or that learnt from the first weeks of the change alone
    const reason = `Better than champion ${champion} after the change of ${degradedSince.toISOString().slice(0, 10)}, from when on labels contradict what was learnt before: ${figures}`;
    return { action: 'deploy', verdict: 'better_than_degraded', reason: `${reason}. Deployed without a trial.` };
  }
  const reason = `Not worse than champion ${champion}: ${figures}.`;
  if (force) return forced(`${reason} Deployed without an experiment because it was forced.`);
  return { action: next, verdict: 'not_worse', reason };
}

function forced(reason: string): HoldoutVerdict {
  return { action: 'deploy', verdict: 'forced', reason };
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}
