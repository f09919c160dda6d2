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

const mostAtOnce = 128;

/**
 * Works through items in blocks, for work that is faster in batches, and gives others their turn in between. The first block
 * is one item, which shows how long they take; each later one is as large as fits into half a stretch by the block before it.
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
    const each = (clock() - started) / (to - from);
    size = Math.max(1, Math.min(mostAtOnce, Math.floor(longestStretch / 2 / each)));
    from = to;
    await turn();
  }
}
