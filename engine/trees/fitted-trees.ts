import type { EngineName } from '../engine-names.ts';
import type { FittedModel } from '../estimator.ts';
import { createTreePredictor } from './predict-trees.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';
import { encodeTrees } from './tree-file.ts';

/** A fitted model that predicts with these trees. */
export function fittedTrees(
  trees: TreeEnsemble,
  name: EngineName,
  diagnostics: FittedModel['diagnostics'] = {},
): FittedModel {
  const predictor = createTreePredictor(trees);
  return {
    structure: { kind: 'trees', trees },
    diagnostics,
    predict: predictor.predict,
    save: () => encodeTrees(trees, name),
    free: predictor.free,
  };
}
