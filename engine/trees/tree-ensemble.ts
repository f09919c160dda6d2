import { damagedArtifact, decodeArtifact, encodeArtifact } from '../artifact.ts';
import type { EngineName, FittedModel, Matrix } from '../estimator.ts';
import { sigmoid } from '../logistic/logistic-regression.ts';

/**
 * Fitted binary trees as flat arrays, whichever learner grew them. Node n goes left when `x[feature[n]] < threshold[n]`, else
 * right, and where the value is missing (NaN) left if `missingLeft[n]` is 1; `feature[n]` = -1 marks a leaf, which holds `value[n]`. Children follow their parent, so walks end.
 */
export type TreeEnsemble = {
  readonly columns: number;
  /** float32: features, thresholds and sums are rounded as XGBoost's are; float64: as JavaScript's. */
  readonly precision: 'float32' | 'float64';
  /** How the trees' values make the output: base + sum, the logistic of that, or the mean. */
  readonly output: 'sum' | 'logistic' | 'mean';
  readonly base: number;
  /** The root node of each tree. */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missingLeft: Uint8Array;
  readonly value: Float64Array;
  /** The weight of the training rows that reached the node, > 0: what path-dependent SHAP values average with. */
  readonly cover: Float64Array;
};

/** One output a row. `x` has `columns` columns; NaN is missing. */
export function predictTrees(trees: TreeEnsemble, x: Matrix): Float64Array {
  const { roots, feature, threshold, left, right, missingLeft, value, columns, base } = trees;
  const single = trees.precision === 'float32';
  const values = single ? Float64Array.from(x.values, Math.fround) : x.values;
  const outputs = new Float64Array(x.rows);
  for (let r = 0; r < x.rows; r++) {
    const at = r * columns;
    let sum = 0;
    for (let t = 0; t < roots.length; t++) {
      let node = roots[t];
      while (feature[node] >= 0) {
        const found = values[at + feature[node]];
        const goesLeft = found < threshold[node] || (Number.isNaN(found) && missingLeft[node] === 1);
        node = goesLeft ? left[node] : right[node];
      }
      sum += value[node];
      if (single) sum = Math.fround(sum);
    }
    sum = single ? Math.fround(base + sum) : base + sum;
    outputs[r] = trees.output === 'mean' ? sum / roots.length : trees.output === 'logistic' ? sigmoid(sum) : sum;
  }
  return outputs;
}

/** Collects nodes one by one; a node is added before its children, which are linked afterwards. */
export function createTreeBuilder() {
  const roots: number[] = [];
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const missingLeft: number[] = [];
  const value: number[] = [];
  const cover: number[] = [];

  function add(
    ofFeature: number,
    atThreshold: number,
    ofLeaf: number,
    ofRows: number,
    missingGoesLeft: boolean,
  ): number {
    feature.push(ofFeature);
    threshold.push(atThreshold);
    left.push(-1);
    right.push(-1);
    missingLeft.push(missingGoesLeft ? 1 : 0);
    value.push(ofLeaf);
    cover.push(ofRows);
    return feature.length - 1;
  }

  return {
    addLeaf: (leaf: number, ofRows = 1): number => add(-1, 0, leaf, ofRows, false),
    addSplit: (column: number, at: number, ofRows = 1, goesLeft = false): number =>
      add(column, at, 0, ofRows, goesLeft),
    link(parent: number, leftChild: number, rightChild: number): void {
      left[parent] = leftChild;
      right[parent] = rightChild;
    },
    addRoot(node: number): void {
      roots.push(node);
    },
    build(settings: Pick<TreeEnsemble, 'columns' | 'precision' | 'output' | 'base'>): TreeEnsemble {
      return {
        ...settings,
        roots: Int32Array.from(roots),
        feature: Int32Array.from(feature),
        threshold: Float64Array.from(threshold),
        left: Int32Array.from(left),
        right: Int32Array.from(right),
        missingLeft: Uint8Array.from(missingLeft),
        value: Float64Array.from(value),
        cover: Float64Array.from(cover),
      };
    },
  };
}

/** Roots, features, children and missing directions as int32, then thresholds and values in the ensemble's precision, covers as float64; little-endian. */
export function encodeTrees(trees: TreeEnsemble, learner: string): Uint8Array {
  const { columns, precision, output, base, roots, feature, threshold, left, right, missingLeft, value, cover } = trees;
  const width = precision === 'float32' ? 4 : 8;
  const nodes = feature.length;
  const view = new DataView(new ArrayBuffer(4 * roots.length + nodes * (24 + 2 * width)));
  let at = 0;
  for (const integers of [roots, feature, left, right, missingLeft]) {
    for (const integer of integers) {
      view.setInt32(at, integer, true);
      at += 4;
    }
  }
  for (const numbers of [threshold, value]) {
    for (const number of numbers) {
      if (width === 4) view.setFloat32(at, number, true);
      else view.setFloat64(at, number, true);
      at += width;
    }
  }
  for (const weight of cover) {
    view.setFloat64(at, weight, true);
    at += 8;
  }
  const header = { kind: 'trees', learner, columns, precision, output, base, trees: roots.length, nodes };
  return encodeArtifact({ header, payload: new Uint8Array(view.buffer) });
}

/** @throws EngineError `artifact_damaged`, also when the trees were grown by another learner. */
export function decodeTrees(bytes: Uint8Array, learner: string): TreeEnsemble {
  const { header, payload } = decodeArtifact(bytes);
  const { columns, precision, output, base, trees, nodes } = header;
  if (header.kind !== 'trees' || header.learner !== learner) {
    throw damagedArtifact(`it is a ${String(header.kind)} of ${String(header.learner)}, expected trees of ${learner}`);
  }
  if (
    !isCount(columns) ||
    !isCount(trees) ||
    !isCount(nodes) ||
    !(precision === 'float32' || precision === 'float64') ||
    !(output === 'sum' || output === 'logistic' || output === 'mean') ||
    typeof base !== 'number'
  ) {
    throw damagedArtifact('the description of its trees is incomplete');
  }
  const width = precision === 'float32' ? 4 : 8;
  if (payload.length !== 4 * trees + nodes * (24 + 2 * width)) throw damagedArtifact('its trees are incomplete');
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  let at = 0;
  function integers(count: number): Int32Array {
    const start = at;
    at += 4 * count;
    return Int32Array.from({ length: count }, (_, i) => view.getInt32(start + 4 * i, true));
  }
  function numbers(count: number, bytes = width): Float64Array {
    const start = at;
    at += bytes * count;
    return Float64Array.from({ length: count }, (_, i) =>
      bytes === 4 ? view.getFloat32(start + 4 * i, true) : view.getFloat64(start + 8 * i, true),
    );
  }
  const decoded: TreeEnsemble = {
    columns,
    precision,
    output,
    base,
    roots: integers(trees),
    feature: integers(nodes),
    left: integers(nodes),
    right: integers(nodes),
    missingLeft: Uint8Array.from(integers(nodes)),
    threshold: numbers(nodes),
    value: numbers(nodes),
    cover: numbers(nodes, 8),
  };
  requireWalkable(decoded);
  return decoded;
}

/** Every walk stays inside the arrays and ends, so that `predictTrees` needs no checks. */
function requireWalkable({ columns, roots, feature, left, right }: TreeEnsemble): void {
  const nodes = feature.length;
  const rootsInside = roots.every((root) => root >= 0 && root < nodes);
  const splitsInside = feature.every((column, node) => {
    if (column < 0) return true;
    return column < columns && left[node] > node && left[node] < nodes && right[node] > node && right[node] < nodes;
  });
  if (!rootsInside || !splitsInside) throw damagedArtifact('its trees point outside themselves');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The trees as a model behind the port: plain arrays, so that there is nothing to free. */
export function fittedTrees(
  trees: TreeEnsemble,
  name: EngineName,
  diagnostics: FittedModel['diagnostics'] = {},
): FittedModel {
  return {
    structure: { kind: 'trees', trees },
    diagnostics,
    predict: (x) => predictTrees(trees, x),
    save: () => encodeTrees(trees, name),
    free: () => {},
  };
}
