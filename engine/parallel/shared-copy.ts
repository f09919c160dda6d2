/** A copy in shared memory, which threads get without another copy. */
export function sharedCopy<T extends Uint32Array | Float64Array>(values: T): T {
  const Kind = values.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
