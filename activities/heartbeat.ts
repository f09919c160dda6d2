import { Context } from '@temporalio/activity';
import { currentPace } from './heartbeat-pace.ts';

/** Of a step without a heartbeat timeout, ms. */
const defaultTimeout = 15_000;

/**
 * Runs a step that can be cancelled. Beats continue until `work` has ended, because its thread or query stops only then.
 * `note` writes details into the heartbeat at once: the Web UI shows them, and the next attempt gets them as `noted`.
 */
export async function beating<Result>(
  work: (signal: AbortSignal, note: (details: string) => void, noted: string) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  const pace = currentPace();
  const noted = String(context.info.heartbeatDetails ?? '');
  const timeout = context.info.heartbeatTimeoutMs ?? defaultTimeout;
  let details = noted;
  let timer: NodeJS.Timeout | undefined;
  function beat(): void {
    context.heartbeat(details);
    clearTimeout(timer);
    timer = setTimeout(beat, pace.interval(timeout));
  }
  const forget = pace.onHurry(beat);
  timer = setTimeout(beat, pace.interval(timeout));
  try {
    const note = (text: string) => {
      details = text;
      context.heartbeat(text);
    };
    return await work(context.cancellationSignal, note, noted);
  } finally {
    forget();
    clearTimeout(timer);
  }
}
