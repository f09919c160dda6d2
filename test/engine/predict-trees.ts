import type { Matrix } from '../../engine/data/matrix.ts';
import { createTreePredictor } from '../../engine/trees/predict-trees.ts';
import type { TreeEnsemble } from '../../engine/trees/tree-ensemble.ts';

/** One output a row. `x` has `columns` columns; NaN is missing. */
export function predictTrees(trees: TreeEnsemble, x: Matrix): Float64Array {
  const predictor = createTreePredictor(trees);
  try {
    return predictor.predict(x);
  } finally {
    predictor.free();
  }
}
