import type { GateConfig, GateDecision } from './experiment.ts';

/**
 * The rule by which an experiment promotes its challenger or gives it up. This is the only place to change it.
 * `decide-live.ts` and `decide-paired.ts` decide when a phase has run long enough to be judged, and what earlier harm does.
 *
 * promote: the challenger becomes champion. keep: it can no longer succeed. null: look again.
 */
export type Judgement = 'promote' | 'keep' | null;

/**
 * Live mode, by the relative lift of the conversion rate. evidence: the observed lift exceeds the minimum, and its
 * always-valid interval lies above 0. observed: the guide's rule to the letter. With daily looks, it promotes a challenger
 * that is no better in nearly a third of experiments.
 */
export function judgeLift(
  lift: NonNullable<GateDecision['lift']>,
  { rule, minimumLift }: Pick<GateConfig, 'rule' | 'minimumLift'>,
): Judgement {
  if (lift.observed > minimumLift && (rule === 'observed' || lift.low > 0)) return 'promote';
  return rule === 'evidence' && lift.high < minimumLift ? 'keep' : null;
}

/**
 * Paired mode, by the challenger's loss minus the champion's on the same subjects: no worse on average, and by evidence surely not worse
 * by more than the margin.
 */
export function judgeLoss(
  difference: NonNullable<GateDecision['paired']>,
  { rule, paired: { margin } }: Pick<GateConfig, 'rule' | 'paired'>,
): Judgement {
  if (difference.mean <= 0 && (rule === 'observed' || difference.high < margin)) return 'promote';
  return difference.low > 0 ? 'keep' : null;
}
