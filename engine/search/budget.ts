import type { Parameters } from '../data/parameters.ts';
import type { EngineName } from '../engine-names.ts';
import { defaultHalving, planRungs, type Rung } from './halving.ts';

/**
 * A candidate gets fewer trees at the lower rungs. Fewer rows would be the other choice, but a part of a small business's
 * 100 to 400 rows says little about the result on all of them. Logistic regression has no budget to reduce: Newton's method
 * needs all of its half a dozen steps, and takes milliseconds for them.
 */
type Budget = {
  readonly trees: string;
  /**
   * The step of each tree, for learners whose trees add up: a third of the trees with three times the step end about as
   * far as all of them would, only more coarsely. Otherwise candidates with a small step would be dropped for learning
   * slowly.
   */
  readonly step?: string;
  /**
   * Number of rungs, where it isn't three: forests of some 20 trees often answer exactly 0 or 1, and these answers then
   * dominate the log loss.
   */
  readonly rungs?: number;
};

const budgets: Readonly<Record<EngineName, Budget | null>> = {
  boosting: { trees: 'n_estimators', step: 'learning_rate' },
  forest: { trees: 'n_estimators', rungs: 2 },
  'ml-xgboost': { trees: 'iterations', step: 'eta' },
  'ml-random-forest': { trees: 'nEstimators', rungs: 2 },
  logistic: null,
};

/** The largest useful step: with a larger one boosting overshoots and its losses mean nothing. */
const largestStep = 0.3;

/** The rungs of a search by this learner; a single one where there is no budget to reduce. */
export function rungsFor(engine: EngineName, candidates: number): readonly Rung[] {
  const budget = budgets[engine];
  if (budget === null) return [{ candidates, share: 1 }];
  return planRungs(candidates, { ...defaultHalving, maximumRungs: budget.rungs ?? defaultHalving.maximumRungs });
}

/** The candidate with `share` (0-1] of its budget; unchanged for a share of 1. */
export function withBudget(engine: EngineName, candidate: Parameters, share: number): Parameters {
  const budget = budgets[engine];
  if (budget === null || share === 1) return candidate;
  const { trees, step } = budget;
  const parameters: Record<string, number> = { ...candidate };
  const given = candidate[trees];
  if (given !== undefined) parameters[trees] = Math.max(1, Math.round(given * share));
  const rate = step === undefined ? undefined : candidate[step];
  if (step !== undefined && rate !== undefined) parameters[step] = Math.max(rate, Math.min(largestStep, rate / share));
  return parameters;
}
