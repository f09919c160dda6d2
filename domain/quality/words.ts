import type { ModelName } from '../models.ts';

/** What a model's rows and classes are called when they are counted. */
export const subjectWords: Readonly<
  Record<ModelName, { readonly rows: string; readonly positives: string; readonly negatives: string }>
> = {
  lead_scoring: {
    rows: 'leads with a known outcome',
    positives: 'conversions',
    negatives: 'leads that did not convert',
  },
  churn: { rows: 'contacts that were active', positives: 'contacts who left', negatives: 'contacts who stayed' },
  engagement: { rows: 'messages of ours', positives: 'answered messages', negatives: 'unanswered messages' },
};

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** '37 more conversions' */
export function more(count: number, what: string): string {
  return `${count} more ${what}`;
}
