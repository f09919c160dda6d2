/** The newest answers that are known to be further off than usual, all since one of them. */
export type ErrorShift = {
  /** Standard errors that their mean lies above the usual one. */
  readonly shift: number;
  readonly answers: number;
  /** Mean errors, without their largest ones. */
  readonly mean: number;
  readonly usual: number;
};

/**
 * A single answer that is far off says nothing, and moves a mean of a few: errors count as at most what one in twenty of the usual ones
 * exceeds.
 */
const cappedAt = 0.95;
/** Fewer answers are an accident. */
const leastAnswers = 5;
/** Fewer errors don't show what is usual. */
const leastUsual = 30;

/**
 * The mean of a window needs days until a change fills enough of it. So it is asked of each of the newest answers whether all from it on
 * are further off than usual, and the one that says so most clearly counts (Page 1954, with the change's size unknown).
 *
 * @param errors in the order in which their subjects came; not negative.
 * @param usual errors of answers that weren't learnt either, of the version's own evaluation.
 * @returns null: too few of either.
 */
export function findErrorShift(errors: readonly number[], usual: readonly number[]): ErrorShift | null {
  if (errors.length < leastAnswers || usual.length < leastUsual) return null;
  const cap = usual.toSorted((a, b) => a - b)[Math.floor(cappedAt * usual.length)] ?? 0;
  const capped = usual.map((error) => Math.min(error, cap));
  const expected = capped.reduce((sum, error) => sum + error, 0) / capped.length;
  const deviation = Math.sqrt(capped.reduce((sum, error) => sum + (error - expected) ** 2, 0) / capped.length);
  if (deviation === 0) return null;
  let found: ErrorShift = { shift: 0, answers: errors.length, mean: expected, usual: expected };
  let sum = 0;
  for (let answers = 1; answers <= errors.length; answers++) {
    sum += Math.min(errors[errors.length - answers] ?? 0, cap);
    if (answers < leastAnswers) continue;
    const shift = (sum / answers - expected) / (deviation * Math.sqrt(1 / answers + 1 / usual.length));
    if (shift > found.shift) found = { shift, answers, mean: sum / answers, usual: expected };
  }
  return found;
}
