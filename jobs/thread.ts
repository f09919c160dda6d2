import { parentPort } from 'node:worker_threads';
import { flatten } from '../engine/parallel/thread-errors.ts';
import type { JobContext } from './job-context.ts';
import { type JobName, jobs } from './jobs.ts';
import type { ThreadMessage } from './pool.ts';

/** The code of a training thread: it does one job after another, as the pool sends them. */
type Job = { readonly name: JobName; readonly input: unknown; readonly flag: SharedArrayBuffer };

const port = parentPort;
if (port === null) throw new Error('thread.ts runs as a worker thread only');

function send(message: ThreadMessage): void {
  port?.postMessage(message);
}

port.on('message', async (job: Job) => {
  const flag = new Int32Array(job.flag);
  const context: JobContext = {
    progress: (share) => send({ type: 'progress', share }),
    stopped: () => Atomics.load(flag, 0) === 1,
  };
  try {
    const work = jobs[job.name] as (input: unknown, context: JobContext) => Promise<unknown>;
    send({ type: 'done', result: await work(job.input, context) });
  } catch (error) {
    send({ type: 'failed', error: flatten(error) });
  }
});
