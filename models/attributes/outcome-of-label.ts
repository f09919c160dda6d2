import type { LabelSource } from '../../domain/lead-labels.ts';
import type { ModelName } from '../../domain/models.ts';

/** From this label on a lead counts as converted, where labels are what became of the leads (`models/lead-scoring/lead-label.ts`). */
const convertedLabel = 70;

/** What counts as an outcome, to find columns that hold it. Ratings have none: the better half counts as one. @param labels of all rows. */
export function outcomeOfLabel(
  model: ModelName,
  labelSource: LabelSource | null,
  labels: () => Iterable<number>,
): (label: number) => boolean {
  if (model !== 'lead_scoring') return (label) => label === 1;
  if (labelSource === 'outcomes') return (label) => label >= convertedLabel;
  const sorted = Float64Array.from(labels()).sort();
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return (label) => label > middle;
}
