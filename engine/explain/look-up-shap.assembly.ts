/**
 * Looks up what the records of one tree contribute (`tabulated-shap.ts`) for `count` rows that lie `width` bytes apart, and
 * adds it to `contributions`. These lie `outWidth` bytes apart: 64 more than they need, for the unused places of records.
 *
 * A split has 24 bytes: threshold f64, byte of its feature in a row u32, 1 where missing values go left u32, flag that its
 * passing depends on u32. A record has 40 bytes: address of its table u32, ten flags u16, bytes of eight columns in a row
 * u16. All records have the same number, so the processor never has to guess where a loop ends. After the flags of the
 * splits come a 1 and a 0.
 */

// @ts-ignore: decorator
@inline
function bit(flags: usize, record: usize, b: u32): u32 {
  return <u32>load<u8>(flags + <usize>load<u16>(record + 4 + (b << 1))) << b;
}

// @ts-ignore: decorator
@inline
function add(out: usize, record: usize, from: usize, c: usize): void {
  const to = out + <usize>load<u16>(record + 24 + (c << 1));
  store<f64>(to, load<f64>(to) + load<f64>(from + (c << 3)));
}

export function lookUp(
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
      const record = records + <usize>(i * 40);
      const low = bit(flags, record, 0) | bit(flags, record, 1) | bit(flags, record, 2) | bit(flags, record, 3) | bit(flags, record, 4);
      const high = bit(flags, record, 5) | bit(flags, record, 6) | bit(flags, record, 7) | bit(flags, record, 8) | bit(flags, record, 9);
      const from = <usize>load<u32>(record) + (<usize>(low | high) << 6);
      add(out, record, from, 0);
      add(out, record, from, 1);
      add(out, record, from, 2);
      add(out, record, from, 3);
      add(out, record, from, 4);
      add(out, record, from, 5);
      add(out, record, from, 6);
      add(out, record, from, 7);
    }
  }
}
