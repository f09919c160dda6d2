/**
 * Sums over a block of rows. The rows are float64, row-major, and `columns` wide, a multiple of 4. All addresses are bytes
 * and multiples of 16. Every sum of a block runs from its first row to its last and is added to the result, so that the twin
 * in TypeScript gets the same bits.
 */

/** out[r] = sum over j of z[r, j] * w[j]; even and odd columns are summed separately. */
export function margins(z: usize, rows: i32, columns: i32, w: usize, out: usize): void {
  const width: usize = columns << 3;
  const end = w + width;
  let r: i32 = 0;
  // Four rows at once: an addition has to wait for the one before it, four chains keep the unit busy.
  for (; r + 4 <= rows; r += 4) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let at = z;
    for (let c = w; c < end; c += 16) {
      const weight = v128.load(c);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(at), weight));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(at + width), weight));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(at + 2 * width), weight));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(at + 3 * width), weight));
      at += 16;
    }
    store<f64>(out, f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
    store<f64>(out, f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1), 8);
    store<f64>(out, f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1), 16);
    store<f64>(out, f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1), 24);
    z += 4 * width;
    out += 32;
  }
  for (; r < rows; r++) {
    let s0 = f64x2.splat(0);
    let at = z;
    for (let c = w; c < end; c += 16) {
      s0 = f64x2.add(s0, f64x2.mul(v128.load(at), v128.load(c)));
      at += 16;
    }
    store<f64>(out, f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
    z += width;
    out += 8;
  }
}

/**
 * What the logarithmic loss of each row needs, two rows at a time. With an odd number of rows, the row after the last must
 * have the weight 0. `wrong` = -sign * margin is the log-odds of the wrong class.
 *
 * @param signs 1 for class 1, -1 for class 0
 * @param odds exp(-|wrong|), out
 * @param residuals weight * (probability of class 1 - label), out
 * @param curvatures weight * probability * (1 - probability), out
 * @returns sum of weight * max(wrong, 0); the rest of the loss is weight * log(1 + odds)
 */
export function differentiate(
  margins: usize,
  rows: i32,
  signs: usize,
  weights: usize,
  odds: usize,
  residuals: usize,
  curvatures: usize,
): f64 {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  let loss = zero;
  const end: usize = (<usize>rows + 1) >> 1 << 4;
  for (let at: usize = 0; at < end; at += 16) {
    const against = f64x2.neg(v128.load(signs + at));
    const weight = v128.load(weights + at);
    const wrong = f64x2.mul(against, v128.load(margins + at));
    const e = exponential(f64x2.max(f64x2.neg(f64x2.abs(wrong)), f64x2.splat(-700)));
    // Not 1 - p: these keep all digits where the fit is nearly certain.
    const share = f64x2.div(one, f64x2.add(one, e));
    const rest = f64x2.mul(e, share);
    const miss = v128.bitselect(share, rest, f64x2.ge(wrong, zero));
    v128.store(odds + at, e);
    v128.store(residuals + at, f64x2.mul(f64x2.mul(against, weight), miss));
    v128.store(curvatures + at, f64x2.mul(f64x2.mul(weight, rest), share));
    loss = f64x2.add(loss, f64x2.mul(weight, f64x2.max(wrong, zero)));
  }
  return f64x2.extract_lane(loss, 0) + f64x2.extract_lane(loss, 1);
}

/**
 * exp(x) for x in [-700, 0], to the last digit or the one before: x = k ln 2 + r with |r| <= ln 2 / 2, Taylor's series of exp(r) to
 * the 13th power, and k added to the exponent. Adding 1.5 * 2^52 rounds to an integer, which then stands in the lowest bits.
 */
// @ts-ignore: a decorator of AssemblyScript
@inline
function exponential(x: v128): v128 {
  const rounding = f64x2.splat(6755399441055744);
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), rounding);
  const k = f64x2.sub(shifted, rounding);
  // ln 2 in two parts (fdlibm); k times the first is exact.
  let r = f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
  let s = f64x2.splat(1.0 / 6227020800.0);
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 479001600.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 39916800.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 3628800.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 362880.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 40320.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 5040.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 720.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 120.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 24.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1.0 / 6.0));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(0.5));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1));
  s = f64x2.add(f64x2.mul(s, r), f64x2.splat(1));
  return i64x2.add(s, i64x2.shl(shifted, 52));
}

/** out[j] += sum over r of v[r] * z[r, j]. */
export function columnSums(z: usize, rows: i32, columns: i32, v: usize, out: usize): void {
  const width: usize = columns << 3;
  let c: usize = 0;
  for (; c + 64 <= width; c += 64) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let at = z + c;
    let from = v;
    for (let r: i32 = 0; r < rows; r++) {
      const value = v128.load64_splat(from);
      s0 = f64x2.add(s0, f64x2.mul(value, v128.load(at)));
      s1 = f64x2.add(s1, f64x2.mul(value, v128.load(at, 16)));
      s2 = f64x2.add(s2, f64x2.mul(value, v128.load(at, 32)));
      s3 = f64x2.add(s3, f64x2.mul(value, v128.load(at, 48)));
      at += width;
      from += 8;
    }
    addTo(out + c, s0, s1);
    addTo(out + c + 32, s2, s3);
  }
  if (c < width) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let at = z + c;
    let from = v;
    for (let r: i32 = 0; r < rows; r++) {
      const value = v128.load64_splat(from);
      s0 = f64x2.add(s0, f64x2.mul(value, v128.load(at)));
      s1 = f64x2.add(s1, f64x2.mul(value, v128.load(at, 16)));
      at += width;
      from += 8;
    }
    addTo(out + c, s0, s1);
  }
}

/** z[r, j] -= mean[j], then squares[j] += sum over r of v[r] * z[r, j]^2. */
export function centre(z: usize, rows: i32, columns: i32, mean: usize, v: usize, squares: usize): void {
  const width: usize = columns << 3;
  for (let c: usize = 0; c < width; c += 32) {
    const m0 = v128.load(mean + c);
    const m1 = v128.load(mean + c, 16);
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let at = z + c;
    let from = v;
    for (let r: i32 = 0; r < rows; r++) {
      const value = v128.load64_splat(from);
      const d0 = f64x2.sub(v128.load(at), m0);
      const d1 = f64x2.sub(v128.load(at, 16), m1);
      v128.store(at, d0);
      v128.store(at, d1, 16);
      s0 = f64x2.add(s0, f64x2.mul(value, f64x2.mul(d0, d0)));
      s1 = f64x2.add(s1, f64x2.mul(value, f64x2.mul(d1, d1)));
      at += width;
      from += 8;
    }
    addTo(squares + c, s0, s1);
  }
}

/**
 * out[i, j] += sum over r of v[r] * z[r, i] * z[r, j], in squares of 4 x 4 on and below the diagonal. The rows are first multiplied by
 * the root of v into `scaled` (as large as the block). A square's 16 sums stay in 8 registers over all rows: 6 loads feed 16
 * multiplications, where a plain loop loads and stores every sum again for every row.
 */
export function gram(z: usize, rows: i32, columns: i32, v: usize, scaled: usize, out: usize): void {
  const width: usize = columns << 3;
  let to = scaled;
  for (let r: i32 = 0; r < rows; r++) {
    const root = f64x2.splat(Math.sqrt(load<f64>(v + (<usize>r << 3))));
    for (const end = to + width; to < end; to += 16) {
      v128.store(to, f64x2.mul(root, v128.load(z)));
      z += 16;
    }
  }
  for (let i: usize = 0; i < width; i += 32) {
    for (let j: usize = 0; j <= i; j += 32) {
      let a0 = f64x2.splat(0);
      let a1 = a0;
      let b0 = a0;
      let b1 = a0;
      let c0 = a0;
      let c1 = a0;
      let d0 = a0;
      let d1 = a0;
      let left = scaled + i;
      let right = scaled + j;
      for (let r: i32 = 0; r < rows; r++) {
        const r0 = v128.load(right);
        const r1 = v128.load(right, 16);
        const a = v128.load64_splat(left);
        a0 = f64x2.add(a0, f64x2.mul(a, r0));
        a1 = f64x2.add(a1, f64x2.mul(a, r1));
        const b = v128.load64_splat(left, 8);
        b0 = f64x2.add(b0, f64x2.mul(b, r0));
        b1 = f64x2.add(b1, f64x2.mul(b, r1));
        const c = v128.load64_splat(left, 16);
        c0 = f64x2.add(c0, f64x2.mul(c, r0));
        c1 = f64x2.add(c1, f64x2.mul(c, r1));
        const d = v128.load64_splat(left, 24);
        d0 = f64x2.add(d0, f64x2.mul(d, r0));
        d1 = f64x2.add(d1, f64x2.mul(d, r1));
        left += width;
        right += width;
      }
      const place = out + (i >> 3) * width + j;
      addTo(place, a0, a1);
      addTo(place + width, b0, b1);
      addTo(place + 2 * width, c0, c1);
      addTo(place + 3 * width, d0, d1);
    }
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function addTo(place: usize, first: v128, second: v128): void {
  v128.store(place, f64x2.add(v128.load(place), first));
  v128.store(place, f64x2.add(v128.load(place, 16), second), 16);
}
