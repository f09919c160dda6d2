import { EngineError } from '../engine-error.ts';
import { hashSeed } from '../random.ts';
import type { Task } from '../task.ts';
import { stratify } from './stratify.ts';

export type FoldInput = {
  /** One key per row; rows of one group (a contact) stay in one fold. */
  readonly groups: readonly string[];
  readonly y: Float64Array;
  readonly task: Task;
  /** 2 to 255. */
  readonly folds: number;
  readonly seed: number;
};

/**
 * The fold (0 to folds - 1) of each row. Every group lies in exactly one fold, and the strata (classes, or quantiles of the
 * label) are spread evenly. Groups are placed the largest first, each where it adds least to the strata's imbalance (as
 * scikit-learn's `StratifiedGroupKFold` does). A hash of seed and key orders groups of equal size, so the order of the rows
 * doesn't matter.
 *
 * @throws EngineError `not_enough_training_data` with fewer groups than folds, or a class in fewer groups than folds.
 */
export function groupedFolds(input: FoldInput): Uint8Array {
  const { groups, y, task, folds, seed } = input;
  requireFolds(input);
  const strata = stratify(y, task, folds);
  const strataCount = strata.reduce((most, stratum) => Math.max(most, stratum + 1), 0);
  const members = new Map<
    string,
    { readonly order: number; readonly key: string; rows: number; counts: Float64Array }
  >();
  for (let r = 0; r < groups.length; r++) {
    const key = groups[r];
    const group = members.get(key) ?? {
      order: hashSeed(seed, key),
      key,
      rows: 0,
      counts: new Float64Array(strataCount),
    };
    group.rows++;
    group.counts[strata[r]]++;
    members.set(key, group);
  }
  requireEnoughGroups(input, [...members.values()]);

  const totals = new Float64Array(strataCount);
  for (const stratum of strata) totals[stratum]++;
  const placed = Array.from({ length: folds }, () => ({ rows: 0, counts: new Float64Array(strataCount) }));
  const foldOfGroup = new Map<string, number>();
  const ordered = [...members.values()].sort(
    (a, b) => b.rows - a.rows || a.order - b.order || (a.key < b.key ? -1 : 1),
  );
  for (const group of ordered) {
    let best = 0;
    let bestCost = Number.POSITIVE_INFINITY;
    for (let f = 0; f < folds; f++) {
      const cost = imbalanceAdded(placed[f].counts, group.counts, totals);
      const tied = Math.abs(cost - bestCost) < 1e-12;
      if (tied ? placed[f].rows < placed[best].rows : cost < bestCost) {
        best = f;
        bestCost = cost;
      }
    }
    foldOfGroup.set(group.key, best);
    placed[best].rows += group.rows;
    for (let s = 0; s < strataCount; s++) placed[best].counts[s] += group.counts[s];
  }
  return Uint8Array.from(groups, (key) => foldOfGroup.get(key) ?? 0);
}

/** Row indices of one fold, ascending: what a model is fitted on, and what it is judged on. */
export type Split = { readonly training: Uint32Array; readonly validation: Uint32Array };

/** @param folds the fold of each row, from `groupedFolds`. */
export function rowsOfFold(folds: Uint8Array, fold: number): Split {
  const training: number[] = [];
  const validation: number[] = [];
  folds.forEach((of, row) => {
    (of === fold ? validation : training).push(row);
  });
  return { training: Uint32Array.from(training), validation: Uint32Array.from(validation) };
}

/** Growth of the sum over strata of count^2 / total when the group joins the fold. */
function imbalanceAdded(counts: Float64Array, added: Float64Array, totals: Float64Array): number {
  let cost = 0;
  for (let s = 0; s < counts.length; s++) {
    if (added[s] > 0) cost += (added[s] * (2 * counts[s] + added[s])) / totals[s];
  }
  return cost;
}

function requireFolds({ groups, y, folds }: FoldInput): void {
  if (!Number.isInteger(folds) || folds < 2 || folds > 255) {
    throw new EngineError('invalid_input', `The number of folds is ${folds}.`, 'Use 2 to 255 folds; 5 is usual.', {
      folds,
    });
  }
  if (groups.length !== y.length) {
    throw new EngineError(
      'invalid_input',
      `There are ${groups.length} group keys for ${y.length} rows.`,
      'Give one group key for each row.',
      { groups: groups.length, rows: y.length },
    );
  }
}

function requireEnoughGroups(input: FoldInput, groups: readonly { readonly counts: Float64Array }[]): void {
  const { folds, task } = input;
  if (groups.length < folds) {
    throw new EngineError(
      'not_enough_training_data',
      `${folds} folds need at least ${folds} different subjects, there are ${groups.length}.`,
      'Collect more history or use fewer folds.',
      { folds, groups: groups.length },
    );
  }
  if (task !== 'classification') return;
  for (const label of [0, 1]) {
    const having = groups.filter((group) => (group.counts[label] ?? 0) > 0).length;
    if (having < folds) {
      throw new EngineError(
        'not_enough_training_data',
        `Class ${label} occurs for ${having} subjects, ${folds} folds need at least ${folds}.`,
        'Collect more history of both outcomes or use fewer folds.',
        { folds, label, groups: having },
      );
    }
  }
}
