/**
 * Walks of packed trees (`packed-trees.ts`). Several walks run side by side, each waiting for its own loads only, until
 * all have reached a leaf, which leads to itself. Sums follow the order of the trees, so that they round the same
 * everywhere.
 */

// @ts-ignore: decorator
@inline
function next(records: usize, node: u32, row: usize): u32 {
  const record = records + (<usize>node << 4);
  return load<u32>(record, 12) + u32(load<f64>(row + (<usize>load<u32>(record, 8) << 3)) >= load<f64>(record));
}

// @ts-ignore: decorator
@inline
function added(sum: f64, value: f64, single: i32): f64 {
  return single ? <f64>(<f32>(sum + value)) : sum + value;
}

// @ts-ignore: decorator
@inline
function leafOf(records: usize, root: u32, row: usize): u32 {
  let from = root;
  let to = next(records, from, row);
  while (to != from) {
    from = to;
    to = next(records, from, row);
  }
  return from;
}

/** @returns the sum over all trees for one row. */
export function sumOfRow(records: usize, values: usize, roots: usize, trees: i32, row: usize, single: i32): f64 {
  let sum: f64 = 0;
  let t: i32 = 0;
  for (; t + 8 <= trees; t += 8) {
    const first = roots + (t << 2);
    let a = load<u32>(first);
    let b = load<u32>(first, 4);
    let c = load<u32>(first, 8);
    let d = load<u32>(first, 12);
    let e = load<u32>(first, 16);
    let f = load<u32>(first, 20);
    let g = load<u32>(first, 24);
    let h = load<u32>(first, 28);
    for (;;) {
      const toA = next(records, a, row);
      const toB = next(records, b, row);
      const toC = next(records, c, row);
      const toD = next(records, d, row);
      const toE = next(records, e, row);
      const toF = next(records, f, row);
      const toG = next(records, g, row);
      const toH = next(records, h, row);
      const moved =
        (a ^ toA) | (b ^ toB) | (c ^ toC) | (d ^ toD) | (e ^ toE) | (f ^ toF) | (g ^ toG) | (h ^ toH);
      if (!moved) break;
      a = toA;
      b = toB;
      c = toC;
      d = toD;
      e = toE;
      f = toF;
      g = toG;
      h = toH;
    }
    sum = added(sum, load<f64>(values + (a << 3)), single);
    sum = added(sum, load<f64>(values + (b << 3)), single);
    sum = added(sum, load<f64>(values + (c << 3)), single);
    sum = added(sum, load<f64>(values + (d << 3)), single);
    sum = added(sum, load<f64>(values + (e << 3)), single);
    sum = added(sum, load<f64>(values + (f << 3)), single);
    sum = added(sum, load<f64>(values + (g << 3)), single);
    sum = added(sum, load<f64>(values + (h << 3)), single);
  }
  for (; t < trees; t++) {
    const leaf = leafOf(records, load<u32>(roots + (t << 2)), row);
    sum = added(sum, load<f64>(values + (leaf << 3)), single);
  }
  return sum;
}

/** The sums of `count` rows that lie `width` bytes apart. */
export function sumsOfRows(
  records: usize,
  values: usize,
  roots: usize,
  trees: i32,
  rows: usize,
  width: i32,
  count: i32,
  sums: usize,
  single: i32,
): void {
  memory.fill(sums, 0, <usize>count << 3);
  for (let t: i32 = 0; t < trees; t++) {
    const root = load<u32>(roots + (t << 2));
    let row = rows;
    let sum = sums;
    let r: i32 = 0;
    for (; r + 8 <= count; r += 8) {
      const rowB = row + width;
      const rowC = rowB + width;
      const rowD = rowC + width;
      const rowE = rowD + width;
      const rowF = rowE + width;
      const rowG = rowF + width;
      const rowH = rowG + width;
      let a = root;
      let b = root;
      let c = root;
      let d = root;
      let e = root;
      let f = root;
      let g = root;
      let h = root;
      for (;;) {
        const toA = next(records, a, row);
        const toB = next(records, b, rowB);
        const toC = next(records, c, rowC);
        const toD = next(records, d, rowD);
        const toE = next(records, e, rowE);
        const toF = next(records, f, rowF);
        const toG = next(records, g, rowG);
        const toH = next(records, h, rowH);
        const moved =
          (a ^ toA) | (b ^ toB) | (c ^ toC) | (d ^ toD) | (e ^ toE) | (f ^ toF) | (g ^ toG) | (h ^ toH);
        if (!moved) break;
        a = toA;
        b = toB;
        c = toC;
        d = toD;
        e = toE;
        f = toF;
        g = toG;
        h = toH;
      }
      store<f64>(sum, added(load<f64>(sum), load<f64>(values + (a << 3)), single));
      store<f64>(sum, added(load<f64>(sum, 8), load<f64>(values + (b << 3)), single), 8);
      store<f64>(sum, added(load<f64>(sum, 16), load<f64>(values + (c << 3)), single), 16);
      store<f64>(sum, added(load<f64>(sum, 24), load<f64>(values + (d << 3)), single), 24);
      store<f64>(sum, added(load<f64>(sum, 32), load<f64>(values + (e << 3)), single), 32);
      store<f64>(sum, added(load<f64>(sum, 40), load<f64>(values + (f << 3)), single), 40);
      store<f64>(sum, added(load<f64>(sum, 48), load<f64>(values + (g << 3)), single), 48);
      store<f64>(sum, added(load<f64>(sum, 56), load<f64>(values + (h << 3)), single), 56);
      row = rowH + width;
      sum += 64;
    }
    for (; r < count; r++) {
      const leaf = leafOf(records, root, row);
      store<f64>(sum, added(load<f64>(sum), load<f64>(values + (leaf << 3)), single));
      row += width;
      sum += 8;
    }
  }
}
