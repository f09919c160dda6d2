/** Whether there are enough labels for a training; `quality/checks.ts` judges everything else. */
export function isEnough(
  task: 'regression' | 'classification',
  minimum: { readonly samples: number; readonly perClass?: number },
  labels: readonly number[],
): boolean {
  if (labels.length < minimum.samples) return false;
  const positives = labels.filter((label) => label === 1).length;
  return task === 'regression' || Math.min(positives, labels.length - positives) >= (minimum.perClass ?? 1);
}
