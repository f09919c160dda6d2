import type { BinnedDataset } from '../binning/binned-dataset.ts';
import { createLayout } from '../kernel/kernel.ts';
import type { Task } from '../task.ts';
import type { forestParameters } from './forest-parameters.ts';
import { type GrowForestInput, growStatus } from './grow-forest.ts';
import type { TreeLimits } from './grow-tree.ts';
import { takeBuffer } from './grown-buffers.ts';
import { reserveThread } from './node-job.ts';
import type { TrainingRows } from './training-rows.ts';

/**
 * Lays out the memory that the threads share, puts the rows there and makes room for the trees.
 *
 * @throws EngineError `engine_not_applicable` when this takes more memory than WebAssembly can address.
 */
export function planForest(
  binned: BinnedDataset,
  { labels, weights }: TrainingRows,
  parameters: Readonly<Record<keyof typeof forestParameters, number>>,
  task: Task,
  seed: number,
  size: number,
): GrowForestInput {
  const { rows, columns } = binned;
  const layout = createLayout();
  const shared = {
    rows,
    columns,
    rowBins: layout.reserve(rows * columns),
    columnBins: layout.reserve(rows * columns),
    missingBins: layout.reserve(4 * columns),
    labels: layout.reserve(8 * rows),
    weights: layout.reserve(8 * rows),
    usable: layout.reserve(4 * rows),
  };
  const threads = Array.from({ length: size }, () => ({
    ...reserveThread(layout, shared),
    drawn: layout.reserve(2 * rows),
    outSums: layout.reserve(8 * rows),
    outCounts: layout.reserve(4 * rows),
  }));
  const memory = layout.allocate(`A forest of ${rows} rows and ${columns} columns`);
  new Uint8Array(memory.buffer, shared.rowBins).set(binned.rowBins);
  new Uint8Array(memory.buffer, shared.columnBins).set(binned.columnBins);
  new Uint32Array(memory.buffer, shared.missingBins).set(binned.edges.map((edges) => edges.length + 1));
  new Float64Array(memory.buffer, shared.labels).set(labels);
  new Float64Array(memory.buffer, shared.weights).set(weights);
  const usable = Uint32Array.from(weights.keys()).filter((row) => weights[row] > 0);
  new Uint32Array(memory.buffer, shared.usable).set(usable);

  const limits = limitsOf(parameters);
  const maximumNodes = mostNodes(rows, limits);
  const trees = parameters.n_estimators;
  return {
    memory,
    shared: { ...shared, usableRows: usable.length },
    threads,
    trees,
    seed,
    draws: drawsOf(columns, task, parameters.max_features),
    limits,
    growBestFirst: parameters.max_leaf_nodes > 0,
    bootstrap: parameters.bootstrap === 1,
    maximumNodes,
    status: new Int32Array(new SharedArrayBuffer(4 * growStatus.words)),
    grown: Array.from({ length: size }, takeBuffer),
    places: new Int32Array(new SharedArrayBuffer(12 * trees)),
  };
}

/** Rounded as in scikit-learn: down, but at least 1. */
function drawsOf(columns: number, task: Task, share: number): number {
  const asked = share > 0 ? share * columns : task === 'classification' ? Math.sqrt(columns) : columns / 3;
  return Math.max(1, Math.floor(asked));
}

function limitsOf(parameters: Readonly<Record<keyof typeof forestParameters, number>>): TreeLimits {
  return {
    depth: parameters.max_depth || Number.POSITIVE_INFINITY,
    leaves: parameters.max_leaf_nodes || Number.POSITIVE_INFINITY,
    splitRows: parameters.min_samples_split,
    leafRows: parameters.min_samples_leaf,
  };
}

function mostNodes(rows: number, { depth, leaves, leafRows }: TreeLimits): number {
  const mostLeaves = Math.min(leaves, 2 ** Math.min(depth, 50), Math.max(1, Math.floor(rows / leafRows)));
  return 2 * mostLeaves - 1;
}
