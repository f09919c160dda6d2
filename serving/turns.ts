import { setImmediate } from 'node:timers/promises';

/** Longest stretch of work on the main thread, in ms: what another request may have to wait on top of its own work. */
const longestStretch = 5;

/** Awaited between pieces of long work, lets other requests have their turn once a stretch is over. */
export function createTurns(clock: () => number = () => performance.now()): () => Promise<void> | void {
  let from = clock();
  return () => {
    if (clock() - from < longestStretch) return;
    return setImmediate().then(() => {
      from = clock();
    });
  };
}
