import { setImmediate } from 'node:timers/promises';

/** Longest stretch of work on the main thread, in ms: another request may have to wait this long in addition to its own work. */
const longestStretch = 5;

/** Await it between pieces of long work: once a stretch is over, it lets other requests have their turn. */
export function createTurns(clock: () => number = () => performance.now()): () => Promise<void> | void {
  let from = clock();
  return () => {
    if (clock() - from < longestStretch) return;
    return setImmediate().then(() => {
      from = clock();
    });
  };
}

const mostAtOnce = 64;

/**
 * Works through items in blocks, for work that is faster in batches, and gives others their turn in between. The first block
 * is one item; later blocks are as large as fits into a stretch.
 */
export async function workInBlocks(
  items: number,
  work: (from: number, to: number) => void,
  clock: () => number = () => performance.now(),
): Promise<void> {
  const turn = createTurns(clock);
  let size = 1;
  for (let from = 0; from < items; ) {
    const started = clock();
    const to = Math.min(items, from + size);
    work(from, to);
    const taken = clock() - started;
    if (8 * taken < longestStretch) size = Math.min(mostAtOnce, 8 * size);
    else if (taken > longestStretch) size = Math.max(1, Math.floor(size / 2));
    from = to;
    await turn();
  }
}
