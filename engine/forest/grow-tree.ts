import type { Frontier, PendingSplit } from './frontier.ts';
import type { NodeKernel } from './kernels/node-kernel.ts';
import { jobNumbers, jobWords, type NodeJob } from './node-job.ts';
import type { TreeNodes } from './tree-nodes.ts';

export type TreeLimits = {
  /** Maximum splits between root and leaf. */
  readonly depth: number;
  readonly leaves: number;
  /** Minimum rows of a node that is split, and of each side. */
  readonly splitRows: number;
  readonly leafRows: number;
};

/** Rows that a tree is grown from: entries [0, inside) are its sample, [inside, end) those outside it. */
export type SampleRange = { readonly inside: number; readonly end: number };

export type GrowWatch = {
  /** Called with the number of rows of each node before it is visited; throws to stop. */
  visiting(rows: number): void;
  /** Called for each leaf with the entries outside the sample that end there. */
  leaf(value: number, outBegin: number, outEnd: number): void;
};

/**
 * Grows one tree. Children lie side by side, so a node only stores where the left one is. The frontier decides which split
 * comes next: the last one found (depth first, with its rows still in the cache) or the one with the largest gain.
 */
export function growTree(
  kernel: NodeKernel,
  job: NodeJob,
  sample: SampleRange,
  limits: TreeLimits,
  frontier: Frontier,
  nodes: TreeNodes,
  watch: GrowWatch,
): void {
  const { words, numbers } = job;
  const least = Math.max(limits.splitRows, 2 * limits.leafRows);
  let leaves = 1;

  function visit(node: number, depth: number, begin: number, end: number, outBegin: number, outEnd: number): void {
    watch.visiting(end - begin);
    const maySplit = depth < limits.depth && end - begin >= least ? 1 : 0;
    const split = kernel.visitNode(job.address, begin, end, outBegin, outEnd, maySplit);
    const weight = numbers[jobNumbers.weight];
    const value = numbers[jobNumbers.sum] / weight;
    nodes.setLeaf(node, value, weight);
    if (split === 0) {
      watch.leaf(value, outBegin, outEnd);
      return;
    }
    frontier.put({
      node,
      depth,
      begin,
      middle: words[jobWords.middle],
      end,
      outBegin,
      outMiddle: words[jobWords.outMiddle],
      outEnd,
      feature: words[jobWords.feature],
      bin: words[jobWords.bin],
      missingLeft: words[jobWords.missingLeft],
      gain: numbers[jobNumbers.gain],
      value,
    });
  }

  function expand(split: PendingSplit): void {
    const { depth, begin, middle, end, outBegin, outMiddle, outEnd } = split;
    const left = nodes.addPair();
    nodes.setSplit(split.node, split.feature, split.bin, split.missingLeft, left);
    leaves++;
    visit(left, depth + 1, begin, middle, outBegin, outMiddle);
    visit(left + 1, depth + 1, middle, end, outMiddle, outEnd);
  }

  nodes.clear();
  visit(nodes.addRoot(), 0, 0, sample.inside, sample.inside, sample.end);
  for (let next = frontier.take(); next !== undefined; next = frontier.take()) {
    if (leaves < limits.leaves) expand(next);
    else watch.leaf(next.value, next.outBegin, next.outEnd);
  }
}
