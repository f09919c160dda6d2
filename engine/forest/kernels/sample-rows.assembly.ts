/**
 * The bootstrap sample of a tree: which rows it has, and how often. Arguments as in `sample-rows.ts`. Rows are drawn one
 * by one in no order, and whether a row was drawn is a coin flip. Without branches both cost a few cycles per row.
 */

/** @param random four words of xoshiro128** (`engine/random.ts`), which are advanced. */
export function drawRows(random: usize, rows: u32, counts: usize): void {
  let a = load<u32>(random);
  let b = load<u32>(random, 4);
  let c = load<u32>(random, 8);
  let d = load<u32>(random, 12);
  memory.fill(counts, 0, rows << 1);
  for (let drawn: u32 = 0; drawn < rows; drawn++) {
    const bits = rotl<u32>(b * 5, 7) * 9;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
    const count = counts + ((usize((u64(bits) * u64(rows)) >> 32)) << 1);
    store<u16>(count, load<u16>(count) + 1);
  }
  store<u32>(random, a);
  store<u32>(random, b, 4);
  store<u32>(random, c, 8);
  store<u32>(random, d, 12);
}

export function openSample(
  usable: usize,
  rows: u32,
  counts: usize,
  weights: usize,
  table: usize,
  entries: usize,
): u32 {
  let inside = entries;
  for (let i: u32 = 0; i < rows; i++) {
    const row = load<u32>(usable + (i << 2));
    const count = load<u16>(counts + (i << 1)) as u32;
    store<f64>(table + (row << 4), f64(count) * load<f64>(weights + (row << 3)));
    store<u32>(inside, row);
    inside += u32(count > 0) << 2;
  }
  let outside = inside;
  for (let i: u32 = 0; i < rows; i++) {
    store<u32>(outside, load<u32>(usable + (i << 2)));
    outside += u32(load<u16>(counts + (i << 1)) == 0) << 2;
  }
  return u32((inside - entries) >> 2);
}
