import type { EngineName, FittedModel } from '../estimator.ts';
import { createTreePredictor } from './predict-trees.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';
import { encodeTrees } from './tree-file.ts';

/** The trees as a model behind the port. */
export function fittedTrees(
  trees: TreeEnsemble,
  name: EngineName,
  diagnostics: FittedModel['diagnostics'] = {},
): FittedModel {
  return {
    structure: { kind: 'trees', trees },
    diagnostics,
    predict: createTreePredictor(trees),
    save: () => encodeTrees(trees, name),
    free: () => {},
  };
}
