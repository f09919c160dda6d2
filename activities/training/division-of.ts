import type { RunStep } from '../../contract/step-types.ts';
import type { Division } from '../../jobs/training-set.ts';
import { modelDefinition } from '../../models/registry.ts';

/** How the run divides its rows; every step divides them in the same way. */
export function divisionOf({ model, options }: Pick<RunStep, 'model' | 'options'>): Division {
  return {
    task: modelDefinition(model).task,
    testSize: options.testSize,
    cvFolds: options.cvFolds,
    seed: options.seed,
    shuffleLabels: options.shuffleLabels ?? false,
  };
}
