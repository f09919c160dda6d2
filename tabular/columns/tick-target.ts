import type { RawColumn } from '../../tables/columns/raw-column.ts';
import { isTick } from '../../tables/values/truth-text.ts';
import type { TargetClasses } from './target-classes.ts';
import { leastRowsOfClass } from './target-words.ts';

/** The report's name for the class of cells without a tick. */
const unticked = '(empty)';

/**
 * Reads a target that is ticked or empty, as in a form: x is yes, an empty cell is no. undefined for any other target. One with NA is
 * among these, because there a missing value may be unknown.
 */
export function readTicks({ name, texts, codes, values, blanksOnly }: RawColumn): TargetClasses | undefined {
  if (codes === null || texts.length === 0 || !texts.every(isTick) || !blanksOnly) return undefined;
  if (values.some((value) => !Number.isNaN(value))) return undefined;
  const labels = Int32Array.from(codes, (code) => (code > 0 ? 1 : 0));
  const ticked = labels.reduce((sum, label) => sum + label, 0);
  const empty = labels.length - ticked;
  if (Math.min(ticked, empty) < leastRowsOfClass) return undefined;
  return {
    classes: [unticked, texts[0]],
    labels,
    rareRows: 0,
    notes: [`${name} is ${texts.join(' or ')} in ${ticked} rows and empty in ${empty}: an empty cell is taken for no.`],
  };
}
