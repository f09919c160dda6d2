import { availableParallelism } from 'node:os';
import { type Transferable, Worker } from 'node:worker_threads';
import { revive, type ThreadError } from '../engine/parallel/thread-errors.ts';
import type { JobName, Jobs } from './jobs.ts';

/**
 * Worker threads for everything that needs the CPU, kept warm because loading a new thread takes about 0.3 s. A thread does
 * one job at a time. Its states:
 *
 *   idle -> busy -> idle          the job ended, with or without an error
 *   busy -> stopping -> gone      the job was cancelled: the flag is set, the thread terminated, its exit awaited
 *
 * A cancelled job's promise therefore rejects only when its CPU use has stopped.
 */
export type ThreadPool = {
  run<Name extends JobName>(name: Name, input: JobInput<Name>, options: JobOptions): Promise<JobResult<Name>>;
  /** Threads with a job, including those that are being stopped. */
  readonly busy: number;
  close(): Promise<void>;
};

export type JobInput<Name extends JobName> = Parameters<Jobs[Name]>[0];
type JobResults = { [Name in JobName]: Awaited<ReturnType<Jobs[Name]>> };
export type JobResult<Name extends JobName> = JobResults[Name];
export type JobOptions = {
  readonly signal: AbortSignal;
  readonly onProgress?: (share: number) => void;
  /** What of the input moves to the thread. */
  readonly transfer?: readonly Transferable[];
};

export type ThreadMessage =
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'failed'; readonly error: ThreadError };

/** What threads print. */
export type ThreadLog = Readonly<Record<'debug' | 'warn', (fields: object, text: string) => void>>;

export function createThreadPool(log: ThreadLog, idleThreads = availableParallelism()): ThreadPool {
  const idle: Worker[] = [];
  const all = new Set<Worker>();

  function startThread(): Worker {
    // stdout: true keeps the chatter of the WASM learner out of the process's own output.
    const thread = new Worker(new URL('./thread.ts', import.meta.url), { stdout: true, stderr: true });
    thread.stdout.on('data', (chunk: Buffer) => log.debug({ thread: thread.threadId }, chunk.toString().trimEnd()));
    thread.stderr.on('data', (chunk: Buffer) => log.warn({ thread: thread.threadId }, chunk.toString().trimEnd()));
    thread.setMaxListeners(0);
    all.add(thread);
    thread.on('exit', () => {
      all.delete(thread);
      const at = idle.indexOf(thread);
      if (at >= 0) idle.splice(at, 1);
    });
    return thread;
  }

  function release(thread: Worker): void {
    if (!all.has(thread)) return;
    if (idle.length < idleThreads) idle.push(thread);
    else void thread.terminate();
  }

  return {
    get busy() {
      return all.size - idle.length;
    },
    run<Name extends JobName>(name: Name, input: JobInput<Name>, { signal, onProgress, transfer = [] }: JobOptions) {
      if (signal.aborted) return Promise.reject(signal.reason);
      const thread = idle.pop() ?? startThread();
      const flag = new SharedArrayBuffer(4);
      const { promise, resolve, reject } = Promise.withResolvers<JobResult<Name>>();
      // Messages of a cancelled thread are ignored: its promise waits for its exit.
      function onMessage(message: ThreadMessage): void {
        if (signal.aborted) return;
        if (message.type === 'progress') onProgress?.(message.share);
        else if (message.type === 'done') resolve(message.result as JobResult<Name>);
        else reject(revive(message.error));
      }
      function onError(error: unknown): void {
        if (!signal.aborted) reject(error);
      }
      function onExit(code: number): void {
        if (!signal.aborted) reject(new Error(`A training thread ended with exit code ${code} in ${name}.`));
      }
      function onAbort(): void {
        Atomics.store(new Int32Array(flag), 0, 1);
        thread.terminate().finally(() => reject(signal.reason));
      }
      thread.on('message', onMessage);
      thread.on('error', onError);
      thread.on('exit', onExit);
      signal.addEventListener('abort', onAbort, { once: true });
      thread.postMessage({ name, input, flag }, transfer);
      return promise.finally(() => {
        thread.off('message', onMessage);
        thread.off('error', onError);
        thread.off('exit', onExit);
        signal.removeEventListener('abort', onAbort);
        if (!signal.aborted) release(thread);
      });
    },
    async close() {
      await Promise.all([...all].map((thread) => thread.terminate()));
    },
  };
}
