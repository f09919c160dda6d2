import type { ModelStructure } from '../estimator.ts';
import { sigmoid } from '../logistic/logistic-regression.ts';
import type { Task } from '../task.ts';
import { createTreeExplainer, shareOut } from './explain-trees.ts';

/** The learner's own unit, in which contributions are Shapley values. */
export type RawUnit = 'score' | 'log-odds' | 'probability';

/**
 * `base` + the sum of `contributions` = `output`, to 1e-9, with one contribution per feature. `base` is what the model
 * says when it knows no feature, the same for every row.
 */
export type Attribution = { readonly base: number; readonly output: number; readonly contributions: Float64Array };

/** In the unit of the answer, after calibration or after the score was kept in its range. */
export type Explanation = Attribution & {
  /**
   * In the learner's own unit, before calibration or the range. Its output is summed in float64, where a float32 learner
   * rounds at each tree.
   */
  readonly raw: Attribution & { readonly unit: RawUnit };
  /**
   * How many trees the contributions were computed from, of how many: fewer in forests that would take too long. null for a
   * model without trees.
   */
  readonly trees: { readonly used: number; readonly of: number } | null;
};

export type RawExplainer = {
  readonly unit: RawUnit;
  readonly base: number;
  readonly trees: Explanation['trees'];
  /** @param rows x columns, as the learner gets them; each value gets one contribution. */
  explain(rows: Float64Array): Float64Array;
};

/** @param centre mean of each column as the learner got it: a linear model's contributions are measured from there. */
export function createRawExplainer(
  structure: ModelStructure,
  { task, centre, seed }: { readonly task: Task; readonly centre: readonly number[] | null; readonly seed: number },
): RawExplainer {
  switch (structure.kind) {
    case 'trees': {
      const { base, used, of, explain } = createTreeExplainer(structure.trees, seed);
      return { unit: unitOfTrees(structure.trees.output, task), base, trees: { used, of }, explain };
    }
    case 'linear': {
      const { intercept, coefficients } = structure;
      const from = centre ?? Array.from(coefficients, () => 0);
      const base = from.reduce((sum, mean, j) => sum + coefficients[j] * mean, intercept);
      return {
        unit: 'log-odds',
        base,
        trees: null,
        explain: (rows) => {
          const columns = from.length;
          return rows.map((value, at) => coefficients[at % columns] * (value - from[at % columns]));
        },
      };
    }
  }
}

function unitOfTrees(output: 'sum' | 'logistic' | 'mean', task: Task): RawUnit {
  if (output === 'logistic') return 'log-odds';
  return task === 'classification' ? 'probability' : 'score';
}

/** From the learner's unit to its output. */
export function linkOf(unit: RawUnit): (raw: number) => number {
  return unit === 'log-odds' ? sigmoid : (raw) => raw;
}

/**
 * Converts contributions to the unit of the answer. As the raw output rises, the answer only rises, or with a falling map only falls, so
 * all contributions are scaled by the one slope between base and output. A row whose raw output equals the base has no contributions.
 *
 * @param answer from raw output to answer. @param output the answer, as predicted.
 */
export function explainAnswer(
  { unit, base: rawBase, trees }: Omit<RawExplainer, 'explain'>,
  rawContributions: Float64Array,
  answer: (raw: number) => number,
  output: number,
): Explanation {
  let moved = 0;
  let size = 0;
  for (let j = 0; j < rawContributions.length; j++) {
    moved += rawContributions[j];
    size += Math.abs(rawContributions[j]);
  }
  const raw = { unit, base: rawBase, output: rawBase + moved, contributions: rawContributions };
  const base = answer(rawBase);
  // Contributions that cancel out leave a difference of rounding errors: no slope can be read from it.
  if (Math.abs(moved) <= 1e-12 * size) {
    return { base: output, output, contributions: new Float64Array(rawContributions.length), raw, trees };
  }
  const slope = (answer(raw.output) - base) / moved;
  const contributions = new Float64Array(rawContributions.length);
  for (let j = 0; j < contributions.length; j++) contributions[j] = slope * rawContributions[j];
  // What remains is rounding, float32's at most.
  if (slope !== 0) shareOut(contributions, output - base);
  return { base: slope === 0 ? output : base, output, contributions, raw, trees };
}
