import type { ModelName } from './models.ts';

/** A metric's target: met when the value compares to `limit` in this way. Limits are the guide's. */
export type Target = { readonly metric: string; readonly comparison: '<' | '>'; readonly limit: number };

const classification: readonly Target[] = [
  { metric: 'accuracy', comparison: '>', limit: 0.75 },
  { metric: 'precision', comparison: '>', limit: 0.7 },
  { metric: 'recall', comparison: '>', limit: 0.75 },
  { metric: 'f1', comparison: '>', limit: 0.72 },
];

export const targets: Readonly<Record<ModelName, readonly Target[]>> = {
  lead_scoring: [
    { metric: 'mae', comparison: '<', limit: 10 },
    { metric: 'r2', comparison: '>', limit: 0.8 },
  ],
  churn: classification,
  engagement: classification,
};

/** Metrics as stored: null where undefined, never NaN. */
export type Metrics = Readonly<Record<string, number | null>>;

export type TargetResult = Target & { readonly value: number | null; readonly met: boolean };

/** An undefined metric meets no target. */
export function checkTargets(expected: readonly Target[], metrics: Metrics): TargetResult[] {
  return expected.map((target) => {
    const value = metrics[target.metric] ?? null;
    const met = value !== null && (target.comparison === '<' ? value < target.limit : value > target.limit);
    return { ...target, value, met };
  });
}
