import { Context } from '@temporalio/activity';

/** One beat every 50 ms: a cancellation arrives with the answer to a beat (docs/architecture.md, 'Cancelling'). */
const beatInterval = 50;

/**
 * Runs a step that can be cancelled. Beats continue until `work` has ended, because its thread or query stops only then.
 * `note` writes details into the heartbeat at once: the Web UI shows them, and the next attempt gets them as `noted`.
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
