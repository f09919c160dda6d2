/**
 * The work at one node of a growing tree: its totals, the best split among randomly drawn features, and the rows sorted to its two
 * sides. Memory is described by the words of a job, whose order is `jobWords` in `node-job.ts`; the twin in `visit-node.ts` is the same
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

/** Occupied bins, a bit each. */
let mask0: u64 = 0;
let mask1: u64 = 0;
let mask2: u64 = 0;
let mask3: u64 = 0;

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
  const features = load<u32>(job, FEATURES) as usize;
  bestTop = -1;
  bestBottom = 1;
  // As scikit-learn does: constant features count among the drawn ones, but it goes on until one is not constant.
  let varied: u32 = 0;
  for (let drawn: u32 = 0; drawn < columns && (drawn < draws || !varied); drawn++) {
    const place = features + ((drawn + below(job, columns - drawn)) << 2);
    const feature = load<u32>(place);
    store<u32>(place, load<u32>(features + (drawn << 2)));
    store<u32>(features + (drawn << 2), feature);
    varied |= searchFeature(job, begin, end, feature);
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

/** Compares the splits of one feature with the best one so far. @returns 0 when the feature is constant in the node. */
function searchFeature(job: usize, begin: u32, end: u32, feature: u32): u32 {
  fill(job, begin, end, feature);
  const histogram = load<u32>(job, HISTOGRAM) as usize;
  const counts = load<u32>(job, COUNTS) as usize;
  const missingBin = load<u32>(load<u32>(job, MISSING_BINS) as usize + (feature << 2));
  const weight = load<f64>(job, WEIGHT);
  const sum = load<f64>(job, SUM);
  const rows = end - begin;
  const minimum = load<u32>(job, MINIMUM_ROWS);

  let missingWeight: f64 = 0;
  let missingSum: f64 = 0;
  let missingRows: u32 = 0;
  if (takeBit(missingBin)) {
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
    let bits = word < 2 ? (word == 0 ? mask0 : mask1) : word == 2 ? mask2 : mask3;
    for (; bits != 0; bits &= bits - 1) {
      const bin: i32 = (word << 6) + u32(ctz(bits));
      if (previous >= 0) {
        varied = 1;
        // Halfway through the bins that are empty here.
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
 * (leftSum * weight - sum * leftWeight)^2 / (leftWeight * rightWeight * weight); the last factor is the node's and left out.
 *
 * @param missingLeft 2: no row lacks the feature here, the heavier side takes those to come.
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
  // Beside huge weights a small one may leave nothing for the right side.
  if (bottom > 0 && top * bestBottom > bestTop * bottom) {
    bestTop = top;
    bestBottom = bottom;
    bestFeature = feature;
    bestBin = bin;
    bestMissingLeft = missingLeft == 2 ? u32(leftWeight > rightWeight) : missingLeft;
  }
}

/** Adds the node's rows to the feature's histogram, which is all zeros before, and marks the occupied bins. */
function fill(job: usize, begin: u32, end: u32, feature: u32): void {
  const base = binsOf(job, begin, end, feature);
  const stride = strideOf(job, begin, end);
  const histogram = load<u32>(job, HISTOGRAM) as usize;
  const entries = load<u32>(job, ENTRIES) as usize;
  let local = load<u32>(job, LOCAL) as usize;
  let entry = entries + (begin << 2);
  const last = entries + (end << 2);
  mask0 = 0;
  mask1 = 0;
  mask2 = 0;
  mask3 = 0;
  if (end - begin <= MASKED) {
    let m0: u64 = 0;
    let m1: u64 = 0;
    let m2: u64 = 0;
    let m3: u64 = 0;
    for (; entry < last; entry += 4) {
      const bin = load<u8>(base + load<u32>(entry) * stride) as u32;
      const cell = histogram + (bin << 4);
      v128.store(cell, f64x2.add(v128.load(cell), v128.load(local)));
      const bit = (1 as u64) << bin;
      const word = bin >> 6;
      m0 |= select<u64>(bit, 0, word == 0);
      m1 |= select<u64>(bit, 0, word == 1);
      m2 |= select<u64>(bit, 0, word == 2);
      m3 |= select<u64>(bit, 0, word == 3);
      local += 16;
    }
    mask0 = m0;
    mask1 = m1;
    mask2 = m2;
    mask3 = m3;
  } else {
    for (; entry < last; entry += 4) {
      const cell = histogram + ((load<u8>(base + load<u32>(entry) * stride) as u32) << 4);
      v128.store(cell, f64x2.add(v128.load(cell), v128.load(local)));
      local += 16;
    }
    const bins = load<u32>(load<u32>(job, MISSING_BINS) as usize + (feature << 2)) + 1;
    mask0 = maskOf(histogram, 0, bins);
    mask1 = maskOf(histogram, 64, bins);
    mask2 = maskOf(histogram, 128, bins);
    mask3 = maskOf(histogram, 192, bins);
  }
  if (load<u32>(job, MINIMUM_ROWS) > 1) {
    const counts = load<u32>(job, COUNTS) as usize;
    for (entry = entries + (begin << 2); entry < last; entry += 4) {
      const cell = counts + ((load<u8>(base + load<u32>(entry) * stride) as u32) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
}

function maskOf(histogram: usize, from: u32, bins: u32): u64 {
  let mask: u64 = 0;
  const to = min(from + 64, bins);
  for (let bin = from; bin < to; bin++) {
    mask |= u64(load<f64>(histogram + (bin << 4)) > 0) << bin;
  }
  return mask;
}

/** Clears the bin's bit. @returns whether it was set. */
function takeBit(bin: u32): boolean {
  const bit = (1 as u64) << bin;
  const word = bin >> 6;
  const mask = word < 2 ? (word == 0 ? mask0 : mask1) : word == 2 ? mask2 : mask3;
  if ((mask & bit) == 0) return false;
  if (word == 0) mask0 ^= bit;
  else if (word == 1) mask1 ^= bit;
  else if (word == 2) mask2 ^= bit;
  else mask3 ^= bit;
  return true;
}

/**
 * Where the bin of row 0 is, and how far apart rows are: a node of many rows walks down a column, whose bytes then all count; the few
 * rows of a small one stay in the cache from feature to feature as whole rows.
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
