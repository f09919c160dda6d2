import { type QualityTier, qualityTier } from '../../domain/tiers.ts';
import { type Contribution, type Factors, factorsOf } from '../factors.ts';
import { rounded } from '../rounded.ts';
import { leadScoring } from './definition.ts';

/** The guide's fields. `confidence`: the estimated probability that the outcome is within 10 points of the score. */
export type LeadScoringOutput = {
  readonly success: true;
  /** 0-100 */
  readonly score: number;
  readonly quality_tier: QualityTier;
  readonly confidence: number;
  readonly recommendation: string;
  readonly factors: Factors;
};

/** Replaces the tier's own recommendation for a contact that opted out of messages. */
const withoutMessages: Readonly<Record<QualityTier, string>> = {
  hot: 'High priority - call, the contact opted out of messages',
  warm: 'Follow up by phone within 24 hours, the contact opted out of messages',
  cold: 'Do not message, the contact opted out',
};

export function leadScoringOutput(input: {
  readonly score: number;
  readonly confidence: number;
  readonly optedIn: boolean;
  readonly contributions: readonly Contribution[];
}): LeadScoringOutput {
  const score = rounded(input.score, 1);
  const tier = qualityTier(score);
  return {
    success: true,
    score,
    quality_tier: tier.name,
    confidence: rounded(input.confidence, 2),
    recommendation: input.optedIn ? tier.recommendation : withoutMessages[tier.name],
    factors: factorsOf(leadScoring, input.contributions),
  };
}
