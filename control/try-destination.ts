import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../store/database/database.ts';
import { putOutTest, readDelivery } from '../store/destinations/deliveries.ts';
import { readDestination } from '../store/destinations/destinations.ts';

/** waiting: no worker has tried it yet. */
export type TriedDestination = {
  readonly event: string;
  readonly state: 'delivered' | 'failed' | 'waiting';
  readonly error: string | null;
};

/** ms. A worker hears of it at once; a receiver is given up after 15 s. */
const usualPatience = 20_000;
const askEvery = 100;

/**
 * Sends a test the way everything goes: through outbox, workflow and worker, with the worker's secrets. A database or a folder is only
 * checked. @throws PerennialError `not_found`
 */
export async function tryDestination(
  database: Database,
  name: string,
  patience: number = usualPatience,
): Promise<TriedDestination> {
  const { id } = await readDestination(database, name);
  const event = await putOutTest(database, id);
  const until = performance.now() + patience;
  while (true) {
    const delivery = await readDelivery(database, id, event);
    if (delivery?.state === 'delivered') return { event, state: 'delivered', error: null };
    if (delivery === null || delivery.state !== 'waiting')
      return { event, state: 'failed', error: delivery?.lastError ?? null };
    if (performance.now() > until) return { event, state: 'waiting', error: null };
    await sleep(askEvery);
  }
}
