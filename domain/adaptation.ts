import type { HoldoutVerdict, PairedComparison } from './holdout-verdict.ts';
import type { Metrics } from './targets.ts';

/**
 * After a change of the world the newest labels are few. What needs few of them is fitted beside the full retrain: a map of the champion's
 * answers, and a model of the rows since the change alone. Each predicts labels by what was known before them.
 *
 * kept: the champion as it serves. unmapped: without its map, where the world is as before again. The others: see `OutputMap`. recent: a
 * model of the newest rows. Simpler ones first: they win ties.
 */
export const adaptations = ['kept', 'unmapped', 'affine', 'log_odds', 'monotone', 'recent'] as const;
export type AdaptationName = (typeof adaptations)[number];

export type Adaptation = {
  readonly chosen: AdaptationName;
  /** The champion that was adapted, and its file: the map is of its answers. */
  readonly champion: string;
  readonly championArtifact: string;
  /** When the first of the subjects came that it was learnt from. */
  readonly since: string;
  /** Mean losses on the newest half of the labels. */
  readonly tried: readonly { readonly name: AdaptationName; readonly loss: number }[];
  /** Of the champion with what would have been chosen at each time, by the labels before it. */
  readonly comparison: PairedComparison;
  /** Of the chosen one, on the same rows. */
  readonly metrics: Metrics;
  readonly intervals: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  readonly undefinedMetrics: Readonly<Record<string, string>>;
};

/** Fewer subjects than this since a change teach nothing, and prove nothing. */
export const leastSubjects = 16;
const leastPerBlock = 4;
const mostBlocks = 8;

/** Subjects in the order of their coming, cut into blocks of equal size. The first is only learnt from. @returns where each begins. */
export function timeBlocks(subjects: number): number[] {
  const blocks = Math.min(mostBlocks, Math.floor(subjects / leastPerBlock));
  return Array.from({ length: blocks }, (_, block) => Math.floor((block * subjects) / blocks));
}

/** Standard errors between two parts from which on they are of different worlds: of the many cuts tried, chance seldom finds one. */
const differentWorlds = 4;

/**
 * The first subject of after the change: the served errors before and after it differ most, in standard errors. A change is dated by the
 * windows of a figure, so subjects of before it are among those since.
 *
 * @param losses one per subject, in the order of their coming. @returns 0 where no cut stands out.
 */
export function locateChange(losses: ArrayLike<number>): number {
  const count = losses.length;
  let [total, squares] = [0, 0];
  for (let i = 0; i < count; i++) {
    total += losses[i];
    squares += losses[i] ** 2;
  }
  let best = { at: 0, distance: differentWorlds };
  let [before, squaresBefore] = [0, 0];
  for (let at = 1; at <= count - leastSubjects; at++) {
    before += losses[at - 1];
    squaresBefore += losses[at - 1] ** 2;
    if (at < leastPerBlock) continue;
    const [means, after] = [[before / at, (total - before) / (count - at)], count - at];
    const within = squaresBefore - at * means[0] ** 2 + (squares - squaresBefore) - after * means[1] ** 2;
    const variance = Math.max(within, 0) / Math.max(1, count - 2);
    const distance = Math.abs(means[1] - means[0]) / Math.sqrt(variance * (1 / at + 1 / after) + Number.MIN_VALUE);
    if (distance > best.distance) best = { at, distance };
  }
  return best.at;
}

/**
 * Which candidate the labels before each block would have chosen: its losses up to there are the lowest. So the choice is judged on labels
 * that it didn't see.
 *
 * @param losses sums, of each candidate in each block. @param first chosen before there are any.
 */
export function chooseByTime(losses: readonly (readonly number[])[], first: number): number[] {
  const sums = losses.map(() => 0);
  const blocks = losses[0]?.length ?? 0;
  return Array.from({ length: blocks }, (_, block) => {
    const chosen = block === 0 ? first : sums.indexOf(Math.min(...sums));
    for (const [candidate, ofBlocks] of losses.entries()) sums[candidate] += ofBlocks[block];
    return chosen;
  });
}

/** Losses of a few dozen labels that differ by less than this are equal, and the simpler one is chosen. */
const tied = 1.05;

/**
 * The candidate with the lowest mean loss in the newest half of the blocks, because a model learns as labels come.
 *
 * @param losses sums, of each candidate in each block. @param sizes rows of each block.
 */
export function chooseNewest(
  losses: readonly (readonly number[])[],
  sizes: readonly number[],
): { readonly chosen: number; readonly means: number[] } {
  const from = Math.floor(sizes.length / 2);
  const sumOf = (values: readonly number[]) => values.slice(from).reduce((sum, value) => sum + value, 0);
  const means = losses.map((ofBlocks) => sumOf(ofBlocks) / sumOf(sizes));
  const enough = tied * Math.min(...means);
  return { chosen: means.findIndex((mean) => mean <= enough), means };
}

/** Whether labels prove that the adapted version predicts them better than the champion does. */
export function isProven({ chosen, comparison }: Pick<Adaptation, 'chosen' | 'comparison'>): boolean {
  return chosen !== 'kept' && comparison.high < 0;
}

/** An adaptation that is proven serves at once: a trial would map its scores back to the distribution of the champion's. */
export function adaptedVerdict({ chosen, champion, since, comparison }: Adaptation): HoldoutVerdict {
  const { metric, difference, low, high, rows, subjects = rows } = comparison;
  const figures = `${metric} ${signed(difference)} (95% interval ${signed(low)} to ${signed(high)}) on ${rows} rows of ${subjects} subjects, each predicted by what was known before it`;
  const reason = `${describeAdaptation(chosen, champion)}, learnt from those who came since ${since.slice(0, 10)}, predicts the newest labels better than champion ${champion}: ${figures}. Deployed without a trial.`;
  return { action: 'deploy', verdict: 'better_than_degraded', reason };
}

export function describeAdaptation(chosen: AdaptationName, champion: string): string {
  switch (chosen) {
    case 'kept':
      return `Champion ${champion} as it is`;
    case 'unmapped':
      return `Champion ${champion} without its map`;
    case 'affine':
      return `A line through the scores of champion ${champion}`;
    case 'log_odds':
      return `A sigmoid of the log-odds of champion ${champion}`;
    case 'monotone':
      return `A monotone map of the answers of champion ${champion}`;
    case 'recent':
      return 'A model of recent rows alone';
  }
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}
