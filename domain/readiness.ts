/** Whether there are enough labels for a training; `quality/checks.ts` judges everything else. */
export function isEnough(
  task: 'regression' | 'classification',
  minimum: { readonly samples: number; readonly perClass?: number },
  { samples, positives }: { readonly samples: number; readonly positives: number },
): boolean {
  if (samples < minimum.samples) return false;
  return task === 'regression' || Math.min(positives, samples - positives) >= (minimum.perClass ?? 1);
}
