import { setTimeout as sleep } from 'node:timers/promises';
import type { TouchedControl } from '../control/touched-control.ts';
import type { Logger } from '../telemetry/log.ts';

/** ms between two looks. What changes in between is scored together, and nobody waits for longer than a minute. */
const lookEvery = 20_000;

/** Looks whether somebody's rows changed, for as long as the worker runs. `stop` ends it, and waits for a look that is under way. */
export function watchTouched(control: TouchedControl, log: Logger, every = lookEvery): { stop(): Promise<void> } {
  const stopping = new AbortController();
  async function look(): Promise<void> {
    for (;;) {
      await sleep(every, undefined, { signal: stopping.signal, ref: false });
      try {
        await control.scoreIfTouched();
      } catch (error) {
        // a server that is gone: the next look finds the same
        log.debug({ error }, 'whose rows changed could not be looked at');
      }
    }
  }
  const ended = look().catch(() => {});
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
