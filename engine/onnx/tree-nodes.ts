import { type Preprocessor, treat } from '../preprocessor.ts';
import { createTreeBuilder, type TreeEnsemble } from '../trees/tree-ensemble.ts';
import type { Graph } from './graph.ts';
import { layOutTrees, leafAttributes, nodeAttributes } from './tree-attributes.ts';

/**
 * Adds the trees as one TreeEnsembleRegressor over the raw features: imputation, clipping and scaling are folded into its thresholds
 * and its directions of missing values, so that nothing else reads the features. Trees in float32 are summed as they were learnt,
 * in float32; those in float64 in two parts.
 *
 * @returns the name of the trees' output, float64 [rows].
 */
export function addTrees(graph: Graph, features: string, { columns }: Preprocessor, grown: TreeEnsemble): string {
  const trees = grown.roots.length === 0 ? singleLeaf(grown) : grown;
  const single = trees.precision === 'float32';
  const treated = columns.map((column) => (raw: number) => {
    const value = treat(column, raw);
    return single ? Math.fround(value) : value;
  });
  const layout = layOutTrees(trees);
  const sums = graph.add({
    operator: 'TreeEnsembleRegressor',
    domain: 'ai.onnx.ml',
    inputs: [features],
    result: 'tree_sums',
    attributes: {
      aggregate_function: 'SUM',
      post_transform: 'NONE',
      ...nodeAttributes(trees, layout, treated),
      ...leafAttributes(trees, layout, single ? 1 : 2),
    },
    description: single
      ? 'One leaf of each tree, summed. Thresholds are in the units of the features.'
      : 'One leaf of each tree, summed in two parts that are added next. Thresholds are in the units of the features.',
  });
  const sum = graph.add({
    operator: 'ReduceSum',
    inputs: [graph.cast(sums, 'double', 'tree_sums_double'), graph.integers('axis_of_parts', [1])],
    result: 'tree_sum',
    attributes: { keepdims: 0 },
  });
  const based = graph.add({ operator: 'Add', inputs: [sum, graph.doubles('base', trees.base)], result: 'with_base' });
  return addOutput(graph, single ? roundToFloat32(graph, based) : based, trees);
}

function addOutput(graph: Graph, sum: string, { output, roots }: TreeEnsemble): string {
  switch (output) {
    case 'sum':
      return sum;
    case 'mean': {
      const count = graph.doubles('number_of_trees', roots.length);
      return graph.add({ operator: 'Div', inputs: [sum, count], result: 'mean_of_trees' });
    }
    case 'logistic':
      return graph.add({ operator: 'Sigmoid', inputs: [sum], result: 'learnt_probability' });
  }
}

function roundToFloat32(graph: Graph, value: string): string {
  return graph.cast(graph.cast(value, 'float', `${value}_float`), 'double', `${value}_rounded`);
}

/** Boosting may stop before its first tree; the operator wants one. */
function singleLeaf({ columns, precision, output, base }: TreeEnsemble): TreeEnsemble {
  const builder = createTreeBuilder();
  builder.addRoot(builder.addLeaf(0));
  return builder.build({ columns, precision, output, base });
}
