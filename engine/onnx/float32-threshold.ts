/**
 * The features of an ONNX model are float32. Our thresholds are float64 and apply after the preprocessing. For each of them
 * there is a float32 threshold t that sends every float32 x to the same side:
 *
 * `goesLeft(x)` is `treat(x) < threshold`. Clipping, subtracting a constant, dividing by a positive one and rounding never
 * decrease, so `treat` doesn't either: when some x goes right, all larger ones do. The float32 numbers are finite in number
 * and ordered, so there is a smallest one that goes right; call it t. Each float32 x < t then goes left by the choice of t,
 * and each x >= t goes right by the order, so `x < t` is `goesLeft(x)`. Without preprocessing t is the smallest float32 >=
 * threshold. Rounding to the nearest could give the one below, which goes left itself and would be sent right.
 *
 * When none goes right, t is the largest finite float32: features are at most 1e30 in size, so all of them are below it.
 */
export function separatingFloat32(goesLeft: (x: number) => boolean): number {
  // Bisection: everything up to `left` goes left, everything from `right` on goes right.
  let left = -largestKey - 1;
  let right = largestKey;
  while (right - left > 1) {
    const middle = left + Math.floor((right - left) / 2);
    if (goesLeft(float32OfKey(middle))) left = middle;
    else right = middle;
  }
  return float32OfKey(right);
}

/** The bits of the largest finite float32. */
const largestKey = 0x7f7f_ffff;

const word = new DataView(new ArrayBuffer(4));

/** The finite float32 numbers by their rank: the key's size is the number's bits without sign; both zeros are 0. */
function float32OfKey(key: number): number {
  word.setUint32(0, Math.abs(key));
  const size = word.getFloat32(0);
  return key < 0 ? -size : size;
}
