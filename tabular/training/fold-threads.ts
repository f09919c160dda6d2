import { Worker } from 'node:worker_threads';
import { revive, type ThreadError } from '../../engine/parallel/thread-errors.ts';
import type { FitProblem, FoldFit } from './fit-problem.ts';

export type FoldJob = { readonly target: number; readonly fold: number };
export type FoldReply = { readonly fit: FoldFit | null } | { readonly error: ThreadError };

/** Threads that fit folds side by side, one fold per thread, for tables that fit into memory several times. */
export type FoldThreads = {
  readonly size: number;
  /** Results in the order of the jobs. */
  run(problem: FitProblem, jobs: readonly FoldJob[], onDone: () => void): Promise<(FoldFit | null)[]>;
  close(): Promise<void>;
};

export function createFoldThreads(size: number): FoldThreads {
  const threads = Array.from({ length: size }, () => {
    const thread = new Worker(new URL('./fold-thread.ts', import.meta.url));
    thread.unref();
    return thread;
  });

  async function run(problem: FitProblem, jobs: readonly FoldJob[], onDone: () => void): Promise<(FoldFit | null)[]> {
    const results: (FoldFit | null)[] = jobs.map(() => null);
    let next = 0;
    async function work(thread: Worker): Promise<void> {
      thread.postMessage(problem);
      while (next < jobs.length) {
        const at = next++;
        results[at] = await ask(thread, jobs[at]);
        onDone();
      }
    }
    await Promise.all(threads.slice(0, jobs.length).map(work));
    return results;
  }

  return {
    size,
    run,
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function ask(thread: Worker, job: FoldJob): Promise<FoldFit | null> {
  thread.ref();
  return new Promise<FoldFit | null>((resolve, reject) => {
    thread.once('message', (reply: FoldReply) => ('fit' in reply ? resolve(reply.fit) : reject(revive(reply.error))));
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('A thread that fits a fold ended unasked.')));
    thread.postMessage(job);
  }).finally(() => {
    for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
    thread.unref();
  });
}
