import { parentPort } from 'node:worker_threads';
import { flatten, type ThreadError } from '../engine/parallel/thread-errors.ts';
import { fitTable } from './fit-table.ts';
import type { FitReport, FitRequest, Stage } from './report/report.ts';

export type FitMessage =
  | { readonly type: 'progress'; readonly stage: Stage; readonly share: number }
  | { readonly type: 'done'; readonly report: FitReport }
  | { readonly type: 'failed'; readonly error: ThreadError };

/** The inside of the thread that the command waits for, so that it hears an interruption at any moment. */
parentPort?.once('message', async (request: FitRequest) => {
  const send = (message: FitMessage) => parentPort?.postMessage(message);
  try {
    const report = await fitTable(request, (stage, share) => send({ type: 'progress', stage, share }));
    send({ type: 'done', report });
  } catch (error) {
    send({ type: 'failed', error: flatten(error) });
  } finally {
    parentPort?.close();
  }
});
