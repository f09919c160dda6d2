import type { createLayout } from '../kernel/kernel.ts';

/**
 * The kernel's arguments and results, as 32-bit words from the job's address: where its arrays are (bytes), limits, the
 * state of the random source, and the split that it found. `visit-node.assembly.ts` names the same places in bytes.
 */
export const jobWords = {
  /** uint32 per row: the tree's sample first, then the rows outside it; the rows of a node lie side by side. */
  entries: 0,
  /** uint32 per row: the right side while rows are sorted. */
  scratch: 1,
  /** float64 pairs (weight, label) by row. */
  table: 2,
  /** float64 pairs (weight, weight * label) of the node's rows in the order of their entries. */
  local: 3,
  rowBins: 4,
  columnBins: 5,
  rows: 6,
  columns: 7,
  /** Features that a node draws. */
  draws: 8,
  /** Minimum rows of each side. */
  minimumRows: 9,
  /** uint32 per column: all features, the drawn ones first. */
  features: 10,
  /** uint32 per column: the bin of missing values, which is the number of bins for values. */
  missingBins: 11,
  /** Two histograms, each float64 pairs (weight, weight * label) by bin, all zeros between features, and a mask of 256 bits. */
  histogram: 12,
  /** For each histogram, uint32 by bin: number of rows, where `minimumRows` > 1; all zeros between features. */
  counts: 13,
  /** Four words of xoshiro128**. */
  random: 14,
  feature: 18,
  /** The last bin on the left side. */
  bin: 19,
  missingLeft: 20,
  /** Where the right side begins among the sample's entries ... */
  middle: 21,
  /** ... and among the others. */
  outMiddle: 22,
} as const;

/** Totals of the node, and the decrease of its weighted squared error: 64-bit words from the job's address. */
export const jobNumbers = { weight: 12, sum: 13, gain: 14 } as const;

const jobBytes = 128;

export type NodeJob = {
  readonly address: number;
  readonly words: Uint32Array;
  readonly numbers: Float64Array;
};

/** Addresses that all threads share. */
export type SharedPlaces = {
  readonly rows: number;
  readonly columns: number;
  readonly rowBins: number;
  readonly columnBins: number;
  readonly missingBins: number;
};

/** Addresses of one thread. */
export type ThreadPlaces = {
  readonly job: number;
  readonly entries: number;
  readonly scratch: number;
  readonly table: number;
  readonly local: number;
  readonly features: number;
  readonly histogram: number;
  readonly counts: number;
};

/** Reserves the memory of one thread, for a dataset of this size. */
export function reserveThread(
  layout: ReturnType<typeof createLayout>,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): ThreadPlaces {
  return {
    job: layout.reserve(jobBytes),
    // One place more: it is written when the last row outside the sample isn't the last row.
    entries: layout.reserve(4 * (rows + 1)),
    scratch: layout.reserve(4 * rows),
    table: layout.reserve(16 * rows),
    local: layout.reserve(16 * rows),
    features: layout.reserve(4 * columns),
    histogram: layout.reserve(2 * (16 * 256 + 32)),
    counts: layout.reserve(2 * 4 * 256),
  };
}

/** Writes the job of a thread, which serves for all of its trees. */
export function openJob(
  memory: WebAssembly.Memory,
  shared: SharedPlaces,
  thread: ThreadPlaces,
  { draws, minimumRows }: { readonly draws: number; readonly minimumRows: number },
): NodeJob {
  const words = new Uint32Array(memory.buffer, thread.job, jobBytes / 4);
  const settings = { ...shared, ...thread, draws, minimumRows };
  for (const [name, value] of Object.entries(settings)) {
    if (name in jobWords) words[jobWords[name as keyof typeof jobWords]] = value;
  }
  return { address: thread.job, words, numbers: new Float64Array(memory.buffer, thread.job, jobBytes / 8) };
}
