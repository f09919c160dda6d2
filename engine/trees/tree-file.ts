import { damagedArtifact, decodeArtifact, encodeArtifact, isCount } from '../file/artifact.ts';
import type { Numbers } from '../file/number-section.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';

/**
 * Nodes tree after tree, each before its left subtree and that before its right one. Neither children nor roots are saved:
 * they follow from which nodes are leaves. Sections: `feature` of each node, `columns` for a leaf; `cover` of each node;
 * `threshold` and `missingLeft` of each split; `value` of each leaf.
 */
export function encodeTrees(trees: TreeEnsemble, learner: string): Uint8Array {
  const { columns, precision, output, base } = trees;
  const order = inPreorder(trees);
  const feature = new Uint32Array(order.length);
  const cover = new Float64Array(order.length);
  const threshold = new Float64Array(order.length);
  const missingLeft = new Uint8Array(order.length);
  const value = new Float64Array(order.length);
  let splits = 0;
  let leaves = 0;
  for (let i = 0; i < order.length; i++) {
    const node = order[i];
    cover[i] = trees.cover[node];
    if (trees.feature[node] < 0) {
      feature[i] = columns;
      value[leaves++] = trees.value[node];
    } else {
      feature[i] = trees.feature[node];
      threshold[splits] = trees.threshold[node];
      missingLeft[splits++] = trees.missingLeft[node];
    }
  }
  return encodeArtifact({
    header: { kind: 'trees', learner, columns, precision, output, base, trees: trees.roots.length },
    sections: {
      feature,
      cover,
      threshold: threshold.subarray(0, splits),
      missingLeft: missingLeft.subarray(0, splits),
      value: value.subarray(0, leaves),
    },
  });
}

function inPreorder({ roots, feature, left, right }: TreeEnsemble): Uint32Array {
  const order = new Uint32Array(feature.length);
  const waiting: number[] = [];
  let count = 0;
  for (const root of roots) {
    waiting.push(root);
    while (waiting.length > 0) {
      const node = waiting.pop() as number;
      order[count++] = node;
      if (feature[node] >= 0) waiting.push(right[node], left[node]);
    }
  }
  return order.subarray(0, count);
}

/** @throws EngineError `artifact_damaged`, also when the trees were grown by another learner. */
export function decodeTrees(bytes: Uint8Array, learner: string): TreeEnsemble {
  const { header, sections } = decodeArtifact(bytes);
  const { columns, precision, output, base, trees } = header;
  if (header.kind !== 'trees' || header.learner !== learner) {
    throw damagedArtifact(`it is a ${String(header.kind)} of ${String(header.learner)}, expected trees of ${learner}`);
  }
  if (
    !isCount(columns) ||
    !isCount(trees) ||
    !(precision === 'float32' || precision === 'float64') ||
    !(output === 'sum' || output === 'logistic' || output === 'mean') ||
    typeof base !== 'number' ||
    (output === 'mean' && trees === 0)
  ) {
    throw damagedArtifact('the description of its trees is incomplete');
  }
  return { columns, precision, output, base, ...linkNodes(columns, trees, sections) };
}

type Nodes = Omit<TreeEnsemble, 'columns' | 'precision' | 'output' | 'base'>;

/**
 * Links nodes from the last to the first: each stands for its whole subtree, and a split takes the two subtrees that follow
 * it.
 */
function linkNodes(columns: number, trees: number, sections: Readonly<Record<string, Numbers>>): Nodes {
  const { feature: features, cover, threshold, missingLeft, value } = sections;
  if (
    !features ||
    !cover ||
    !threshold ||
    !missingLeft ||
    !value ||
    cover.length !== features.length ||
    trees > features.length
  ) {
    throw damagedArtifact('its trees are incomplete');
  }
  const count = features.length;
  const nodes: Nodes = {
    roots: new Int32Array(trees),
    feature: new Int32Array(count).fill(-1),
    threshold: new Float64Array(count),
    left: new Int32Array(count).fill(-1),
    right: new Int32Array(count).fill(-1),
    missingLeft: new Uint8Array(count),
    value: new Float64Array(count),
    cover: Float64Array.from(cover),
  };
  const subtrees: number[] = [];
  let split = threshold.length;
  let leaf = value.length;
  let linked = true;
  for (let node = count - 1; node >= 0; node--) {
    if (features[node] < columns) {
      split--;
      nodes.feature[node] = features[node];
      nodes.threshold[node] = threshold[split];
      nodes.missingLeft[node] = missingLeft[split];
      linked &&= subtrees.length >= 2;
      nodes.left[node] = subtrees.pop() ?? -1;
      nodes.right[node] = subtrees.pop() ?? -1;
    } else {
      leaf--;
      nodes.value[node] = value[leaf];
    }
    subtrees.push(node);
  }
  const complete = split === 0 && leaf === 0 && missingLeft.length === threshold.length && subtrees.length === trees;
  if (!complete || !linked) throw damagedArtifact('its trees point outside themselves');
  if (!cover.every(isWeight) || !value.every(Number.isFinite) || threshold.some(Number.isNaN)) {
    throw damagedArtifact('its trees hold numbers that no training makes');
  }
  nodes.roots.set(subtrees.reverse());
  return nodes;
}

function isWeight(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}
