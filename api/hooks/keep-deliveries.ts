import { isPerennialError, PerennialError } from '../../domain/errors.ts';
import type { NewDelivery } from '../../store/hooks/inbox.ts';

export type KeepLimits = {
  /** Deliveries of one statement. */
  readonly count: number;
  /** Bytes of their bodies. */
  readonly bytes: number;
  /** Bytes that may wait in all. */
  readonly waiting: number;
  /** ms until a sender is told to come again. */
  readonly patience: number;
};

const defaultLimits: KeepLimits = {
  count: 500,
  bytes: 4 * 1024 * 1024,
  waiting: 64 * 1024 * 1024,
  patience: 2_000,
};

export type DeliveryKeeper = {
  /** Resolves when it is stored for good. @throws PerennialError `database_unavailable`: then its sender has to repeat it */
  keep(delivery: NewDelivery): Promise<void>;
  /** Bytes that wait to be stored. */
  waitingBytes(): number;
};

/**
 * Stores what comes while a statement is under way by the next one: at a thousand deliveries a second a transaction each would cost more
 * than all else, and a lone delivery waits for nobody. Without the database everybody who waits is told at once.
 */
export function createKeeper(
  store: (deliveries: readonly NewDelivery[]) => Promise<void>,
  limits: KeepLimits = defaultLimits,
): DeliveryKeeper {
  type Waiting = NewDelivery & { settle(error?: unknown): void };
  let queue: Waiting[] = [];
  let bytes = 0;
  let storing = false;

  function take(): Waiting[] {
    let size = 0;
    let end = 0;
    while (end < Math.min(queue.length, limits.count)) {
      size += queue[end].body.length;
      if (end > 0 && size > limits.bytes) break;
      end++;
    }
    const batch = queue.slice(0, end);
    queue = queue.slice(end);
    return batch;
  }

  async function storeAll(): Promise<void> {
    storing = true;
    while (queue.length > 0) {
      const batch = take();
      try {
        await store(batch);
        for (const { settle } of batch) settle();
      } catch (error) {
        const away = isPerennialError(error) && error.code === 'database_unavailable';
        for (const { settle } of away ? [...batch, ...queue] : batch) settle(error);
        if (away) queue = [];
      }
    }
    storing = false;
  }

  return {
    waitingBytes: () => bytes,
    async keep(delivery) {
      const size = delivery.body.length;
      if (bytes + size > limits.waiting) throw tooBusy();
      bytes += size;
      const stored = Promise.withResolvers<void>();
      const late = setTimeout(() => stored.reject(tooBusy()), limits.patience);
      const settle = (error?: unknown) => (error === undefined ? stored.resolve() : stored.reject(error));
      queue.push({ ...delivery, settle });
      if (!storing) void storeAll();
      try {
        await stored.promise;
      } finally {
        clearTimeout(late);
        bytes -= size;
      }
    },
  };
}

/** What was given up may be stored all the same: repeated, it is known. */
export function tooBusy(): PerennialError {
  return new PerennialError(
    'database_unavailable',
    'The database takes no more at the moment.',
    'Send it again in a moment: what is stored already is known by its id.',
  );
}
