import type { ModelName } from '../domain/models.ts';

/** What a confidence says, in a sentence: each model's means something else. */
export function confidenceWords(model: ModelName, value: number, confidence: number): string {
  const cases = `${Math.round(confidence * 100)} of 100`;
  if (model === 'lead_scoring') return `About ${cases} such leads end within 10 points of their score.`;
  const says = {
    churn: value >= 0.5 ? 'leave' : 'stay',
    engagement: value >= 0.5 ? 'are answered' : 'stay without an answer',
  }[model];
  return `About ${cases} such ${model === 'churn' ? 'contacts' : 'messages'} ${says}.`;
}
