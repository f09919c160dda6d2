import type { ModelName } from '../models.ts';

/** What an experiment counts for each model, in the words of people: '4.9% of 1,200 leads bought'. */
export const modelUnits: Readonly<
  Record<ModelName, { readonly one: string; readonly many: string; readonly converted: string; readonly loss: string }>
> = {
  lead_scoring: { one: 'lead', many: 'leads', converted: 'bought', loss: 'points of score' },
  churn: { one: 'contact', many: 'contacts', converted: 'stayed', loss: 'squared error' },
  engagement: { one: 'contact', many: 'contacts', converted: 'answered', loss: 'squared error' },
};
