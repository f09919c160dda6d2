import type { ChurnOutput } from './churn/output.ts';
import type { EngagementOutput } from './engagement/output.ts';
import type { LeadScoringOutput } from './lead-scoring/output.ts';

/** A model's answer about one subject; `id` is the external id of the lead or the contact. */
export type Prediction =
  | { readonly model: 'lead_scoring'; readonly id: string; readonly output: LeadScoringOutput }
  | { readonly model: 'churn'; readonly id: string; readonly output: ChurnOutput }
  | { readonly model: 'engagement'; readonly id: string; readonly output: EngagementOutput };

/** The number that a model gives: a score 0-100 or a probability 0-1. */
export function predictedValue(prediction: Prediction): number {
  switch (prediction.model) {
    case 'lead_scoring':
      return prediction.output.score;
    case 'churn':
      return prediction.output.churn_probability;
    case 'engagement':
      return prediction.output.engagement_probability;
  }
}
