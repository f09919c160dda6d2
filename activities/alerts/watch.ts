import type { Watched, WatchStep } from '../../contract/watch-messages.ts';
import { readArrived } from '../../control/read-gaps.ts';
import type { ReadSchedule } from '../../control/schedule-control.ts';
import { judgeFiring } from '../../domain/alerts/missed-firing.ts';
import { eventObservation } from '../../domain/alerts/observation.ts';
import { describeGap } from '../../domain/monitoring/arrivals.ts';
import { utcMinute } from '../../domain/utc-minute.ts';
import { mailsQueuedBefore } from '../../store/alerts/mails.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { expectFiring, readExpectedFiring } from '../../store/schedules/schedules.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { raiseAlerts } from './raise-alerts.ts';
import { repeatAlerts } from './repeat-alerts.ts';

/** A delivery begins within seconds; if a mail has waited for this long, its delivery was never ordered. Milliseconds. */
const deliveryBegins = 5 * 60_000;

/** The cheap checks of every hour. Each check is done once per watch, however often it is attempted. */
export function createWatchActivities(
  {
    database,
    log,
    settings,
  }: Pick<ActivityDependencies, 'database' | 'log'> & {
    readonly settings: Pick<ActivityDependencies['settings'], 'alertTo' | 'dashboardUrl'>;
  },
  readSchedule: ReadSchedule,
) {
  function once(step: WatchStep, check: string, work: (em: EntityManager, key: string) => Promise<string[]>) {
    const key = `watch/${step.watch}/${check}`;
    return onceByKey<Watched>(database, key, async (em) => ({ mailIds: await work(em, key) }));
  }

  /** Raises or resolves an event of the whole business. `words` describes it; empty if it doesn't happen. */
  function raise(
    em: EntityManager,
    key: string,
    { at }: WatchStep,
    event: { readonly metric: string; readonly source: 'arrivals' | 'schedule'; readonly words: string },
  ): Promise<string[]> {
    const { metric, source, words } = event;
    const happening = words !== '';
    if (happening) log.warn(happened('watch_found', { metric, words }));
    const batch = {
      key,
      observations: [eventObservation(metric, happening, { model: null, window: at, source })],
      details: { [metric]: words },
      context: { facts: [['Looked at', at]], causes: [] },
    } as const;
    return raiseAlerts(em, batch, settings, new Date(at));
  }

  return {
    watchArrivals(step: WatchStep): Promise<Watched> {
      return beating(async (signal) => {
        const { gaps } = await readArrived(database, new Date(step.at), { signal });
        const open = gaps.filter(({ to }) => to === null).map((gap) => sentence(describeGap(gap)));
        const words =
          open.length === 0 ? '' : `${open.join(' ')} Until data comes, nobody can tell how accurate the models are.`;
        return await once(step, 'arrivals', (em, key) =>
          raise(em, key, step, { metric: 'no_data', source: 'arrivals', words }),
        );
      });
    },

    watchSchedules(step: WatchStep & { readonly schedules: readonly string[] }): Promise<Watched> {
      return beating(async () => {
        const now = new Date(step.at);
        const seen = await Promise.all(step.schedules.map(async (id) => ({ id, ...(await readSchedule(id)) })));
        return await once(step, 'schedules', async (em, key) => {
          const missed: string[] = [];
          for (const schedule of seen) {
            const verdict = judgeFiring(await readExpectedFiring(em, schedule.id), schedule, now);
            await expectFiring(em, schedule.id, verdict.expectedAt);
            if (verdict.missed) missed.push(describeMissed(schedule.id, schedule.state, verdict.expectedAt));
          }
          const words = missed.join(' ');
          return await raise(em, key, step, { metric: 'schedule_missed', source: 'schedule', words });
        });
      });
    },

    repeatAlerts(step: WatchStep): Promise<Watched> {
      return beating(() => once(step, 'repeat', (em, key) => repeatAlerts(em, key, settings, new Date(step.at))));
    },

    /** Mails whose delivery may not have been ordered; an existing order is not repeated. */
    findStuckMails({ at }: WatchStep): Promise<Watched> {
      return beating(async () => ({
        mailIds: await mailsQueuedBefore(database, new Date(Date.parse(at) - deliveryBegins)),
      }));
    },
  };
}

function describeMissed(id: string, state: string, expectedAt: Date | null): string {
  if (state === 'missing' || expectedAt === null)
    return `Temporal has no schedule ${id}: a worker of the orchestration queue creates it when it starts.`;
  return `${id} did not fire at ${utcMinute(expectedAt)} UTC.`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
