/** A node is 32 bytes: int32 feature (-1: leaf), bin + 256 * missingLeft, left child (the right one follows), 0; float64 value, weight. */
export const nodeBytes = 32;

/** Where the fields of node n are: `n * nodeInts` in the integers, `n * nodeFloats` in the numbers. */
export const nodeInts = 8;
export const nodeFloats = 4;
export const nodeFields = { feature: 0, split: 1, left: 2, value: 2, weight: 3 } as const;

/** The nodes of one tree while it grows; the next tree overwrites them. */
export type TreeNodes = {
  readonly count: () => number;
  readonly bytes: Uint8Array;
  clear(): void;
  addRoot(): number;
  /** @returns the first of two nodes. */
  addPair(): number;
  setLeaf(node: number, value: number, weight: number): void;
  setSplit(node: number, feature: number, bin: number, missingLeft: number, left: number): void;
};

export function createTreeNodes(maximum: number): TreeNodes {
  const bytes = new Uint8Array(maximum * nodeBytes);
  const integers = new Int32Array(bytes.buffer);
  const numbers = new Float64Array(bytes.buffer);
  let count = 0;
  return {
    bytes,
    count: () => count,
    clear: () => {
      count = 0;
    },
    addRoot: () => {
      count = 1;
      return 0;
    },
    addPair: () => {
      count += 2;
      return count - 2;
    },
    setLeaf(node, value, weight) {
      integers[node * nodeInts + nodeFields.feature] = -1;
      numbers[node * nodeFloats + nodeFields.value] = value;
      numbers[node * nodeFloats + nodeFields.weight] = weight;
    },
    setSplit(node, feature, bin, missingLeft, left) {
      integers[node * nodeInts + nodeFields.feature] = feature;
      integers[node * nodeInts + nodeFields.split] = bin + 256 * missingLeft;
      integers[node * nodeInts + nodeFields.left] = left;
    },
  };
}
