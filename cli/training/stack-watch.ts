import { PerennialError } from '../../domain/errors.ts';
import type { Config } from '../../stack/config.ts';
import { findRunningStack } from '../../stack/embedded-stack.ts';

/** ms between two checks of the stack's record. */
const interval = 500;

export type StackWatch = {
  /** Aborted when the stack of this home has ended; without it, requests would be repeated for half a minute. */
  readonly lost: AbortSignal;
  stop(): void;
};

/** For commands that wait for something on a stack that another process holds. The user's own servers are not watched. */
export function watchStack({ home, temporal }: Pick<Config, 'home' | 'temporal'>): StackWatch {
  const lost = new AbortController();
  const running = temporal.address === undefined ? findRunningStack(home) : undefined;
  if (running === undefined) return { lost: lost.signal, stop: () => {} };
  const timer = setInterval(() => {
    if (findRunningStack(home)?.pid === running.pid) return;
    clearInterval(timer);
    lost.abort(
      new PerennialError(
        'temporal_unavailable',
        'Perennial was stopped meanwhile.',
        'A training under way continues where it was: npm start, then npx perennial status --watch.',
        { home, pid: running.pid },
      ),
    );
  }, interval);
  timer.unref();
  return { lost: lost.signal, stop: () => clearInterval(timer) };
}
