import { EngineError } from '../engine-error.ts';
import { createTreeBuilder } from '../trees/tree-builder.ts';
import type { TreeEnsemble } from '../trees/tree-ensemble.ts';

/**
 * Reads the binary model file of XGBoost 0.7 (what ml-xgboost 1.1 compiles): `LearnerModelParam` (136 bytes), the names of
 * objective and booster as length (uint64) and text, `GBTreeModelParam` (160 bytes), then per tree `TreeParam`
 * (148 bytes), nodes of 20 bytes, statistics of 16 bytes; little-endian, floats of 32 bits.
 * Source: dmlc/xgboost v0.7, src/learner.cc, src/gbm/gbtree.h, include/xgboost/tree_model.h.
 *
 * @param output how the objective makes its output from the sum of leaves.
 */
export function readXgboostFile(bytes: Uint8Array, columns: number, output: 'sum' | 'logistic'): TreeEnsemble {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const base = view.getFloat32(0, true);
  let at = 136;
  for (const what of ['objective', 'booster']) {
    const length = view.getUint32(at, true);
    if (length > 64) throw unknownLayout(`the name of the ${what} has ${length} characters`);
    at += 8 + length;
  }
  const trees = view.getInt32(at, true);
  at += 160;

  const builder = createTreeBuilder();
  for (let t = 0; t < trees; t++) {
    const nodes = view.getInt32(at + 4, true);
    at += 148;
    if (nodes < 1 || at + nodes * 36 > bytes.length) throw unknownLayout(`tree ${t} has ${nodes} nodes`);
    builder.addRoot(addNode(view, at, 0, nodes));
    at += nodes * 36;
  }
  return builder.build({ columns, precision: 'float32', output, base });

  /** A node: parent, left child (-1 in a leaf), right child, feature with the default direction as top bit, threshold or leaf value. */
  function addNode(file: DataView, start: number, index: number, count: number): number {
    if (index < 0 || index >= count) throw unknownLayout(`a node points to ${index} of ${count}`);
    const node = start + index * 20;
    const leftChild = file.getInt32(node + 4, true);
    const info = file.getFloat32(node + 16, true);
    if (leftChild === -1) return builder.addLeaf(info);
    const split = builder.addSplit(file.getUint32(node + 12, true) & 0x7fffffff, info);
    const left = addNode(file, start, leftChild, count);
    builder.link(split, left, addNode(file, start, file.getInt32(node + 8, true), count));
    return split;
  }
}

function unknownLayout(what: string): EngineError {
  return new EngineError(
    'engine_not_applicable',
    `The model file of ml-xgboost does not have the expected layout: ${what}.`,
    'Use the version of ml-xgboost that package.json names.',
  );
}
