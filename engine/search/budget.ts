import type { Parameters } from '../data/parameters.ts';
import type { EngineName } from '../engine-names.ts';
import { defaultHalving, planRungs, type Rung } from './halving.ts';

/**
 * What a candidate gets less of at the lower rungs: trees. Rows would be the other choice, but of a small business's 100 to 400 a part says
 * little of what all of them will say. Logistic regression has nothing to give less of: Newton's method needs all of its
 * half a dozen steps to arrive anywhere, and takes milliseconds for them.
 */
type Budget = {
  readonly trees: string;
  /**
   * How far each tree goes, where they add up: a third of the trees with three times the step end about as far as all of them would, only
   * more coarsely. Without it slow learners would be dropped for being slow.
   */
  readonly step?: string;
  /**
   * Rungs, where not three: forests of some 20 trees often say exactly 0 or 1, and then log loss tells of nothing else.
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

/** The step that is as good as any: with a greater one boosting overshoots and its losses tell nothing. */
const largestStep = 0.3;

/** The rungs of a search by this learner; one where there is nothing to give less of. */
export function rungsFor(engine: EngineName, candidates: number): readonly Rung[] {
  const budget = budgets[engine];
  if (budget === null) return [{ candidates, share: 1 }];
  return planRungs(candidates, { ...defaultHalving, maximumRungs: budget.rungs ?? defaultHalving.maximumRungs });
}

/** The candidate with `share` (0-1] of its budget; itself with all of it. */
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
