import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

/**
 * How often steps beat. A cancellation arrives with the answer to a beat, and a metered server counts each one: steps beat slowly, and fast
 * for a while once somebody has announced a cancellation (`store/training/announce-cancel.ts`).
 */
export type HeartbeatPace = {
  /** ms to the next beat of a step that counts as dead after `timeout` ms of silence. */
  interval(timeout: number): number;
  /** Somebody asks for a cancellation now: every step beats at once, then fast. */
  hurry(): void;
  /** Calls `beat` at each `hurry`, until the returned function is called. */
  onHurry(beat: () => void): () => void;
};

/** ms between two beats while a cancellation is on its way; the SDK passes on one each 100 ms. */
const fast = 50;
/** ms after its announcement in which a cancellation reaches every step, also by a server that is slow. */
const hurriedFor = 10_000;
/** Beats within the time after which a silent step counts as dead. */
const beatsPerTimeout = 4;

export function createHeartbeatPace(now: () => number = Date.now): HeartbeatPace {
  const listeners = new Set<() => void>();
  let hurriedUntil = 0;
  return {
    interval: (timeout) => (now() < hurriedUntil ? fast : Math.max(fast, timeout / beatsPerTimeout)),
    hurry() {
      hurriedUntil = now() + hurriedFor;
      for (const beat of [...listeners]) beat();
    },
    onHurry(beat) {
      listeners.add(beat);
      return () => listeners.delete(beat);
    },
  };
}

const current = new AsyncLocalStorage<HeartbeatPace>();
const unknown = createHeartbeatPace();

/** That of the worker whose step calls it. */
export function currentPace(): HeartbeatPace {
  return current.getStore() ?? unknown;
}

/** Gives a worker's steps its pace, as the SDK gives them their context. */
export function givePace(pace: HeartbeatPace): () => { inbound: ActivityInboundCallsInterceptor } {
  return () => ({
    inbound: {
      execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
        return current.run(pace, () => next(input));
      },
    },
  });
}
