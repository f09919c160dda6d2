import type { FitWatch } from '../fit-watch.ts';
import type { Crew } from '../parallel/crew.ts';
import { createRandom, hashSeed } from '../random.ts';
import { bestFirst, depthFirst } from './frontier.ts';
import { type GrowWatch, growTree, type SampleRange, type TreeLimits } from './grow-tree.ts';
import { createSampleKernel } from './kernels/sample-rows.ts';
import { createNodeKernel } from './kernels/visit-node.ts';
import { jobWords, openJob, type SharedPlaces, type ThreadPlaces } from './node-job.ts';
import { createTreeNodes, nodeBytes } from './tree-nodes.ts';

/** Addresses of one thread, with what its trees predict for the rows outside their samples. */
export type WorkerPlaces = ThreadPlaces & {
  /** uint16 per usable row: how often it is in the tree's sample. */
  readonly drawn: number;
  /** float64 per row: sum of the trees' values in units of 1 / `outputUnits`. */
  readonly outSums: number;
  /** uint32 per row: number of trees that predicted it. */
  readonly outCounts: number;
};

/** Everything that the threads need; they write trees into `grown` and `places`, outputs outside the samples into the memory. */
export type GrowForestInput = {
  readonly memory: WebAssembly.Memory;
  readonly shared: SharedPlaces & {
    /** float64 per row, from -1 to 1. */
    readonly labels: number;
    /** float64 per row, from 0 to 1. */
    readonly weights: number;
    /** uint32: the rows with a weight above 0. */
    readonly usable: number;
    readonly usableRows: number;
  };
  readonly threads: readonly WorkerPlaces[];
  readonly trees: number;
  readonly seed: number;
  /** Features that a node draws. */
  readonly draws: number;
  readonly limits: TreeLimits;
  readonly growBestFirst: boolean;
  readonly bootstrap: boolean;
  /** Maximum nodes of a tree. */
  readonly maximumNodes: number;
  readonly status: Int32Array;
  /** Growable, one per thread: the nodes of its trees one after the other. */
  readonly grown: readonly SharedArrayBuffer[];
  /** Three words per tree: thread, first node in its buffer, number of nodes. */
  readonly places: Int32Array;
};

/** Words of `status`. */
export const growStatus = { stopped: 0, finished: 1, words: 2 } as const;

/**
 * Outputs are summed in whole units, because the sum of whole numbers is the same in any order, and chance decides which
 * thread grows a tree. The sum over 10,000 trees stays below 2^53.
 */
export const outputUnits = 2 ** 36;

/** Rows visited between two polls for progress and cancellation: a millisecond's work. */
const rowsBetweenPolls = 200_000;
/** The fixed work of a node, expressed in rows. */
const rowsOfNode = 100;
/** ms between two polls while the calling thread waits for others. */
const pollInterval = 10;

/** Thrown and caught inside this file: `growForest` returns early and its caller reads the status. */
class Stopped extends Error {}

/** A team's task: each thread grows the next tree that no thread has taken. A tree depends on its number alone. */
export function growForest(input: GrowForestInput, crew: Crew, watch?: FitWatch): void {
  const { status, trees } = input;
  let work = 0;

  function poll(): void {
    work = 0;
    if (watch?.stopped?.() === true) Atomics.store(status, growStatus.stopped, 1);
    if (Atomics.load(status, growStatus.stopped) === 1) throw new Stopped();
  }

  function visiting(rows: number): void {
    work += rows + rowsOfNode;
    if (work >= rowsBetweenPolls) poll();
  }

  try {
    const grow = createTreeGrower(input, crew.rank, visiting);
    for (let tree = crew.take(); tree < trees; tree = crew.take()) {
      poll();
      grow(tree);
      const finished = Atomics.add(status, growStatus.finished, 1) + 1;
      Atomics.notify(status, growStatus.finished);
      watch?.progress?.(finished / trees);
    }
    if (watch === undefined) return;
    for (;;) {
      const finished = Atomics.load(status, growStatus.finished);
      if (finished >= trees) return;
      Atomics.wait(status, growStatus.finished, finished, pollInterval);
      poll();
    }
  } catch (error) {
    Atomics.store(status, growStatus.stopped, 1);
    if (!(error instanceof Stopped)) throw error;
  }
}

function createTreeGrower(input: GrowForestInput, rank: number, visiting: GrowWatch['visiting']) {
  const { memory, shared, limits, seed } = input;
  const { rows, columns } = shared;
  const thread = input.threads[rank];
  const job = openJob(memory, shared, thread, { draws: input.draws, minimumRows: limits.leafRows });
  const kernel = createNodeKernel(memory);
  const sampler = createSampleKernel(memory);
  const entries = new Uint32Array(memory.buffer, thread.entries, rows);
  const features = new Uint32Array(memory.buffer, thread.features, columns);
  const table = new Float64Array(memory.buffer, thread.table, 2 * rows);
  const labels = new Float64Array(memory.buffer, shared.labels, rows);
  for (let r = 0; r < rows; r++) table[2 * r + 1] = labels[r];
  const sums = new Float64Array(memory.buffer, thread.outSums, rows);
  const counts = new Uint32Array(memory.buffer, thread.outCounts, rows);
  new Uint16Array(memory.buffer, thread.drawn, rows).fill(1);
  const nodes = createTreeNodes(input.maximumNodes);
  const frontier = input.growBestFirst ? bestFirst() : depthFirst();
  let written = 0;

  function leaf(value: number, outBegin: number, outEnd: number): void {
    const output = Math.round(value * outputUnits);
    for (let i = outBegin; i < outEnd; i++) {
      sums[entries[i]] += output;
      counts[entries[i]]++;
    }
  }

  function openTree(tree: number): SampleRange {
    const random = createRandom(hashSeed(seed, 'tree', tree));
    for (let word = 0; word < 4; word++) job.words[jobWords.random + word] = random.integer(2 ** 32);
    for (let c = 0; c < columns; c++) features[c] = c;
    const { usable, usableRows, weights } = shared;
    if (input.bootstrap) sampler.drawRows(job.address + 4 * jobWords.random, usableRows, thread.drawn);
    const inside = sampler.openSample(usable, usableRows, thread.drawn, weights, thread.table, thread.entries);
    return { inside, end: usableRows };
  }

  return (tree: number): void => {
    frontier.clear();
    growTree(kernel, job, openTree(tree), limits, frontier, nodes, { visiting, leaf });
    const count = nodes.count();
    const buffer = input.grown[rank];
    const needed = (written + count) * nodeBytes;
    if (needed > buffer.byteLength) {
      buffer.grow(Math.min(buffer.maxByteLength, Math.max(needed, 2 * buffer.byteLength)));
    }
    new Uint8Array(buffer, written * nodeBytes, count * nodeBytes).set(nodes.bytes.subarray(0, count * nodeBytes));
    input.places.set([rank, written, count], 3 * tree);
    written += count;
  };
}
