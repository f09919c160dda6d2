import type { TrainingOptions } from '../../contract/messages.ts';
import type { TrainingPlan } from '../../contract/step-types.ts';
import type { ModelName } from '../../domain/models.ts';
import { rowLimit } from '../../engine/data/fit-input.ts';
import { estimator } from '../../engine/estimators.ts';
import { rungsFor } from '../../engine/search/budget.ts';
import { sampleCandidates } from '../../engine/search/search-space.ts';
import { applicableEngine } from '../../models/applicable-engine.ts';
import { candidateCount } from '../../models/candidate-limits.ts';
import { modelDefinition } from '../../models/registry.ts';
import { searchSpace } from '../../models/search-space.ts';

/** The search of a run, which follows from its options and what its snapshot holds. */
export function planSearch(
  model: ModelName,
  options: TrainingOptions,
  snapshot: { readonly trainingRows: number; readonly features: number; readonly hasCategories: boolean },
): TrainingPlan {
  const { trainingRows, features, hasCategories } = snapshot;
  const engine = applicableEngine(model, options.engine);
  const count = candidateCount(engine, options.candidates);
  const rows = Math.min(trainingRows, rowLimit(estimator(engine), features));
  const space = searchSpace(engine, modelDefinition(model).task, rows, hasCategories);
  const candidates = sampleCandidates(space, count, options.seed);
  const notes: string[] = [];
  if (rows < trainingRows) {
    notes.push(`${engine} used a stratified sample of ${rows} of the ${trainingRows} training rows, its limit`);
  }
  if (count < options.candidates)
    notes.push(`${engine} tried ${count} candidates instead of ${options.candidates}, its limit`);
  if (options.shuffleLabels) notes.push('the labels of the training rows were shuffled on purpose');
  return { engine, candidates, rungs: rungsFor(engine, candidates.length), rows, notes };
}
