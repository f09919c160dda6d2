import type { Database } from '../store/database/database.ts';
import { dueDestinations } from '../store/destinations/deliveries.ts';
import { hearOutbox } from '../store/destinations/outbox.ts';
import type { DeliveryControl } from './delivery-control.ts';

/** ms between two looks where no notification arrives, as behind a pooler, and after one that failed. */
const lookEvery = 15_000;

/**
 * Wakes the deliveries of destinations for which something is due: when somebody puts something out, and at each look besides. Who puts it
 * out therefore needs no Temporal.
 */
export function followOutbox(dependencies: {
  readonly database: Database;
  readonly deliveries: DeliveryControl;
  readonly log: { warn(fields: object, message: string): void };
  readonly interval?: number;
}): { close(): Promise<void> } {
  const { database, deliveries, log, interval = lookEvery } = dependencies;
  let looking: Promise<void> = Promise.resolve();
  let asked = false;
  let away = false;
  let closed = false;

  /** One look at a time; who asks while one waits shares it. */
  function look(): void {
    if (asked || closed) return;
    asked = true;
    looking = looking.then(async () => {
      asked = false;
      if (closed) return;
      try {
        for (const id of await dueDestinations(database)) await deliveries.wake(id);
        away = false;
      } catch (error) {
        // logged once, not at every look
        if (!away) log.warn({ error }, 'Deliveries could not be ordered; the next look tries again');
        away = true;
      }
    });
  }

  const listener = hearOutbox(database, look);
  const timer = setInterval(look, interval);
  timer.unref();
  return {
    async close() {
      closed = true;
      clearInterval(timer);
      await listener.close();
      // it must not outlive the pool
      await looking;
    },
  };
}
