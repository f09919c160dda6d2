import { thresholdAfter } from '../binning/bin-edges.ts';
import type { BinnedDataset } from '../binning/binned-dataset.ts';
import type { TreeEnsemble } from '../trees/tree-ensemble.ts';
import type { GrowForestInput } from './grow-forest.ts';
import { nodeFields, nodeFloats, nodeInts } from './tree-nodes.ts';

/** How labels and weights were scaled for growing: label = centre + unit * scaled, weight = unit * scaled. */
export type Scales = { readonly centre: number; readonly labelUnit: number; readonly weightUnit: number };

/** The trees in the order of their numbers, whichever thread grew them. */
export function assembleTrees(
  { grown, places, trees }: Pick<GrowForestInput, 'grown' | 'places' | 'trees'>,
  { columns, edges }: Pick<BinnedDataset, 'columns' | 'edges'>,
  { centre, labelUnit, weightUnit }: Scales,
): TreeEnsemble {
  let nodes = 0;
  for (let tree = 0; tree < trees; tree++) nodes += places[3 * tree + 2];
  const ensemble = {
    columns,
    precision: 'float64',
    output: 'mean',
    base: 0,
    roots: new Int32Array(trees),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    left: new Int32Array(nodes).fill(-1),
    right: new Int32Array(nodes).fill(-1),
    missingLeft: new Uint8Array(nodes),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes),
  } as const satisfies TreeEnsemble;
  const views = grown.map((buffer) => ({
    integers: new Int32Array(buffer, 0, buffer.byteLength / 4),
    numbers: new Float64Array(buffer, 0, buffer.byteLength / 8),
  }));
  let root = 0;
  for (let tree = 0; tree < trees; tree++) {
    const [thread, first, count] = places.subarray(3 * tree, 3 * tree + 3);
    const { integers, numbers } = views[thread];
    ensemble.roots[tree] = root;
    for (let n = 0; n < count; n++) {
      const int = (first + n) * nodeInts;
      const float = (first + n) * nodeFloats;
      const node = root + n;
      const feature = integers[int + nodeFields.feature];
      ensemble.feature[node] = feature;
      ensemble.cover[node] = numbers[float + nodeFields.weight] * weightUnit;
      if (feature < 0) {
        ensemble.value[node] = centre + labelUnit * numbers[float + nodeFields.value];
      } else {
        const split = integers[int + nodeFields.split];
        ensemble.threshold[node] = thresholdAfter(edges[feature], split & 255);
        ensemble.missingLeft[node] = split >> 8;
        ensemble.left[node] = root + integers[int + nodeFields.left];
        ensemble.right[node] = root + integers[int + nodeFields.left] + 1;
      }
    }
    root += count;
  }
  return ensemble;
}
