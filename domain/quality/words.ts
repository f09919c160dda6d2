import type { ModelName } from '../models.ts';

/** One of it, and several. */
type Counted = readonly [one: string, many: string];

/** What a model's rows and classes are called when they are counted. */
export const subjectWords: Readonly<
  Record<ModelName, { readonly rows: Counted; readonly positives: Counted; readonly negatives: Counted }>
> = {
  lead_scoring: {
    rows: ['lead with a known outcome', 'leads with a known outcome'],
    positives: ['conversion', 'conversions'],
    negatives: ['lead that did not convert', 'leads that did not convert'],
  },
  churn: {
    rows: ['contact that was active', 'contacts that were active'],
    positives: ['contact who left', 'contacts who left'],
    negatives: ['contact who stayed', 'contacts who stayed'],
  },
  engagement: {
    rows: ['message of ours', 'messages of ours'],
    positives: ['answered message', 'answered messages'],
    negatives: ['unanswered message', 'unanswered messages'],
  },
};

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** '3 conversions' */
export function counted(count: number, [one, many]: Counted): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** '37 more conversions' */
export function more(count: number, [one, many]: Counted): string {
  return `${count} more ${count === 1 ? one : many}`;
}
