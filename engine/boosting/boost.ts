import { columnBytes } from '../kernel/histogram.ts';
import type { Crew } from '../parallel/crew.ts';
import { createRandom, hashSeed, mixed } from '../random.ts';
import type { Task } from '../task.ts';
import { type BoostingPlan, type BoostingViews, figuresPerThread, viewMemory } from './boosting-memory.ts';
import { type BoostedRows, exactStep, largestGradient, lossOf, writePairs } from './gradients.ts';
import { type GrownTree, type GrowthParameters, growTree } from './grow-tree.ts';

export type BoostingParameters = GrowthParameters & {
  readonly n_estimators: number;
  readonly subsample: number;
  readonly colsample_bytree: number;
  readonly early_stopping_rounds: number;
};

/** Rows that a fit may stop early on, binned by the training rows' edges; shared memory. */
export type ValidationRows = BoostedRows & { readonly rowBins: Uint8Array };

export type BoostInput = {
  readonly plan: BoostingPlan;
  readonly memory: WebAssembly.Memory;
  readonly task: Task;
  readonly parameters: BoostingParameters;
  readonly seed: number;
  readonly validation: ValidationRows | undefined;
  /** A number for each block of validation rows; shared. */
  readonly validationLosses: Float64Array;
};

/** For the calling thread alone. */
export type BoostLocal = {
  /** Before each split; what it throws ends the fit on all threads. */
  readonly poll?: () => void;
  readonly afterTree?: (trees: number) => void;
};

export type Boosted = {
  readonly trees: readonly GrownTree[];
  /** The mean validation loss after each tree. */
  readonly losses: readonly number[];
};

/** Losses are summed in blocks of this size, whichever thread takes a block. */
export const lossBlock = 4096;

/**
 * Adds tree after tree, each fitted to the gradients that the earlier ones left (Friedman 2001; Chen, Guestrin 2016).
 * Every thread of a team runs it, and all return the same. Labels, weights, outputs (the base) and bins must already be in
 * the memory.
 */
export function boost(input: BoostInput, crew: Crew, local: BoostLocal = {}): Boosted {
  const { plan, memory, task, parameters, seed, validation } = input;
  const views = viewMemory(plan, memory);
  const [from, to] = crew.shareOf(plan.rows);
  const trees: GrownTree[] = [];
  const losses: number[] = [];
  let best = 0;
  for (let t = 0; t < parameters.n_estimators; t++) {
    const largest = largestOfAll(views, largestGradient(task, views, from, to), crew);
    if (!(largest > 0)) break;
    const steps = { gradient: exactStep(largest, plan.rows), hessian: exactStep(largestWeight(views), plan.rows) };
    writePairs(task, views, views.pairs, steps, from, to);
    const rowCount = drawRows(plan, views, parameters.subsample, hashSeed(seed, 'rows', t), crew);
    const featureCount = drawFeatures(plan, views, parameters.colsample_bytree, hashSeed(seed, 'columns', t), crew);
    crew.barrier();
    const tree = growTree(plan, views, parameters, { rowCount, featureCount }, crew, local.poll);
    addOutputs(plan, views, tree, rowCount, crew);
    trees.push(stripped(tree));
    local.afterTree?.(t + 1);
    if (validation !== undefined) {
      losses.push(validationLoss(input, validation, tree, crew));
      if (losses[t] < losses[best]) best = t;
      if (parameters.early_stopping_rounds > 0 && t - best >= parameters.early_stopping_rounds) break;
    }
    crew.barrier();
  }
  return { trees, losses };
}

/** Ranges of rows have no meaning once the outputs are added. */
function stripped(tree: GrownTree): GrownTree {
  return { ...tree, leaves: [] };
}

function largestOfAll(views: BoostingViews, own: number, crew: Crew): number {
  views.figures[figuresPerThread * crew.rank + 3] = own;
  crew.barrier();
  let largest = 0;
  for (let rank = 0; rank < crew.size; rank++) {
    largest = Math.max(largest, views.figures[figuresPerThread * rank + 3]);
  }
  return largest;
}

function largestWeight({ weights }: BoostingViews): number {
  return weights === undefined ? 1 : weights.reduce((largest, weight) => Math.max(largest, weight), 0);
}

/**
 * Writes the rows of this tree to the start of `rowNumbers`, ascending. Each is drawn independently; when none is drawn, all
 * are used.
 */
function drawRows(plan: BoostingPlan, views: BoostingViews, share: number, seed: number, crew: Crew): number {
  const { rowNumbers, figures } = views;
  if (share === 1) {
    const [from, to] = crew.shareOf(plan.rows);
    for (let r = from; r < to; r++) rowNumbers[r] = r;
    return plan.rows;
  }
  if (crew.rank === 0) {
    let count = 0;
    for (let r = 0; r < plan.rows; r++) {
      rowNumbers[count] = r;
      count += isDrawn(seed, r, share) ? 1 : 0;
    }
    if (count === 0) for (let r = 0; r < plan.rows; r++) rowNumbers[r] = r;
    figures[2] = count === 0 ? plan.rows : count;
  }
  crew.barrier();
  return figures[2];
}

function isDrawn(seed: number, row: number, share: number): boolean {
  return mixed(seed ^ Math.imul(row + 1, 0x9e3779b1)) < share * 2 ** 32;
}

/** Lists this tree's features, ascending, as the kernel reads them; at least one. */
function drawFeatures(plan: BoostingPlan, views: BoostingViews, share: number, seed: number, crew: Crew): number {
  const count = Math.max(1, Math.round(share * plan.columns));
  if (crew.rank > 0) return count;
  const drawn = Uint32Array.from({ length: plan.columns }, (_, c) => c);
  if (count < plan.columns) createRandom(seed).shuffle(drawn);
  drawn
    .subarray(0, count)
    .sort()
    .forEach((column, f) => {
      views.features.set([column, columnBytes * column, plan.bins[column], 0], 4 * f);
    });
  return count;
}

/**
 * Adds the tree's leaves to the outputs. When the tree was grown on all rows, these lie ordered by leaf; otherwise every row
 * walks the tree.
 */
function addOutputs(plan: BoostingPlan, views: BoostingViews, tree: GrownTree, rowCount: number, crew: Crew): void {
  const { outputs, rowNumbers, rowBins } = views;
  if (rowCount < plan.rows) {
    const [from, to] = crew.shareOf(plan.rows);
    addByWalking(plan.bins, tree, rowBins, outputs, from, to);
    return;
  }
  for (const { node, start, count } of tree.leaves) {
    const [from, to] = crew.shareOf(count);
    const value = tree.value[node];
    for (let i = start + from; i < start + to; i++) outputs[rowNumbers[i]] += value;
  }
}

function addByWalking(
  bins: readonly number[],
  { column, bin, missingLeft, left, right, value }: GrownTree,
  rowBins: Uint8Array,
  outputs: Float64Array,
  from: number,
  to: number,
): void {
  const columns = bins.length;
  for (let r = from; r < to; r++) {
    let node = 0;
    while (column[node] >= 0) {
      const found = rowBins[r * columns + column[node]];
      const isLeft = found === bins[column[node]] ? missingLeft[node] === 1 : found <= bin[node];
      node = isLeft ? left[node] : right[node];
    }
    outputs[r] += value[node];
  }
}

function validationLoss(
  { plan, task, validationLosses }: BoostInput,
  rows: ValidationRows,
  tree: GrownTree,
  crew: Crew,
): number {
  const [first, end] = crew.shareOf(validationLosses.length);
  const count = rows.labels.length;
  for (let block = first; block < end; block++) {
    const to = Math.min(count, (block + 1) * lossBlock);
    addByWalking(plan.bins, tree, rows.rowBins, rows.outputs, block * lossBlock, to);
    validationLosses[block] = lossOf(task, rows, block * lossBlock, to);
  }
  crew.barrier();
  const weight = rows.weights === undefined ? count : rows.weights.reduce((sum, w) => sum + w, 0);
  return validationLosses.reduce((sum, loss) => sum + loss, 0) / weight;
}
