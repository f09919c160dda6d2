import { Worker } from 'node:worker_threads';
import { revive } from '../engine/parallel/thread-errors.ts';
import type { FitMessage } from './fit-thread.ts';
import type { FitReport, FitRequest, Stage } from './report/report.ts';

export type FitProgress = (stage: Stage, share: number) => void;

/** Fits on a thread of its own; when the signal aborts, that thread and its helpers are stopped, whatever they are doing. */
export async function runFit(request: FitRequest, signal: AbortSignal, onProgress: FitProgress): Promise<FitReport> {
  signal.throwIfAborted();
  const thread = new Worker(new URL('./fit-thread.ts', import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<FitReport>();
  const interrupt = () => reject(signal.reason);
  signal.addEventListener('abort', interrupt, { once: true });
  thread.on('message', (message: FitMessage) => {
    if (message.type === 'progress') onProgress(message.stage, message.share);
    else if (message.type === 'done') resolve(message.report);
    else reject(revive(message.error));
  });
  thread.once('error', reject);
  thread.once('exit', () => reject(new Error('The thread that fits ended unasked.')));
  thread.postMessage(request);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', interrupt);
    await thread.terminate();
  }
}
