import { parentPort } from 'node:worker_threads';
import { flatten } from '../../engine/parallel/thread-errors.ts';
import { type FitProblem, fitFold } from './fit-problem.ts';
import type { FoldJob, FoldReply } from './fold-threads.ts';

/** The inside of a thread that fits folds: the problem first, then one job after the other. */
let problem: FitProblem | undefined;

parentPort?.on('message', async (message: FitProblem | FoldJob) => {
  if (!('fold' in message)) {
    problem = message;
    return;
  }
  const reply = (one: FoldReply) => parentPort?.postMessage(one);
  try {
    if (problem === undefined) throw new Error('A fold came before the problem.');
    reply({ fit: await fitFold(problem, message.target, message.fold) });
  } catch (error) {
    reply({ error: flatten(error) });
  }
});
