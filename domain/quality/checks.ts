import { PerennialError } from '../errors.ts';
import {
  judgeClasses,
  judgeConversations,
  judgeConversions,
  judgeRecords,
  judgeSamples,
  judgeSpread,
} from './enough-checks.ts';
import type { QualityFacts } from './facts.ts';
import type { Finding, Judgement } from './finding.ts';
import {
  judgeAttributes,
  judgeBalance,
  judgeDeadFeatures,
  judgeDuplicates,
  judgeLeakage,
  judgeNulls,
  judgeOutliers,
  judgeRecency,
} from './table-checks.ts';
import { judgeDrift, judgeGap, judgeHorizon } from './time-checks.ts';

/** null: the check doesn't apply to the model, or there is nothing to look at. */
type Check = (facts: QualityFacts) => Judgement | null;

/**
 * Every check of readiness and quality, in the order of their printing: what `perennial data`, the API and each training say. A new check
 * is a line here, and facts that it judges.
 */
export const checks: Readonly<Record<string, Check>> = {
  records: judgeRecords,
  conversations: judgeConversations,
  samples: judgeSamples,
  classes: judgeClasses,
  spread: judgeSpread,
  conversions: judgeConversions,
  balance: judgeBalance,
  duplicates: judgeDuplicates,
  recency: judgeRecency,
  nulls: judgeNulls,
  dead_features: judgeDeadFeatures,
  outliers: judgeOutliers,
  attributes: judgeAttributes,
  leakage: judgeLeakage,
  drift: judgeDrift,
  horizon: judgeHorizon,
  gap: judgeGap,
};

export function judgeQuality(facts: QualityFacts): Finding[] {
  return Object.entries(checks).flatMap(([check, judge]) => {
    const judgement = judge(facts);
    return judgement === null ? [] : [{ check, ...judgement }];
  });
}

/** Throws the first refusal: `not_enough_training_data`, or `invalid_training_data` where the label has nothing to learn. */
export function requireReady(facts: Pick<QualityFacts, 'model'>, findings: readonly Finding[]): void {
  const refused = findings.find(({ status }) => status === 'refusal');
  if (refused === undefined) return;
  const { check, message, remedy = '', value, limit, missing, code = 'invalid_training_data' } = refused;
  const details = {
    model: facts.model,
    check,
    found: value,
    needed: limit,
    ...(missing === undefined ? {} : { missing }),
  };
  throw new PerennialError(code, `${message}.`, remedy, details);
}
