import { Context } from '@temporalio/activity';

/** Beats every 50 ms: a cancellation arrives with the answer to a beat (see docs/architecture.md, 'Cancelling'). */
const beatInterval = 50;

/**
 * Runs a step that may be cancelled. The beats go on until `work` has ended, because only then has its thread or query stopped;
 * `note` puts fine detail into the heartbeat, where the Web UI shows it.
 */
export async function beating<Result>(
  work: (signal: AbortSignal, note: (details: string) => void) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  let details = '';
  const timer = setInterval(() => context.heartbeat(details), beatInterval);
  try {
    return await work(context.cancellationSignal, (text) => {
      details = text;
    });
  } finally {
    clearInterval(timer);
  }
}
