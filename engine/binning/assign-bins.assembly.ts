/**
 * Bins of one column of a block of rows. A value's bin is the number of edges <= it. The binary search has no branches:
 * directions are random, and a wrong guess costs more than a step.
 *
 * @param values row-major float64, the first of the column
 * @param edges float64, filled up with infinity to `2 * steps - 1`
 * @param steps a power of two; 0 when there are no edges
 * @param missing the bin of NaN
 * @param rowBins row-major bytes, the first of the column
 * @param columnBins bytes, one after the other
 * @returns 1 when a value was missing
 */
export function assignBins(
  values: usize,
  rows: i32,
  columns: i32,
  edges: usize,
  steps: i32,
  missing: i32,
  rowBins: usize,
  columnBins: usize,
): i32 {
  let found: i32 = 0;
  const width: usize = columns << 3;
  let r: i32 = 0;
  // Four searches at once: each waits for its own loads only.
  for (; r + 4 <= rows; r += 4) {
    const v0 = load<f64>(values);
    const v1 = load<f64>(values + width);
    const v2 = load<f64>(values + 2 * width);
    const v3 = load<f64>(values + 3 * width);
    let a0: usize = edges;
    let a1: usize = edges;
    let a2: usize = edges;
    let a3: usize = edges;
    for (let step: i32 = steps << 3; step > 4; step >>= 1) {
      a0 += select<i32>(step, 0, load<f64>(a0 + step - 8) <= v0);
      a1 += select<i32>(step, 0, load<f64>(a1 + step - 8) <= v1);
      a2 += select<i32>(step, 0, load<f64>(a2 + step - 8) <= v2);
      a3 += select<i32>(step, 0, load<f64>(a3 + step - 8) <= v3);
    }
    found |= put(v0, i32((a0 - edges) >> 3), missing, rowBins, columnBins);
    found |= put(v1, i32((a1 - edges) >> 3), missing, rowBins + columns, columnBins + 1);
    found |= put(v2, i32((a2 - edges) >> 3), missing, rowBins + 2 * columns, columnBins + 2);
    found |= put(v3, i32((a3 - edges) >> 3), missing, rowBins + 3 * columns, columnBins + 3);
    values += 4 * width;
    rowBins += 4 * columns;
    columnBins += 4;
  }
  for (; r < rows; r++) {
    const value = load<f64>(values);
    let at: usize = edges;
    for (let step: i32 = steps << 3; step > 4; step >>= 1) {
      at += select<i32>(step, 0, load<f64>(at + step - 8) <= value);
    }
    found |= put(value, i32((at - edges) >> 3), missing, rowBins, columnBins);
    values += width;
    rowBins += columns;
    columnBins++;
  }
  return found;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function put(value: f64, bin: i32, missing: i32, rowBins: usize, columnBins: usize): i32 {
  const isMissing = i32(value != value);
  const place = select<i32>(missing, bin, isMissing);
  store<u8>(rowBins, place);
  store<u8>(columnBins, place);
  return isMissing;
}
