import type { GateConfig, GateDecision } from './experiment.ts';

/**
 * The rule by which an experiment promotes its challenger, and by which it gives a challenger up: the only place to change it. When a
 * phase has run long enough to be judged, and what harm does before, is decided around it (`decide-live.ts`, `decide-paired.ts`).
 *
 * promote: the challenger becomes champion. keep: there is no hope for it. null: look again.
 */
export type Judgement = 'promote' | 'keep' | null;

/**
 * Live mode, by the relative lift of the conversion rate.
 * evidence: the observed lift exceeds the least one, and its always-valid interval lies above 0.
 * observed: the guide's rule to the letter. Looked at daily, it promotes challengers that are no better in nearly a third of experiments.
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
