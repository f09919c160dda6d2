import type { HookControl } from '../control/hook-control.ts';
import type { Hook } from '../domain/hooks.ts';
import type { Database } from '../store/database/database.ts';
import { findHook, listHooks, pauseHook, unknownHook } from '../store/hooks/hooks.ts';
import { countInbox, type InboxCount, listDeliveries, replayDeliveries } from '../store/hooks/inbox.ts';
import type { Ports } from './ports.ts';

/** The port on systems that post. @param dashboardUrl where people and systems reach this one; undefined: not configured */
export function openWebhooks(
  database: Database,
  { hooks: control, dashboardUrl }: { readonly hooks: HookControl; readonly dashboardUrl: string | undefined },
): Ports['webhooks'] {
  const start = (dashboardUrl ?? '').replace(/\/+$/, '');

  async function withCounts(hook: Hook, counts: readonly InboxCount[]) {
    const [lastFailure = null] = await listDeliveries(database, hook.name, { states: ['failed'], limit: 1 });
    const own = counts.filter(({ source }) => source === hook.name);
    return { hook, address: `${start}/hooks/${hook.name}`, counts: own, lastFailure };
  }

  return {
    async list() {
      const [hooks, counts] = await Promise.all([listHooks(database), countInbox(database)]);
      return await Promise.all(hooks.map((hook) => withCounts(hook, counts)));
    },
    async pause(name, paused) {
      const hook = await pauseHook(database, name, paused);
      if (!paused) await control.drain(name);
      return await withCounts(hook, await countInbox(database));
    },
    async replay(name, which) {
      if ((await findHook(database, name)) === null) unknownHook(name);
      const replayed = await replayDeliveries(database, name, which);
      await control.drain(name);
      return replayed;
    },
  };
}
