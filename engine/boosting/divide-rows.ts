import type { Crew } from '../parallel/crew.ts';
import { type BoostingPlan, type BoostingViews, figuresPerThread } from './boosting-memory.ts';

/** Rows from which dividing a leaf by several threads is worth another barrier. */
const manyRows = 16_384;

export type Division = {
  readonly column: number;
  readonly bin: number;
  readonly missingLeft: number;
};

/** A range of `rowNumbers`. `turn` alternates between 0 and 1, so that figures aren't overwritten before all have read them. */
export type Range = { readonly start: number; readonly count: number; readonly turn: number };

/**
 * Orders a leaf's rows: those that go left come first, and both parts keep their order. All threads have met when it
 * returns.
 * @returns rows on the left.
 */
export function divideRows(
  plan: BoostingPlan,
  views: BoostingViews,
  split: Division,
  range: Range,
  crew: Crew,
): number {
  return crew.size > 1 && range.count >= manyRows
    ? divideTogether(plan, views, split, range, crew)
    : divideByOne(plan, views, split, range, crew);
}

function divideByOne(
  plan: BoostingPlan,
  views: BoostingViews,
  split: Division,
  { start, count, turn }: Range,
  crew: Crew,
): number {
  if (crew.rank === 0) {
    const rows = plan.rowNumbers + 4 * start;
    const leftCount = callPartition(plan, views, split, rows, count, rows, plan.scratch);
    views.rowNumbers.set(views.scratch.subarray(0, count - leftCount), start + leftCount);
    views.figures[turn] = leftCount;
  }
  crew.barrier();
  return views.figures[turn];
}

/** Each thread divides its share into the scratch, and puts it in place once it knows the counts of the others. */
function divideTogether(
  plan: BoostingPlan,
  views: BoostingViews,
  split: Division,
  { start, count, turn }: Range,
  crew: Crew,
): number {
  const { figures, scratch, rowNumbers } = views;
  const [from, to] = crew.shareOf(count);
  const ownLeft = callPartition(
    plan,
    views,
    split,
    plan.rowNumbers + 4 * (start + from),
    to - from,
    plan.scratch + 4 * from,
    plan.scratch + 4 * (plan.rows + from),
  );
  figures[figuresPerThread * crew.rank + turn] = ownLeft;
  figures[figuresPerThread * crew.rank + 2 + turn] = to - from - ownLeft;
  crew.barrier();
  let left = 0;
  let leftBefore = 0;
  let rightBefore = 0;
  for (let rank = 0; rank < crew.size; rank++) {
    if (rank === crew.rank) leftBefore = left;
    left += figures[figuresPerThread * rank + turn];
    if (rank < crew.rank) rightBefore += figures[figuresPerThread * rank + 2 + turn];
  }
  rowNumbers.set(scratch.subarray(from, from + ownLeft), start + leftBefore);
  const rights = plan.rows + from;
  rowNumbers.set(scratch.subarray(rights, rights + to - from - ownLeft), start + left + rightBefore);
  crew.barrier();
  return left;
}

function callPartition(
  plan: BoostingPlan,
  { kernel }: BoostingViews,
  { column, bin, missingLeft }: Division,
  rows: number,
  count: number,
  left: number,
  right: number,
): number {
  const bins = plan.columnBins + column * plan.rows;
  return kernel.partition(rows, count, bins, bin, plan.bins[column], missingLeft, left, right);
}

/**
 * Sums over the tree's rows. They are exact (see `exactStep`), so the same for any number of threads. All threads have met
 * when it returns.
 */
export function sumOfPairs(
  plan: BoostingPlan,
  { pairs, rowNumbers, figures }: BoostingViews,
  rowCount: number,
  crew: Crew,
): { readonly gradient: number; readonly hessian: number } {
  const [from, to] = crew.shareOf(rowCount);
  const whole = rowCount === plan.rows;
  let gradient = 0;
  let hessian = 0;
  for (let i = from; i < to; i++) {
    const row = whole ? i : rowNumbers[i];
    gradient += pairs[2 * row];
    hessian += pairs[2 * row + 1];
  }
  figures[figuresPerThread * crew.rank] = gradient;
  figures[figuresPerThread * crew.rank + 1] = hessian;
  crew.barrier();
  gradient = 0;
  hessian = 0;
  for (let rank = 0; rank < crew.size; rank++) {
    gradient += figures[figuresPerThread * rank];
    hessian += figures[figuresPerThread * rank + 1];
  }
  return { gradient, hessian };
}
