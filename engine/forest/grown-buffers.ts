import { createIdle } from '../kernel/idle.ts';

/**
 * Where threads write their trees: shared buffers that grow with them. Reserving address space for the maximum costs nothing
 * before it is written.
 */
const mostBytes = 2 ** 34;
const idle = createIdle<SharedArrayBuffer>(({ byteLength }) => byteLength);

/** Earlier content is still in it. */
export function takeBuffer(): SharedArrayBuffer {
  return idle.take(() => true) ?? new SharedArrayBuffer(0, { maxByteLength: mostBytes });
}

/** Takes back buffers that no thread writes to any more. */
export function releaseBuffers(buffers: readonly SharedArrayBuffer[]): void {
  idle.give(...buffers);
}
