/**
 * Looks up what the pieces of one tree contribute (`tabulated-shap.ts`) for `count` rows that lie `width` bytes apart, and adds it to
 * `contributions`, which lie alike.
 *
 * A split, 24 bytes: threshold f64, byte of its feature in a row u32, 1 where missing values go left u32, flag that its passing depends on
 * u32. A piece, 12 bytes: bits u32, columns u32, address of its table u32; `bits` are flags u16 and `columns` bytes in a row
 * u16, piece after piece. The flag after the last is 1.
 */
export function lookUp(
  splits: usize,
  splitCount: i32,
  pieces: usize,
  pieceCount: i32,
  bits: usize,
  columns: usize,
  flags: usize,
  rows: usize,
  width: i32,
  count: i32,
  contributions: usize,
): void {
  const passing = <usize>splitCount << 1;
  store<u8>(flags + <usize>splitCount * 3, 1);
  for (let r: i32 = 0; r < count; r++) {
    const row = rows + <usize>(r * width);
    const out = contributions + <usize>(r * width);
    for (let s: usize = 0; s < <usize>splitCount; s++) {
      const split = splits + s * 24;
      const value = load<f64>(row + <usize>load<u32>(split, 8));
      const isLeft = u32(value < load<f64>(split)) | (u32(value != value) & load<u32>(split, 12));
      const passes = <u32>load<u8>(flags + <usize>load<u32>(split, 16));
      store<u8>(flags + (s << 1), isLeft & passes);
      store<u8>(flags + (s << 1), passes & (isLeft ^ 1), 1);
      store<u8>(flags + passing + s, isLeft);
    }
    let bit = bits;
    let column = columns;
    for (let p: i32 = 0; p < pieceCount; p++) {
      const piece = pieces + <usize>(p * 12);
      const bitCount = load<u32>(piece);
      let pattern: u32 = 0;
      for (let b: u32 = 0; b < bitCount; b++) {
        pattern |= <u32>load<u8>(flags + <usize>load<u16>(bit)) << b;
        bit += 2;
      }
      const columnCount = load<u32>(piece, 4);
      let from = <usize>load<u32>(piece, 8) + (<usize>(pattern * columnCount) << 3);
      const last = column + (<usize>columnCount << 1);
      for (; column < last; column += 2) {
        const to = out + <usize>load<u16>(column);
        store<f64>(to, load<f64>(to) + load<f64>(from));
        from += 8;
      }
    }
  }
}
