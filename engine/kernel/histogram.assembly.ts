/**
 * The inner loops of growing a tree on gradient histograms. A cell of a histogram is a pair of float64: the sum of gradients and the
 * sum of hessians of the rows in a bin, added as one 128-bit value.
 *
 * `features` lists records of four uint32: column, byte offset of its cells in a histogram (`stride` a column), number of bins for values (the missing bin
 * follows them), 0. All other arguments are addresses, counts or numbers.
 */

/** Empties the cells of the listed features. */
export function clear(features: usize, featureCount: i32, histogram: usize): void {
  for (let f: i32 = 0; f < featureCount; f++) {
    const record = features + (f << 4);
    memory.fill(histogram + load<u32>(record, 4), 0, (load<u32>(record, 8) + 1) << 4);
  }
}

/**
 * Bytes between the cells of two columns: 256 cells and a cache line, so that the first bins of all columns don't compete
 * for one set of the cache.
 */
const stride: usize = 4160;

/**
 * Adds the pairs of the rows to the cells of their bins, for `count` adjacent columns. Constant distances between the
 * columns' cells make this twice as fast as reading them from `features`.
 *
 * @param rowBins row-major bytes, `columns` per row
 * @param rows uint32 row numbers
 * @param pairs two float64 for each row of the dataset
 */
export function accumulate(
  rowBins: usize,
  columns: i32,
  first: i32,
  count: i32,
  rows: usize,
  rowCount: i32,
  pairs: usize,
  histogram: usize,
): void {
  const end = rows + (rowCount << 2);
  const firstCells = histogram + <usize>first * stride;
  for (; rows < end; rows += 4) {
    const row = load<u32>(rows);
    const pair = v128.load(pairs + (row << 4));
    let bins = rowBins + row * columns + first;
    const lastBin = bins + count;
    const lastFour = bins + (count & ~3);
    let cells = firstCells;
    for (; bins < lastFour; bins += 4) {
      const a = cells + (<usize>load<u8>(bins) << 4);
      v128.store(a, f64x2.add(v128.load(a), pair));
      const b = cells + (<usize>load<u8>(bins, 1) << 4);
      v128.store(b, f64x2.add(v128.load(b, stride), pair), stride);
      const c = cells + (<usize>load<u8>(bins, 2) << 4);
      v128.store(c, f64x2.add(v128.load(c, 2 * stride), pair), 2 * stride);
      const d = cells + (<usize>load<u8>(bins, 3) << 4);
      v128.store(d, f64x2.add(v128.load(d, 3 * stride), pair), 3 * stride);
      cells += 4 * stride;
    }
    for (; bins < lastBin; bins++) {
      const a = cells + (<usize>load<u8>(bins) << 4);
      v128.store(a, f64x2.add(v128.load(a), pair));
      cells += stride;
    }
  }
}

/** As `accumulate`, for the listed features. */
export function accumulateListed(
  rowBins: usize,
  columns: i32,
  features: usize,
  featureCount: i32,
  rows: usize,
  rowCount: i32,
  pairs: usize,
  histogram: usize,
): void {
  const end = rows + (rowCount << 2);
  const lastFeature = features + (featureCount << 4);
  for (; rows < end; rows += 4) {
    const row = load<u32>(rows);
    const pair = v128.load(pairs + (row << 4));
    const bins = rowBins + row * columns;
    for (let record = features; record < lastFeature; record += 16) {
      const cell = histogram + load<u32>(record, 4) + (<usize>load<u8>(bins + load<u32>(record)) << 4);
      v128.store(cell, f64x2.add(v128.load(cell), pair));
    }
  }
}

/** Subtracts the cells of a part from the whole, which leaves the other part. */
export function subtract(features: usize, featureCount: i32, whole: usize, part: usize): void {
  for (let f: i32 = 0; f < featureCount; f++) {
    const record = features + (f << 4);
    const offset = load<u32>(record, 4);
    const end = whole + offset + ((load<u32>(record, 8) + 1) << 4);
    let from = part + offset;
    for (let cell = whole + offset; cell < end; cell += 16) {
      v128.store(cell, f64x2.sub(v128.load(cell), v128.load(from)));
      from += 16;
    }
  }
}

/** Adds the cells of a part to the whole. */
export function merge(features: usize, featureCount: i32, whole: usize, part: usize): void {
  for (let f: i32 = 0; f < featureCount; f++) {
    const record = features + (f << 4);
    const offset = load<u32>(record, 4);
    const end = whole + offset + ((load<u32>(record, 8) + 1) << 4);
    let from = part + offset;
    for (let cell = whole + offset; cell < end; cell += 16) {
      v128.store(cell, f64x2.add(v128.load(cell), v128.load(from)));
      from += 16;
    }
  }
}

/**
 * The split of the listed features with the greatest T(GL)^2 / (HL + lambda) + T(GR)^2 / (HR + lambda), where T draws
 * towards 0 by alpha (Chen, Guestrin 2016, eq. 7), both sides having a hessian sum of at least `minimumWeight` > 0. Missing
 * values are tried on the right, then on the left. The first of equal splits wins.
 *
 * @param out gain, GL, HL (float64), column, last bin on the left, 1 when missing values go left, 1 when the rows have any
 *   (int32); gain is -1 without a split
 */
export function bestSplit(
  features: usize,
  featureCount: i32,
  histogram: usize,
  gradient: f64,
  hessian: f64,
  lambda: f64,
  alpha: f64,
  minimumWeight: f64,
  out: usize,
): void {
  const total = f64x2.replace_lane(f64x2.splat(gradient), 1, hessian);
  const lambdas = f64x2.splat(lambda);
  const alphas = f64x2.splat(alpha);
  const minima = f64x2.splat(minimumWeight);
  let best: f64 = -1;
  for (let f: i32 = 0; f < featureCount; f++) {
    const record = features + (f << 4);
    const cells = histogram + load<u32>(record, 4);
    const bins: i32 = load<u32>(record, 8);
    const missing = v128.load(cells + (bins << 4));
    const sides: i32 = v128.any_true(missing) ? 2 : 1;
    for (let side: i32 = 0; side < sides; side++) {
      let left = side == 0 ? f64x2.splat(0) : missing;
      for (let bin: i32 = 0; bin < bins; bin++) {
        const cell = v128.load(cells + (bin << 4));
        if (!v128.any_true(cell)) continue;
        left = f64x2.add(left, cell);
        const right = f64x2.sub(total, left);
        const hessians = v128.shuffle<f64>(left, right, 1, 3);
        if (!i64x2.all_true(f64x2.ge(hessians, minima))) continue;
        const gradients = v128.shuffle<f64>(left, right, 0, 2);
        const drawn = f64x2.max(f64x2.sub(f64x2.abs(gradients), alphas), f64x2.splat(0));
        const gains = f64x2.div(f64x2.mul(drawn, drawn), f64x2.add(hessians, lambdas));
        const gain = f64x2.extract_lane(gains, 0) + f64x2.extract_lane(gains, 1);
        if (gain > best) {
          best = gain;
          v128.store(out + 8, left);
          store<u32>(out, load<u32>(record), 24);
          store<i32>(out, bin, 28);
          store<i32>(out, side, 32);
          store<i32>(out, sides - 1, 36);
        }
      }
    }
  }
  store<f64>(out, best);
}

/**
 * Divides rows by the bin of one column, both parts keeping their order. Each row is written to both parts, and only one
 * part's position advances, so there is no branch to guess wrong.
 *
 * @param column bytes, one for each row of the dataset
 * @param left may be `rows` itself
 * @returns rows on the left
 */
export function partition(
  rows: usize,
  rowCount: i32,
  column: usize,
  bin: i32,
  missing: i32,
  missingLeft: i32,
  left: usize,
  right: usize,
): i32 {
  const start = left;
  const end = rows + (rowCount << 2);
  for (; rows < end; rows += 4) {
    const row = load<u32>(rows);
    const found: i32 = load<u8>(column + row);
    const goesLeft = i32(found <= bin) | (i32(found == missing) & missingLeft);
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft << 2;
    right += (goesLeft ^ 1) << 2;
  }
  return <i32>((left - start) >> 2);
}
