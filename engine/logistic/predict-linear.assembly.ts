/**
 * The linear predictor of raw rows: imputed, clipped, multiplied and summed in one pass, in the order in which `logOdds` sums.
 *
 * @param rows float64, row-major
 * @param treatments for each column fill, lower limit, upper limit and coefficient (float64), each of the four `columns` long and padded to
 *   an even number
 * @param out one sum per row
 * @returns 1 if any value's size is above `largest`
 */
export function linearRows(
  rows: usize,
  rowCount: i32,
  columns: i32,
  treatments: usize,
  intercept: f64,
  largest: f64,
  out: usize,
): i32 {
  const width = <usize>((columns + 1) & ~1) << 3;
  const even = <usize>(columns & ~3) << 3;
  const whole = <usize>columns << 3;
  const fills = treatments;
  const lowers = fills + width;
  const uppers = lowers + width;
  const coefficients = uppers + width;
  const limit = f64x2.splat(largest);
  let huge = i64x2.splat(0);
  let alone: i32 = 0;
  for (let r: i32 = 0; r < rowCount; r++) {
    let first = f64x2.replace_lane(f64x2.splat(0), 0, intercept);
    let second = f64x2.splat(0);
    let at: usize = 0;
    for (; at < even; at += 32) {
      const a = v128.load(rows + at);
      const b = v128.load(rows + at, 16);
      huge = v128.or(huge, v128.or(f64x2.gt(f64x2.abs(a), limit), f64x2.gt(f64x2.abs(b), limit)));
      const clippedA = f64x2.pmin(v128.load(uppers + at), f64x2.pmax(v128.load(lowers + at), a));
      const clippedB = f64x2.pmin(v128.load(uppers + at, 16), f64x2.pmax(v128.load(lowers + at, 16), b));
      const treatedA = v128.bitselect(clippedA, v128.load(fills + at), f64x2.eq(a, a));
      const treatedB = v128.bitselect(clippedB, v128.load(fills + at, 16), f64x2.eq(b, b));
      first = f64x2.add(first, f64x2.mul(v128.load(coefficients + at), treatedA));
      second = f64x2.add(second, f64x2.mul(v128.load(coefficients + at, 16), treatedB));
    }
    let sum = f64x2.extract_lane(first, 0);
    for (; at < whole; at += 8) {
      let value = load<f64>(rows + at);
      alone |= i32(abs(value) > largest);
      if (value != value) value = load<f64>(fills + at);
      else if (value < load<f64>(lowers + at)) value = load<f64>(lowers + at);
      else if (value > load<f64>(uppers + at)) value = load<f64>(uppers + at);
      sum += load<f64>(coefficients + at) * value;
    }
    const others = f64x2.extract_lane(second, 0) + f64x2.extract_lane(second, 1);
    store<f64>(out, sum + f64x2.extract_lane(first, 1) + others);
    rows += whole;
    out += 8;
  }
  return alone | i32(v128.any_true(huge));
}
