/**
 * Where threads write their trees: shared, and growing as these do. Address space for the most costs nothing before it is written.
 * Used again from fit to fit, because the garbage collector doesn't feel the weight of shared memory (`engine/kernel/kernel.ts`).
 */
const idle: SharedArrayBuffer[] = [];
const mostBytes = 2 ** 34;
/** Bytes that lie idle at the most. */
const idleLimit = 256 * 2 ** 20;

/** What was written to it before is still there. */
export function takeBuffer(): SharedArrayBuffer {
  return idle.pop() ?? new SharedArrayBuffer(0, { maxByteLength: mostBytes });
}

/** Buffers that no thread writes to any more. */
export function releaseBuffers(buffers: readonly SharedArrayBuffer[]): void {
  idle.push(...buffers);
  while (idle.reduce((sum, { byteLength }) => sum + byteLength, 0) > idleLimit) idle.shift();
}
