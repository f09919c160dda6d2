import { Context } from '@temporalio/activity';

/** Beats every 50 ms: a cancellation arrives with the answer to a beat (see docs/architecture.md, 'Cancelling'). */
const beatInterval = 50;

/**
 * Runs a step that may be cancelled. The beats go on until `work` has ended, because only then has its thread or query stopped;
 * `note` puts fine detail into the heartbeat at once, where the Web UI shows it and the next attempt finds it as its `noted`.
 */
export async function beating<Result>(
  work: (signal: AbortSignal, note: (details: string) => void, noted: string) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  const noted = String(context.info.heartbeatDetails ?? '');
  let details = noted;
  const timer = setInterval(() => context.heartbeat(details), beatInterval);
  try {
    const note = (text: string) => {
      details = text;
      context.heartbeat(text);
    };
    return await work(context.cancellationSignal, note, noted);
  } finally {
    clearInterval(timer);
  }
}
