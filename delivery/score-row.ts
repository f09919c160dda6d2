import type { ModelName } from '../domain/models.ts';
import { qualityTier, riskLevel } from '../domain/tiers.ts';

/** A line of a list that leaves the product. */
export type ScoreRow = {
  readonly model: ModelName;
  /** External id of the lead, otherwise of the contact. */
  readonly subject: string;
  readonly contact: string;
  /** All ids by which the contact is known. */
  readonly ids: readonly string[];
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly owner: string | null;
  readonly optedIn: boolean;
  /** 0-100 for a lead, otherwise a probability. */
  readonly score: number;
  readonly previous: number | null;
  /** Engagement: the best moment of the coming week. */
  readonly bestAt: Date | null;
  readonly version: string;
  readonly prediction: string;
};

/** One model's list, page by page. */
export type ScoreList = {
  readonly model: ModelName;
  readonly scoredAt: Date;
  readonly pages: AsyncIterable<readonly ScoreRow[]>;
};

/** hot, warm, cold; for churn critical to low; null: a chance of an answer has none. */
export function tierOf({ model, score }: Pick<ScoreRow, 'model' | 'score'>): string | null {
  if (model === 'lead_scoring') return qualityTier(score).name;
  return model === 'churn' ? riskLevel(score).name : null;
}
