/** A node whose best split is known but not made yet; positions are those of its entries. */
export type PendingSplit = {
  readonly node: number;
  readonly depth: number;
  readonly begin: number;
  readonly middle: number;
  readonly end: number;
  readonly outBegin: number;
  readonly outMiddle: number;
  readonly outEnd: number;
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: number;
  readonly gain: number;
  /** The node's value as a leaf: it stays one when no more splits are allowed. */
  readonly value: number;
};

/** The splits that wait; none after a tree is grown. */
export type Frontier = {
  put(split: PendingSplit): void;
  take(): PendingSplit | undefined;
  clear(): void;
};

/** A stack: the last split found comes first. */
export function depthFirst(): Frontier {
  const stack: PendingSplit[] = [];
  return {
    put: (split) => {
      stack.push(split);
    },
    take: () => stack.pop(),
    clear: () => {
      stack.length = 0;
    },
  };
}

/** A binary heap: the largest gain first, and the older node where gains are equal. */
export function bestFirst(): Frontier {
  const heap: PendingSplit[] = [];

  function comesBefore(a: PendingSplit, b: PendingSplit): boolean {
    return a.gain > b.gain || (a.gain === b.gain && a.node < b.node);
  }

  function put(split: PendingSplit): void {
    let at = heap.length;
    heap.push(split);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!comesBefore(split, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = split;
  }

  function take(): PendingSplit | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && comesBefore(heap[child + 1], heap[child])) child++;
      if (!comesBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }

  return {
    put,
    take,
    clear: () => {
      heap.length = 0;
    },
  };
}
