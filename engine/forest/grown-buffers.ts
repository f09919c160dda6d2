import { createIdle } from '../kernel/idle.ts';

/** Where threads write their trees: shared, and growing as these do. Address space for the most costs nothing before it is written. */
const mostBytes = 2 ** 34;
const idle = createIdle<SharedArrayBuffer>(({ byteLength }) => byteLength);

/** What was written to it before is still there. */
export function takeBuffer(): SharedArrayBuffer {
  return idle.take(() => true) ?? new SharedArrayBuffer(0, { maxByteLength: mostBytes });
}

/** Buffers that no thread writes to any more. */
export function releaseBuffers(buffers: readonly SharedArrayBuffer[]): void {
  idle.give(...buffers);
}
