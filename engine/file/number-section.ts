export const numberTypes = ['uint8', 'uint16', 'uint32', 'float32', 'float64'] as const;
export type NumberType = (typeof numberTypes)[number];

export type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

const arrays = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

const largestInteger = { uint8: 0xff, uint16: 0xffff, uint32: 0xffffffff } as const;

/** The narrowest type that holds all values exactly; bytes stay bytes. */
export function narrow(values: Numbers): { readonly type: NumberType; readonly numbers: Numbers } {
  if (values instanceof Uint8Array) return { type: 'uint8', numbers: values };
  const type = narrowestType(values);
  return { type, numbers: new arrays[type](values) };
}

function narrowestType(values: Numbers): NumberType {
  let largest = 0;
  let whole = true;
  let single = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    // Integer types can't hold -0.
    if (whole && !(value >>> 0 === value && !Object.is(value, -0))) whole = false;
    if (single && Math.fround(value) !== value) single = false;
    if (!whole && !single) return 'float64';
    if (value > largest) largest = value;
  }
  if (!whole) return 'float32';
  if (largest <= largestInteger.uint8) return 'uint8';
  return largest <= largestInteger.uint16 ? 'uint16' : 'uint32';
}

const foreign = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

/** Little-endian. */
export function writeNumbers(numbers: Numbers, bytes: Uint8Array, at: number): void {
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), at);
  if (foreign) swap(bytes.subarray(at, at + numbers.byteLength), numbers.BYTES_PER_ELEMENT);
}

/** A copy, so that it is aligned wherever the bytes lie; null when there are too few. */
export function readNumbers(type: NumberType, bytes: Uint8Array, count: number): Numbers | null {
  const width = arrays[type].BYTES_PER_ELEMENT;
  if (count * width > bytes.length) return null;
  // Not by `slice`, which doesn't copy in Node's Buffer.
  const copy = new Uint8Array(count * width);
  copy.set(bytes.subarray(0, copy.length));
  if (foreign) swap(copy, width);
  return new arrays[type](copy.buffer, 0, count);
}

function swap(bytes: Uint8Array, width: number): void {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}
