import type { HookControl } from '../../control/hook-control.ts';
import type { ReadSecret } from '../../domain/secret-reference.ts';
import type { Database } from '../../store/database/database.ts';
import { findHook } from '../../store/hooks/hooks.ts';
import { sourcesWithWaiting, storeDeliveries } from '../../store/hooks/inbox.ts';
import type { Log } from '../ports.ts';
import type { HookPorts } from './hook-ports.ts';
import { createKeeper } from './keep-deliveries.ts';
import { createKnownHooks } from './known-hooks.ts';
import { createWaker } from './wake-drain.ts';

/** What the way in needs from a running process. */
type HookSettings = {
  readonly control: HookControl;
  readonly readSecret: ReadSecret;
};

/** ms between two lines about one trouble. */
const logEvery = 10_000;

export function openHooks(
  database: Database,
  { control, readSecret }: HookSettings,
  log: Log,
): HookPorts & { close(): void } {
  const warn = seldom((error: unknown, message: string) => log.warn({ error }, message));
  const waker = createWaker(control.drain, (_, error) => warn(error, 'What was posted waits to be read'));
  const keeper = createKeeper(async (deliveries) => {
    await storeDeliveries(database, deliveries).catch((error: unknown) => {
      warn(error, 'What was posted is not stored: its senders repeat it');
      throw error;
    });
  });
  // what a process before this one stored and gave nobody word of
  void sourcesWithWaiting(database).then(
    (sources) => sources.forEach(waker.wake),
    (error: unknown) => warn(error, 'The inbox was not looked at'),
  );
  return {
    find: createKnownHooks((name) => findHook(database, name), readSecret),
    readSecret,
    keeper,
    wake: waker.wake,
    clock: () => new Date(),
    close: waker.close,
  };
}

function seldom(tell: (error: unknown, message: string) => void): (error: unknown, message: string) => void {
  const told = new Map<string, number>();
  return (error, message) => {
    const now = performance.now();
    if (now - (told.get(message) ?? Number.NEGATIVE_INFINITY) < logEvery) return;
    told.set(message, now);
    tell(error, message);
  };
}
