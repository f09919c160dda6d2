import type { Watched, WatchStep } from '../../contract/watch-messages.ts';
import { eventObservation } from '../../domain/alerts/observation.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { raiseAlerts } from './raise-alerts.ts';

const metric = 'disk_low';

/** Warns while there is still room: a PostgreSQL or Temporal without any stops. */
export function createWatchDisksActivities({
  database,
  log,
  settings,
  fullDisks,
}: Pick<ActivityDependencies, 'database' | 'log' | 'fullDisks'> & {
  readonly settings: Pick<ActivityDependencies['settings'], 'alertTo' | 'dashboardUrl'>;
}) {
  return {
    /** The disks of the worker that carries it out. */
    watchDisks({ watch, at }: WatchStep): Promise<Watched> {
      return beating(async () => {
        const words = fullDisks().join(' ');
        if (words !== '') log.warn(happened('watch_found', { metric, words }));
        const key = `watch/${watch}/disks`;
        return await onceByKey<Watched>(database, key, async (em) => ({
          mailIds: await raiseAlerts(
            em,
            {
              key,
              observations: [eventObservation(metric, words !== '', { model: null, window: at, source: 'disk' })],
              details: { [metric]: words },
              context: { facts: [['Looked at', at]], causes: [] },
            },
            settings,
            new Date(at),
          ),
        }));
      });
    },
  };
}
