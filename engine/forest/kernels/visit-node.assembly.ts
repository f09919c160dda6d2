/**
 * The work at one node of a growing tree: its totals, the best split among randomly drawn features, and the rows sorted to its two
 * sides. Memory is described by the words of a job, whose order is `jobWords` in `node-job.ts`; `visit-node-twin.ts` is the same
 * algorithm in TypeScript, with equal results to the bit.
 *
 * Fully grown trees have most of their nodes near the leaves, with a handful of rows each. So nothing here costs more than the
 * node's rows: a mask of 256 bits tells which bins are occupied, and only those are looked at and cleared again.
 */

// The job: addresses and limits ...
const ENTRIES: usize = 0;
const SCRATCH: usize = 4;
const TABLE: usize = 8;
const LOCAL: usize = 12;
const ROW_BINS: usize = 16;
const COLUMN_BINS: usize = 20;
const ROWS: usize = 24;
const COLUMNS: usize = 28;
const DRAWS: usize = 32;
const MINIMUM_ROWS: usize = 36;
const FEATURES: usize = 40;
const MISSING_BINS: usize = 44;
const HISTOGRAM: usize = 48;
const COUNTS: usize = 52;
// ... the state of the random source ...
const RANDOM: usize = 56;
// ... and what was found.
const FEATURE: usize = 72;
const BIN: usize = 76;
const MISSING_LEFT: usize = 80;
const MIDDLE: usize = 84;
const OUT_MIDDLE: usize = 88;
const WEIGHT: usize = 96;
const SUM: usize = 104;
const GAIN: usize = 112;

/** Nodes of more rows than this fill the histogram without the mask, which is then read off it. */
const MASKED: u32 = 128;

/** The mask of occupied bins, one bit each, follows the 256 cells of a histogram. */
const MASK: usize = 4096;
/** Bytes from one of the two histograms to the other, and from one's row counts to the other's. */
const NEXT_HISTOGRAM: usize = 4128;
const NEXT_COUNTS: usize = 1024;

/** The best split so far: its gain is bestTop / bestBottom, compared without dividing. */
let bestTop: f64 = 0;
let bestBottom: f64 = 0;
let bestFeature: u32 = 0;
let bestBin: u32 = 0;
let bestMissingLeft: u32 = 0;

/**
 * @param begin,end the node's rows among the entries
 * @param outBegin,outEnd its rows outside the bootstrap sample: they are sorted to the two sides, nothing else
 * @param maySplit 0: totals only
 * @returns 1 when it was split
 */
export function visitNode(
  job: usize,
  begin: u32,
  end: u32,
  outBegin: u32,
  outEnd: u32,
  maySplit: u32,
): u32 {
  if (!total(job, begin, end) || !maySplit) return 0;
  const columns = load<u32>(job, COLUMNS);
  const draws = load<u32>(job, DRAWS);
  bestTop = -1;
  bestBottom = 1;
  // As in scikit-learn, constant features count among the drawn ones, but drawing goes on until one is not constant.
  let varied: u32 = 0;
  let drawn: u32 = 0;
  while (drawn < columns && (drawn < draws || !varied)) {
    const first = drawFeature(job, drawn++);
    if (drawn < draws) {
      const second = drawFeature(job, drawn++);
      fillTwo(job, begin, end, first, second);
      varied |= searchFeature(job, begin, end, first, 0);
      varied |= searchFeature(job, begin, end, second, 1);
    } else {
      fillOne(job, begin, end, first);
      varied |= searchFeature(job, begin, end, first, 0);
    }
  }
  if (bestTop < 0) return 0;

  store<u32>(job, bestFeature, FEATURE);
  store<u32>(job, bestBin, BIN);
  store<u32>(job, bestMissingLeft, MISSING_LEFT);
  store<f64>(job, bestTop / bestBottom / load<f64>(job, WEIGHT), GAIN);
  store<u32>(job, partition(job, begin, end), MIDDLE);
  store<u32>(job, partition(job, outBegin, outEnd), OUT_MIDDLE);
  return 1;
}

/** Copies weight and weight * label of the node's rows side by side and adds them up. @returns 0 when all labels are the same. */
function total(job: usize, begin: u32, end: u32): u32 {
  let entry = load<u32>(job, ENTRIES) as usize + (begin << 2);
  const last = load<u32>(job, ENTRIES) as usize + (end << 2);
  const table = load<u32>(job, TABLE) as usize;
  let local = load<u32>(job, LOCAL) as usize;
  const first = load<f64>(table + (load<u32>(entry) << 4), 8);
  let varied: u32 = 0;
  let sums = f64x2.splat(0);
  for (; entry < last; entry += 4) {
    const row = table + (load<u32>(entry) << 4);
    const weight = load<f64>(row);
    const label = load<f64>(row, 8);
    const both = f64x2.replace_lane(f64x2.splat(weight), 1, weight * label);
    varied |= u32(label != first);
    sums = f64x2.add(sums, both);
    v128.store(local, both);
    local += 16;
  }
  v128.store(job, sums, WEIGHT);
  return varied;
}

/**
 * Compares the splits of the feature whose histogram stands at this place (0 or 1) with the best one so far, and clears it.
 *
 * @returns 0 when the feature is constant in the node
 */
function searchFeature(job: usize, begin: u32, end: u32, feature: u32, place: usize): u32 {
  const histogram = (load<u32>(job, HISTOGRAM) as usize) + place * NEXT_HISTOGRAM;
  const counts = (load<u32>(job, COUNTS) as usize) + place * NEXT_COUNTS;
  const missingBin = load<u32>(load<u32>(job, MISSING_BINS) as usize + (feature << 2));
  const weight = load<f64>(job, WEIGHT);
  const sum = load<f64>(job, SUM);
  const rows = end - begin;
  const minimum = load<u32>(job, MINIMUM_ROWS);

  let missingWeight: f64 = 0;
  let missingSum: f64 = 0;
  let missingRows: u32 = 0;
  if (takeBit(histogram + MASK, missingBin)) {
    const cell = histogram + (missingBin << 4);
    missingWeight = load<f64>(cell);
    missingSum = load<f64>(cell, 8);
    v128.store(cell, f64x2.splat(0));
    if (minimum > 1) {
      missingRows = load<u32>(counts + (missingBin << 2));
      store<u32>(counts + (missingBin << 2), 0);
    }
  }

  let leftWeight: f64 = 0;
  let leftSum: f64 = 0;
  let leftRows: u32 = 0;
  let previous: i32 = -1;
  let varied: u32 = 0;
  for (let word: u32 = 0; word < 4; word++) {
    let bits = load<u64>(histogram + MASK + (word << 3));
    for (; bits != 0; bits &= bits - 1) {
      const bin: i32 = (word << 6) + u32(ctz(bits));
      if (previous >= 0) {
        varied = 1;
        // The split lies halfway through the bins that are empty here.
        const middle = (previous + bin - 1) >> 1;
        if (minimum <= 1 || (leftRows >= minimum && rows - leftRows >= minimum)) {
          consider(feature, middle, missingWeight > 0 ? 0 : 2, leftWeight, leftSum, weight, sum);
        }
        if (missingWeight > 0) {
          const withMissing = leftRows + missingRows;
          if (minimum <= 1 || (withMissing >= minimum && rows - withMissing >= minimum)) {
            consider(feature, middle, 1, leftWeight + missingWeight, leftSum + missingSum, weight, sum);
          }
        }
      }
      const cell = histogram + (bin << 4);
      leftWeight += load<f64>(cell);
      leftSum += load<f64>(cell, 8);
      v128.store(cell, f64x2.splat(0));
      if (minimum > 1) {
        leftRows += load<u32>(counts + (bin << 2));
        store<u32>(counts + (bin << 2), 0);
      }
      previous = bin;
    }
  }
  if (missingWeight > 0 && previous >= 0) {
    varied = 1;
    if (minimum <= 1 || (leftRows >= minimum && missingRows >= minimum)) {
      consider(feature, missingBin - 1, 0, leftWeight, leftSum, weight, sum);
    }
  }
  return varied;
}

/**
 * Gain of a split: the decrease of the weighted squared error, which for labels 0 and 1 is half that of the Gini impurity:
 * (leftSum * weight - sum * leftWeight)^2 / (leftWeight * rightWeight * weight); the last factor is the same for all splits
 * of the node, so it is left out.
 *
 * @param missingLeft 2: no row here lacks the feature, so later missing values go to the heavier side.
 */
// @ts-ignore: a decorator of AssemblyScript
@inline
function consider(
  feature: u32,
  bin: u32,
  missingLeft: u32,
  leftWeight: f64,
  leftSum: f64,
  weight: f64,
  sum: f64,
): void {
  const rightWeight = weight - leftWeight;
  const difference = leftSum * weight - sum * leftWeight;
  const top = difference * difference;
  const bottom = leftWeight * rightWeight;
  // Beside huge weights, rounding may leave the right side without any weight.
  if (bottom > 0 && top * bestBottom > bestTop * bottom) {
    bestTop = top;
    bestBottom = bottom;
    bestFeature = feature;
    bestBin = bin;
    bestMissingLeft = missingLeft == 2 ? u32(leftWeight > rightWeight) : missingLeft;
  }
}

/** Draws the next feature behind those that were drawn: a step of Fisher and Yates' shuffle. */
function drawFeature(job: usize, drawn: u32): u32 {
  const features = load<u32>(job, FEATURES) as usize;
  const chosen = features + ((drawn + below(job, load<u32>(job, COLUMNS) - drawn)) << 2);
  const feature = load<u32>(chosen);
  store<u32>(chosen, load<u32>(features + (drawn << 2)));
  store<u32>(features + (drawn << 2), feature);
  return feature;
}

/** Adds the node's rows to the first histogram, which is all zeros before, and marks the occupied bins. */
function fillOne(job: usize, begin: u32, end: u32, feature: u32): void {
  const histogram = load<u32>(job, HISTOGRAM) as usize;
  const bins = binsOf(job, begin, end, feature);
  const stride = strideOf(job, begin, end);
  const last = (load<u32>(job, ENTRIES) as usize) + (end << 2);
  let entry = (load<u32>(job, ENTRIES) as usize) + (begin << 2);
  let local = load<u32>(job, LOCAL) as usize;
  const masked = end - begin <= MASKED;
  clearMask(histogram + MASK);
  for (; entry < last; entry += 4) {
    const bin = load<u8>(bins + load<u32>(entry) * stride) as u32;
    addTo(histogram + (bin << 4), v128.load(local));
    if (masked) setBit(histogram + MASK, bin);
    local += 16;
  }
  if (!masked) markOccupied(job, histogram, feature);
  if (load<u32>(job, MINIMUM_ROWS) > 1) countRows(job, begin, end, feature, 0);
}

/** The same for two features and both histograms: their additions don't wait for each other. */
function fillTwo(job: usize, begin: u32, end: u32, first: u32, second: u32): void {
  const histogram1 = load<u32>(job, HISTOGRAM) as usize;
  const histogram2 = histogram1 + NEXT_HISTOGRAM;
  const bins1 = binsOf(job, begin, end, first);
  const bins2 = binsOf(job, begin, end, second);
  const stride = strideOf(job, begin, end);
  const last = (load<u32>(job, ENTRIES) as usize) + (end << 2);
  let entry = (load<u32>(job, ENTRIES) as usize) + (begin << 2);
  let local = load<u32>(job, LOCAL) as usize;
  clearMask(histogram1 + MASK);
  clearMask(histogram2 + MASK);
  if (end - begin <= MASKED) {
    for (; entry < last; entry += 4) {
      const row = load<u32>(entry) * stride;
      const both = v128.load(local);
      const bin1 = load<u8>(bins1 + row) as u32;
      const bin2 = load<u8>(bins2 + row) as u32;
      addTo(histogram1 + (bin1 << 4), both);
      addTo(histogram2 + (bin2 << 4), both);
      setBit(histogram1 + MASK, bin1);
      setBit(histogram2 + MASK, bin2);
      local += 16;
    }
  } else {
    for (; entry < last; entry += 4) {
      const row = load<u32>(entry) * stride;
      const both = v128.load(local);
      addTo(histogram1 + ((load<u8>(bins1 + row) as u32) << 4), both);
      addTo(histogram2 + ((load<u8>(bins2 + row) as u32) << 4), both);
      local += 16;
    }
    markOccupied(job, histogram1, first);
    markOccupied(job, histogram2, second);
  }
  if (load<u32>(job, MINIMUM_ROWS) > 1) {
    countRows(job, begin, end, first, 0);
    countRows(job, begin, end, second, 1);
  }
}

function countRows(job: usize, begin: u32, end: u32, feature: u32, place: usize): void {
  const counts = (load<u32>(job, COUNTS) as usize) + place * NEXT_COUNTS;
  const bins = binsOf(job, begin, end, feature);
  const stride = strideOf(job, begin, end);
  const last = (load<u32>(job, ENTRIES) as usize) + (end << 2);
  for (let entry = (load<u32>(job, ENTRIES) as usize) + (begin << 2); entry < last; entry += 4) {
    const cell = counts + ((load<u8>(bins + load<u32>(entry) * stride) as u32) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function addTo(cell: usize, both: v128): void {
  v128.store(cell, f64x2.add(v128.load(cell), both));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function setBit(mask: usize, bin: u32): void {
  const word = mask + ((bin >> 6) << 3);
  store<u64>(word, load<u64>(word) | ((1 as u64) << bin));
}

function clearMask(mask: usize): void {
  v128.store(mask, i64x2.splat(0));
  v128.store(mask, i64x2.splat(0), 16);
}

/** Reads the mask off a histogram. */
function markOccupied(job: usize, histogram: usize, feature: u32): void {
  const bins = load<u32>((load<u32>(job, MISSING_BINS) as usize) + (feature << 2)) + 1;
  for (let bin: u32 = 0; bin < bins; bin++) {
    const word = histogram + MASK + ((bin >> 6) << 3);
    store<u64>(word, load<u64>(word) | (u64(load<f64>(histogram + (bin << 4)) > 0) << bin));
  }
}

/** Clears the bin's bit. @returns whether it was set. */
function takeBit(mask: usize, bin: u32): boolean {
  const word = mask + ((bin >> 6) << 3);
  const bit = (1 as u64) << bin;
  const bits = load<u64>(word);
  store<u64>(word, bits & ~bit);
  return (bits & bit) != 0;
}

/**
 * Where the bin of row 0 is, and how far apart rows are. A node of many rows walks down a column, and so uses every byte
 * that it loads. The few rows of a small node stay in the cache from feature to feature as whole rows.
 */
function binsOf(job: usize, begin: u32, end: u32, feature: u32): usize {
  const rows = load<u32>(job, ROWS);
  return isLarge(begin, end, rows)
    ? (load<u32>(job, COLUMN_BINS) as usize) + feature * rows
    : (load<u32>(job, ROW_BINS) as usize) + feature;
}

function strideOf(job: usize, begin: u32, end: u32): u32 {
  return isLarge(begin, end, load<u32>(job, ROWS)) ? 1 : load<u32>(job, COLUMNS);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function isLarge(begin: u32, end: u32, rows: u32): boolean {
  return (end - begin) << 4 > rows;
}

/** Sorts entries to the two sides of the best split, each side in the order it had. @returns where the right side begins. */
function partition(job: usize, begin: u32, end: u32): u32 {
  const base = binsOf(job, begin, end, bestFeature);
  const stride = strideOf(job, begin, end);
  const entries = load<u32>(job, ENTRIES) as usize;
  const scratch = load<u32>(job, SCRATCH) as usize;
  const missingBin = load<u32>(load<u32>(job, MISSING_BINS) as usize + (bestFeature << 2));
  const alsoLeft: u32 = bestMissingLeft ? missingBin : 256;
  let entry = entries + (begin << 2);
  const last = entries + (end << 2);
  let left = entry;
  let right = scratch;
  for (; entry < last; entry += 4) {
    const row = load<u32>(entry);
    const bin = load<u8>(base + row * stride) as u32;
    const goesLeft = u32(bin <= bestBin) | u32(bin == alsoLeft);
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  // Most nodes are small, and a call costs more than their few words.
  if (right - scratch > 256) memory.copy(left, scratch, right - scratch);
  else for (let from = scratch, to = left; from < right; from += 4, to += 4) store<u32>(to, load<u32>(from));
  return u32((left - entries) >> 2);
}

/** Uniform in [0, limit): xoshiro128** as in `engine/random.ts`. */
function below(job: usize, limit: u32): u32 {
  const a = load<u32>(job, RANDOM);
  const b = load<u32>(job, RANDOM + 4);
  let c = load<u32>(job, RANDOM + 8);
  let d = load<u32>(job, RANDOM + 12);
  const result = rotl<u32>(b * 5, 7) * 9;
  c ^= a;
  d ^= b;
  store<u32>(job, a ^ d, RANDOM);
  store<u32>(job, b ^ c, RANDOM + 4);
  store<u32>(job, c ^ (b << 9), RANDOM + 8);
  store<u32>(job, rotl<u32>(d, 11), RANDOM + 12);
  return u32((u64(result) * u64(limit)) >> 32);
}
