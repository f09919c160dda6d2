/**
 * Looks up what the records of trees contribute (`tabulated-shap.ts`) for `count` rows, and adds it to `contributions`. These lie
 * `outWidth` bytes apart: 64 more than they need, for the unused places of records.
 *
 * A tree has 16 bytes: address of its splits, their number, address of its records, their number, all u32. A split has 24 bytes: threshold f64, byte of its feature in a row u32, 1 where missing values go left u32, flag that its
 * passing depends on u32. A record has 44 bytes: address of its table u32, ten flags u16, bytes of eight columns in a row
 * u16, bytes of a pattern in its table u32. All records have the same number of columns, so the processor never has to guess where a loop
 * ends: unused ones take what follows, and nobody reads where they add it. After the flags of the splits come one that is always set and
 * one that never is.
 */

// @ts-ignore: decorator
@inline
function bit(flags: usize, record: usize, b: u32): u32 {
  return <u32>load<u8>(flags + <usize>load<u16>(record + 4 + (b << 1))) << b;
}

// @ts-ignore: decorator
@inline
function add(to: usize, from: usize): void {
  store<f64>(to, load<f64>(to) + load<f64>(from));
}

// @ts-ignore: decorator
@inline
function column(record: usize, c: usize): usize {
  return <usize>load<u16>(record + 24 + (c << 1));
}

/** Row by row, `width` bytes apart. A flag has one byte. One call for all trees: for one row, calls would take longer than their work. */
export function lookUp(
  trees: usize,
  treeCount: i32,
  flags: usize,
  rows: usize,
  width: i32,
  count: i32,
  contributions: usize,
  outWidth: i32,
): void {
  for (let t: i32 = 0; t < treeCount; t++) {
    const tree = trees + <usize>(t << 4);
    lookUpTree(load<u32>(tree), load<u32>(tree, 4), load<u32>(tree, 8), load<u32>(tree, 12), flags, rows, width, count, contributions, outWidth);
  }
}

// @ts-ignore: decorator
@inline
function lookUpTree(
  splits: usize,
  splitCount: i32,
  records: usize,
  recordCount: i32,
  flags: usize,
  rows: usize,
  width: i32,
  count: i32,
  contributions: usize,
  outWidth: i32,
): void {
  const left = flags + (<usize>splitCount << 1);
  store<u8>(flags + <usize>splitCount * 3, 1);
  store<u8>(flags + <usize>splitCount * 3, 0, 1);
  for (let r: i32 = 0; r < count; r++) {
    const row = rows + <usize>(r * width);
    const out = contributions + <usize>(r * outWidth);
    for (let s: usize = 0; s < <usize>splitCount; s++) {
      const split = splits + s * 24;
      const value = load<f64>(row + <usize>load<u32>(split, 8));
      const isLeft = u32(value < load<f64>(split)) | (u32(value != value) & load<u32>(split, 12));
      const passes = <u32>load<u8>(flags + <usize>load<u32>(split, 16));
      store<u8>(flags + (s << 1), isLeft & passes);
      store<u8>(flags + (s << 1), passes & (isLeft ^ 1), 1);
      store<u8>(left + s, isLeft);
    }
    for (let i: i32 = 0; i < recordCount; i++) {
      const record = records + <usize>(i * 44);
      const low = bit(flags, record, 0) | bit(flags, record, 1) | bit(flags, record, 2) | bit(flags, record, 3) | bit(flags, record, 4);
      const high = bit(flags, record, 5) | bit(flags, record, 6) | bit(flags, record, 7) | bit(flags, record, 8) | bit(flags, record, 9);
      const from = <usize>load<u32>(record) + <usize>((low | high) * load<u32>(record, 40));
      add(out + column(record, 0), from);
      add(out + column(record, 1), from + 8);
      add(out + column(record, 2), from + 16);
      add(out + column(record, 3), from + 24);
      add(out + column(record, 4), from + 32);
      add(out + column(record, 5), from + 40);
      add(out + column(record, 6), from + 48);
      add(out + column(record, 7), from + 56);
    }
  }
}

/** Of four rows: all bits where the value is smaller, or missing where `missing` has all bits. */
// @ts-ignore: decorator
@inline
function four(values: usize, threshold: v128, missing: v128): v128 {
  const a = v128.load(values);
  const b = v128.load(values, 16);
  const isLeftA = v128.or(f64x2.lt(a, threshold), v128.and(f64x2.ne(a, a), missing));
  const isLeftB = v128.or(f64x2.lt(b, threshold), v128.and(f64x2.ne(b, b), missing));
  return v128.shuffle<i32>(isLeftA, isLeftB, 0, 2, 4, 6);
}

/** Of sixteen rows: bit b of a byte where the record's flag b is set. */
// @ts-ignore: decorator
@inline
function bits(flags: usize, record: usize, b: u32, value: i8): v128 {
  return v128.and(v128.load(flags + (<usize>load<u16>(record + 4 + (b << 1)) << 4)), i8x16.splat(value));
}

/**
 * Sixteen rows at once, in groups: of each column sixteen values, one of each row, and then the next column. A flag has sixteen bytes, one
 * of each row, with all bits where it is set; after the flags there are 32 bytes more. Each row gets its additions in the order in which
 * `lookUp` makes them.
 */
export function lookUpGroups(
  trees: usize,
  treeCount: i32,
  flags: usize,
  groups: usize,
  width: i32,
  count: i32,
  contributions: usize,
  outWidth: i32,
): void {
  for (let t: i32 = 0; t < treeCount; t++) {
    const tree = trees + <usize>(t << 4);
    lookUpTreeGroups(load<u32>(tree), load<u32>(tree, 4), load<u32>(tree, 8), load<u32>(tree, 12), flags, groups, width, count, contributions, outWidth);
  }
}

// @ts-ignore: decorator
@inline
function lookUpTreeGroups(
  splits: usize,
  splitCount: i32,
  records: usize,
  recordCount: i32,
  flags: usize,
  groups: usize,
  width: i32,
  count: i32,
  contributions: usize,
  outWidth: i32,
): void {
  const left = flags + (<usize>splitCount << 5);
  const always = flags + <usize>splitCount * 48;
  const patterns = always + 32;
  v128.store(always, i8x16.splat(-1));
  v128.store(always, i8x16.splat(0), 16);
  for (let g: i32 = 0; g < count; g += 16) {
    const group = groups + <usize>(g * width);
    const first = contributions + <usize>(g * outWidth);
    const end = first + <usize>(min(16, count - g) * outWidth);
    for (let s: usize = 0; s < <usize>splitCount; s++) {
      const split = splits + s * 24;
      const values = group + (<usize>load<u32>(split, 8) << 4);
      const threshold = v128.load64_splat(split);
      const missing = i32x4.splat(-(<i32>load<u32>(split, 12)));
      const isLeft = i8x16.narrow_i16x8_s(
        i16x8.narrow_i32x4_s(four(values, threshold, missing), four(values + 32, threshold, missing)),
        i16x8.narrow_i32x4_s(four(values + 64, threshold, missing), four(values + 96, threshold, missing)),
      );
      const passes = v128.load(flags + (<usize>load<u32>(split, 16) << 4));
      v128.store(flags + (s << 5), v128.and(passes, isLeft));
      v128.store(flags + (s << 5), v128.andnot(passes, isLeft), 16);
      v128.store(left + (s << 4), isLeft);
    }
    for (let i: i32 = 0; i < recordCount; i++) {
      const record = records + <usize>(i * 44);
      const low = v128.or(
        v128.or(v128.or(bits(flags, record, 0, 1), bits(flags, record, 1, 2)), v128.or(bits(flags, record, 2, 4), bits(flags, record, 3, 8))),
        v128.or(v128.or(bits(flags, record, 4, 16), bits(flags, record, 5, 32)), v128.or(bits(flags, record, 6, 64), bits(flags, record, 7, -128))),
      );
      v128.store(patterns, low);
      v128.store(patterns, v128.or(bits(flags, record, 8, 1), bits(flags, record, 9, 2)), 16);
      const table = <usize>load<u32>(record);
      const stride = <usize>load<u32>(record, 40);
      const c0 = column(record, 0);
      const c1 = column(record, 1);
      const c2 = column(record, 2);
      const c3 = column(record, 3);
      const c4 = column(record, 4);
      const c5 = column(record, 5);
      const c6 = column(record, 6);
      const c7 = column(record, 7);
      let pattern = patterns;
      for (let out = first; out < end; out += <usize>outWidth) {
        const from = table + (<usize>load<u8>(pattern) | (<usize>load<u8>(pattern, 16) << 8)) * stride;
        add(out + c0, from);
        add(out + c1, from + 8);
        add(out + c2, from + 16);
        add(out + c3, from + 24);
        add(out + c4, from + 32);
        add(out + c5, from + 40);
        add(out + c6, from + 48);
        add(out + c7, from + 56);
        pattern++;
      }
    }
  }
}
