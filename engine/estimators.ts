import { mlRandomForest } from './adapters/ml-random-forest.ts';
import { mlXgboost } from './adapters/ml-xgboost.ts';
import { boosting } from './boosting/boosting.ts';
import { EngineError } from './engine-error.ts';
import { type EngineName, engineNames } from './engine-names.ts';
import type { Estimator } from './estimator.ts';
import { forest } from './forest/forest.ts';
import { logistic } from './logistic/logistic.ts';

/** Every learner by its name. A new one is added here and in `engineNames`. */
const estimators: Readonly<Record<EngineName, Estimator>> = {
  boosting,
  forest,
  'ml-xgboost': mlXgboost,
  'ml-random-forest': mlRandomForest,
  logistic,
};

/** @throws EngineError `engine_not_applicable` for an unknown name. */
export function estimator(name: string): Estimator {
  if (Object.hasOwn(estimators, name)) return estimators[name as EngineName];
  throw new EngineError('engine_not_applicable', `There is no engine ${name}.`, `Use ${engineNames.join(', ')}.`, {
    engine: name,
  });
}
