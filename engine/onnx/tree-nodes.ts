import { type Preprocessor, treat } from '../data/preprocessor.ts';
import { createTreeBuilder } from '../trees/tree-builder.ts';
import type { TreeEnsemble } from '../trees/tree-ensemble.ts';
import type { Graph } from './graph.ts';
import {
  type LeafParts,
  layOutTrees,
  leafAttributes,
  nodeAttributes,
  splitLeaves,
  type TreeLayout,
} from './tree-attributes.ts';

/**
 * Adds the trees as one TreeEnsembleRegressor over the raw features: imputation, clipping and scaling are folded into its thresholds
 * and its directions of missing values, so that nothing else reads the features.
 *
 * @returns the name of the trees' output, float64 [rows].
 */
export function addTrees(graph: Graph, features: string, { columns }: Preprocessor, grown: TreeEnsemble): string {
  const trees = grown.roots.length === 0 ? singleLeaf(grown) : grown;
  const layout = layOutTrees(trees);
  const single = trees.precision === 'float32';
  const treated = columns.map((column) => (raw: number) => {
    const value = treat(column, raw);
    return single ? Math.fround(value) : value;
  });

  function addEnsemble(targets: number, parts: LeafParts, result: string, description: string): string {
    const nodes = nodeAttributes(trees, layout, treated);
    const leaves = leafAttributes(trees, layout, targets, parts);
    const attributes = { aggregate_function: 'SUM', post_transform: 'NONE', ...nodes, ...leaves };
    const operator = 'TreeEnsembleRegressor';
    return graph.add({ operator, domain: 'ai.onnx.ml', inputs: [features], result, attributes, description });
  }

  const sum = single ? addSumInOrder(graph, trees, addEnsemble) : addPreciseSum(graph, trees, layout, addEnsemble);
  const based = graph.add({ operator: 'Add', inputs: [sum, graph.doubles('base', trees.base)], result: 'with_base' });
  return addOutput(graph, single ? roundToFloat32(graph, based) : based, trees);
}

type AddEnsemble = (targets: number, parts: LeafParts, result: string, description: string) => string;

/** Trees in float64: summed in two parts, in whatever order the runtime likes. */
function addPreciseSum(graph: Graph, trees: TreeEnsemble, layout: TreeLayout, addEnsemble: AddEnsemble): string {
  const about = 'The leaves of all trees, summed in two parts. Thresholds are in the units of the features.';
  const sums = addEnsemble(2, splitLeaves(trees, layout), 'parts_of_sum', about);
  return graph.add({
    operator: 'ReduceSum',
    inputs: [graph.cast(sums, 'double', 'parts_of_sum_double'), graph.integers('axis_of_parts', [1])],
    result: 'tree_sum',
    attributes: { keepdims: 0 },
  });
}

/** Trees in float32: one after the other, each sum rounded to float32 as the learner's own are. */
function addSumInOrder(graph: Graph, trees: TreeEnsemble, addEnsemble: AddEnsemble): string {
  const about = 'The leaf of each tree. Thresholds are in the units of the features.';
  const leaves = addEnsemble(trees.roots.length, (node, tree) => [[tree, trees.value[node]]], 'leaves', about);
  const running = graph.add({
    operator: 'CumSum',
    inputs: [leaves, graph.integers('axis_of_trees', 1)],
    result: 'running_sum',
  });
  const last = graph.add({
    operator: 'Gather',
    inputs: [running, graph.integers('last_tree', trees.roots.length - 1)],
    result: 'sum_in_order',
    attributes: { axis: 1 },
  });
  return graph.cast(last, 'double', 'tree_sum');
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

/** Boosting may stop before its first tree, but the operator needs one. */
function singleLeaf({ columns, precision, output, base }: TreeEnsemble): TreeEnsemble {
  const builder = createTreeBuilder();
  builder.addRoot(builder.addLeaf(0));
  return builder.build({ columns, precision, output, base });
}
