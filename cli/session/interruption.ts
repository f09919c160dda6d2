import { PerennialError } from '../../domain/errors.ts';
import { exitCodes } from '../exit-codes.ts';

/** The part of the process that emits signals; tests pass an emitter of their own. */
export type SignalSource = {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
};

export type Interruption = {
  /** Aborted by the first Ctrl-C or SIGTERM, with `cancelled` as its reason. */
  readonly signal: AbortSignal;
  stopListening(): void;
};

/** The second one ends the process at once: the embedded servers' supervisor sees that and stops them in order. */
export function listenForInterruption(source: SignalSource): Interruption {
  const controller = new AbortController();
  const listener = () => {
    if (controller.signal.aborted) source.exit(exitCodes.interrupted.code);
    controller.abort(new PerennialError('cancelled', 'Interrupted.', ''));
  };
  source.on('SIGINT', listener);
  source.on('SIGTERM', listener);
  return {
    signal: controller.signal,
    stopListening() {
      source.off('SIGINT', listener);
      source.off('SIGTERM', listener);
    },
  };
}

/** The work's result, or a rejection as soon as the signal aborts. Work that ignores signals goes on until its connection closes. */
export function untilInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
