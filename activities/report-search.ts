import type { Parameters } from '../engine/estimator.ts';
import { complexity } from '../engine/search/complexity.ts';
import { type ChoiceRule, chooseCandidate } from '../engine/search/search.ts';
import type { CandidateResult, SearchReport, TrainingPlan } from './step-types.ts';

const rule: ChoiceRule = 'best';

/** The candidate that the search ends with, and what it did to find it. `results` are those of each rung, first to last. */
export function reportSearch(
  plan: TrainingPlan,
  results: readonly (readonly CandidateResult[])[],
  folds: number,
): { readonly search: SearchReport; readonly parameters: Parameters; readonly outOfFoldHash: string } {
  const finalists = results.at(-1) ?? [];
  const at = chooseCandidate(
    finalists.map(({ meanLoss, standardError }) => ({ mean: meanLoss, standardError })),
    rule,
    finalists.map(({ index }) => complexity(plan.engine, plan.candidates[index] ?? {}, plan.rows)),
  );
  const { index, meanLoss, standardError, outOfFoldHash } = finalists[at];
  if (outOfFoldHash === null) throw new Error('The last rung keeps its out-of-fold predictions.');
  return {
    outOfFoldHash,
    parameters: plan.candidates[index] ?? {},
    search: {
      folds,
      rungs: plan.rungs,
      candidates: plan.candidates.length,
      chosen: index,
      rule,
      loss: meanLoss,
      standardError,
      tried: plan.candidates.map((parameters, candidate) => ({
        parameters,
        losses: results.flatMap((rung) =>
          rung.filter((result) => result.index === candidate).map((result) => result.meanLoss),
        ),
      })),
    },
  };
}
