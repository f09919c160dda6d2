/**
 * Bins of one column of a block of rows. A value's bin is the number of edges <= it, found by a binary search without branches, for
 * the directions are random and a wrong guess costs more than a step.
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
  for (let r: i32 = 0; r < rows; r++) {
    const value = load<f64>(values);
    let at: usize = edges;
    for (let step: i32 = steps << 3; step > 4; step >>= 1) {
      at += select<i32>(step, 0, load<f64>(at + step - 8) <= value);
    }
    const isMissing = i32(value != value);
    found |= isMissing;
    const bin = select<i32>(missing, i32((at - edges) >> 3), isMissing);
    store<u8>(rowBins, bin);
    store<u8>(columnBins, bin);
    values += width;
    rowBins += columns;
    columnBins++;
  }
  return found;
}
