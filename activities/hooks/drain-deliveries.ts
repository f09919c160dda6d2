import type { DrainedInbox, DrainStep } from '../../contract/hook-messages.ts';
import type { Controls } from '../../control/open-controls.ts';
import { takeDeliveries } from '../../ingest/hooks/take-deliveries.ts';
import { findHook } from '../../store/hooks/hooks.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { importSettings } from '../imports/import-settings.ts';

/** Of one transaction: a second or less, so that imports and merges, with which it takes turns, don't wait long. */
const batch = { count: 2_000, bytes: 8 * 1024 * 1024 } as const;

/** On the orchestration queue: a training holds the slots of the other for up to an hour. */
export function createDrainActivities(
  { database, settings, log }: ActivityDependencies,
  sentiment: Pick<Controls['sentiment'], 'fill'>,
) {
  const of = importSettings(settings);

  return {
    drainDeliveries({ source }: DrainStep): Promise<DrainedInbox> {
      return beating(async (signal, note) => {
        const drained = { taken: 0, unused: 0, unknown: 0, failed: 0 };
        for (;;) {
          const hook = await findHook(database, source);
          if (hook === null || hook.paused) break;
          const results = await takeDeliveries(database, hook, { settings: of, now: new Date(), ...batch }, { signal });
          if (results.length === 0) break;
          for (const { state } of results) drained[state]++;
          note(JSON.stringify(drained));
        }
        if (Object.values(drained).some((count) => count > 0))
          log.info(happened('inbox_drained', { source, ...drained }));
        if (drained.taken > 0 && settings.measuresSentiment) {
          // what was taken stands whatever comes of it; the next time asks again
          await sentiment.fill().catch((error: unknown) => log.warn({ error }, 'the sentiment is not measured'));
        }
        return drained;
      });
    },
  };
}
