import type { TreeEnsemble } from './tree-ensemble.ts';

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
