import { damagedArtifact, decodeArtifact, encodeArtifact } from '../artifact.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';

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
