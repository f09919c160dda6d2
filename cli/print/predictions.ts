import type { ModelName } from '../../domain/models.ts';
import { absent, formatDecimal } from './format.ts';
import { type Column, tableLines } from './table.ts';

/** A prediction as the API gives it: the guide's fields, by model. */
export type Factors = { readonly positive: readonly string[]; readonly negative: readonly string[] };
export type LeadPrediction = {
  readonly success: boolean;
  readonly score: number;
  readonly quality_tier: string;
  readonly confidence: number;
  readonly recommendation: string;
  readonly factors: Factors;
};
export type ChurnPrediction = {
  readonly success: boolean;
  readonly churn_probability: number;
  readonly risk_level: string;
  readonly confidence: number;
  readonly recommendations: readonly string[];
  readonly risk_factors: readonly string[];
};
export type EngagementPrediction = {
  readonly success: boolean;
  readonly engagement_probability: number;
  readonly optimal_send_time: string | null;
  readonly best_day: string | null;
  readonly confidence: number;
  readonly recommendations: readonly string[];
  readonly engagement_factors: Factors;
};

/** One subject's prediction; `id` is the external id of the lead or the contact. */
export type SubjectPrediction =
  | { readonly model: 'lead_scoring'; readonly id: string; readonly output: LeadPrediction }
  | { readonly model: 'churn'; readonly id: string; readonly output: ChurnPrediction }
  | { readonly model: 'engagement'; readonly id: string; readonly output: EngagementPrediction };

/** The number that a model gives: a score 0-100 or a probability 0-1. */
export function predictedValue(prediction: SubjectPrediction): number {
  switch (prediction.model) {
    case 'lead_scoring':
      return prediction.output.score;
    case 'churn':
      return prediction.output.churn_probability;
    case 'engagement':
      return prediction.output.engagement_probability;
  }
}

export function formatPredicted(model: ModelName, value: number): string {
  return model === 'lead_scoring' ? `${formatDecimal(value, 1)}/100` : formatDecimal(value);
}

export const predictedTitles: Readonly<Record<ModelName, string>> = {
  lead_scoring: 'Score',
  churn: 'Churn probability',
  engagement: 'Engagement probability',
};

/** Title and value of what else is said of a subject, the guide's words first. */
export function predictionDetails(prediction: SubjectPrediction): (readonly [title: string, value: string])[] {
  switch (prediction.model) {
    case 'lead_scoring':
      return [
        ['Quality', prediction.output.quality_tier],
        ['Recommendation', prediction.output.recommendation],
      ];
    case 'churn':
      return [
        ['Risk level', prediction.output.risk_level],
        ['Recommendation', prediction.output.recommendations[0] ?? absent],
      ];
    case 'engagement':
      return [
        ['Best send time', bestTime(prediction.output)],
        ['Recommendation', prediction.output.recommendations[0] ?? absent],
      ];
  }
}

function bestTime(output: EngagementPrediction): string {
  const parts = [output.best_day, output.optimal_send_time].filter((part) => part !== null);
  return parts.length === 0 ? absent : parts.join(' ');
}

/** The strongest reason either way, or of risk. */
function reasons(prediction: SubjectPrediction): string {
  if (prediction.model === 'churn') return prediction.output.risk_factors.slice(0, 2).join('; ') || absent;
  const factors =
    prediction.model === 'lead_scoring' ? prediction.output.factors : prediction.output.engagement_factors;
  const signed = [
    ...factors.positive.slice(0, 1).map((text) => `+ ${text}`),
    ...factors.negative.slice(0, 1).map((text) => `- ${text}`),
  ];
  return signed.join('; ') || absent;
}

export function predictionTable(predictions: readonly SubjectPrediction[]): string[] {
  const first = predictions[0];
  if (first === undefined) return [];
  const model = first.model;
  const detailTitles = predictionDetails(first).map(([title]) => title);
  const columns: Column<SubjectPrediction>[] = [
    { title: model === 'lead_scoring' ? 'Lead' : 'Contact', cell: ({ id }) => id },
    { title: predictedTitles[model], cell: (one) => formatPredicted(model, predictedValue(one)), right: true },
    { title: 'Confidence', cell: ({ output }) => formatDecimal(output.confidence), right: true },
    ...detailTitles.map((title, at) => ({
      title,
      cell: (one: SubjectPrediction) => predictionDetails(one)[at]?.[1] ?? absent,
    })),
    { title: 'Because', cell: reasons },
  ];
  return tableLines(predictions, columns);
}
