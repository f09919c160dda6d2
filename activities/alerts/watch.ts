import type { Watched, WatchStep } from '../../contract/watch-messages.ts';
import { readBrokenFeeds } from '../../control/read-feeds.ts';
import { readArrived } from '../../control/read-gaps.ts';
import type { Recovery } from '../../control/recovery.ts';
import type { ReadSchedule } from '../../control/schedule-control.ts';
import { judgeFiring } from '../../domain/alerts/missed-firing.ts';
import { eventObservation } from '../../domain/alerts/observation.ts';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { describeGap } from '../../domain/monitoring/arrivals.ts';
import type { ScheduleState } from '../../domain/schedules.ts';
import { isLate } from '../../domain/sources.ts';
import { utcMinute } from '../../domain/utc-minute.ts';
import { mailsQueuedBefore } from '../../store/alerts/mails.ts';
import { intendedCommands } from '../../store/commands/commands.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { currentExperiment } from '../../store/experiments/experiments.ts';
import {
  expectFiring,
  readExpectedFiring,
  readScheduleStates,
  recordCommand,
  rememberSchedule,
} from '../../store/schedules/schedules.ts';
import { listSources } from '../../store/sources/sources.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { describeUnattended, unattendedSince } from '../experiment/unattended.ts';
import { beating } from '../heartbeat.ts';
import { queueDigest } from './digest.ts';
import { raiseAlerts } from './raise-alerts.ts';
import { repeatAlerts } from './repeat-alerts.ts';
import { tellSuperseded } from './tell-superseded.ts';

/** A delivery begins within seconds; if a mail has waited for this long, its delivery was never ordered. Milliseconds. */
const deliveryBegins = 5 * 60_000;

/** The cheap checks of every hour. Each check is done once per watch, however often it is attempted. */
export function createWatchActivities(
  {
    database,
    log,
    settings,
    carryOnErasures,
  }: Pick<ActivityDependencies, 'database' | 'log' | 'carryOnErasures'> & {
    readonly settings: Pick<ActivityDependencies['settings'], 'alertTo' | 'dashboardUrl' | 'digest'>;
  },
  readSchedule: ReadSchedule,
  recovery: Pick<Recovery, 'settleCommands' | 'reviveGates'>,
) {
  function once(step: WatchStep, check: string, work: (em: EntityManager, key: string) => Promise<string[]>) {
    const key = `watch/${step.watch}/${check}`;
    return onceByKey<Watched>(database, key, async (em) => ({ mailIds: await work(em, key) }));
  }

  /** Raises or resolves an event. `words` describes it; empty if it doesn't happen. */
  function raise(
    em: EntityManager,
    key: string,
    { at }: WatchStep,
    event: {
      readonly metric: string;
      readonly source: 'arrivals' | 'schedule' | 'experiment';
      /** Left out: the whole business. */
      readonly model?: ModelName;
      readonly words: string;
    },
  ): Promise<string[]> {
    const { metric, source, model = null, words } = event;
    const happening = words !== '';
    if (happening) log.warn(happened('watch_found', { metric, words }));
    const batch = {
      key,
      observations: [eventObservation(metric, happening, { model, window: at, source })],
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
        const failing = await describeFailing(database, new Date(step.at));
        const broken = (await readBrokenFeeds(database, new Date(step.at), gaps, { signal })).map(sentence).join(' ');
        return await once(step, 'arrivals', async (em, key) => [
          ...(await raise(em, key, step, { metric: 'no_data', source: 'arrivals', words })),
          ...(await raise(em, `${key}/feeds`, step, { metric: 'feed_changed', source: 'arrivals', words: broken })),
          ...(await raise(em, `${key}/sources`, step, {
            metric: 'source_failing',
            source: 'arrivals',
            words: failing,
          })),
        ]);
      });
    },

    /** Settles what people commanded and nobody confirmed. */
    async watchCommands(_: WatchStep): Promise<Watched> {
      return await beating(async () => {
        const settled = await recovery.settleCommands();
        if (settled.length > 0) log.warn(happened('recovered', { settled }));
        const erasures = await carryOnErasures();
        if (erasures > 0) log.warn(happened('recovered', { erasures }));
        return { mailIds: [] };
      });
    },

    /** Starts gates again that ended while their experiments are under way, and says where nobody looked for too long. */
    watchGates(step: WatchStep): Promise<Watched> {
      return beating(async () => {
        const gates = await recovery.reviveGates();
        if (gates.length > 0) log.warn(happened('recovered', { gates }));
        const at = new Date(step.at);
        const mailIds: string[] = [];
        for (const model of modelNames) {
          const experiment = await currentExperiment(database, model, 'under_way');
          const since = experiment === null ? null : await unattendedSince(database, experiment, at);
          const unattended =
            experiment === null || since === null
              ? null
              : describeUnattended(experiment.id, experiment.config, since, null);
          const raised = await once(step, `gates/${model}`, (em, key) =>
            raise(em, key, step, { metric: 'gate_unattended', source: 'experiment', model, words: unattended ?? '' }),
          );
          mailIds.push(...raised.mailIds.map(String));
        }
        return { mailIds };
      });
    },

    watchSchedules(step: WatchStep & { readonly schedules: readonly string[] }): Promise<Watched> {
      return beating(async () => {
        const now = new Date(step.at);
        const seen = await Promise.all(step.schedules.map(async (id) => ({ id, ...(await readSchedule(id)) })));
        return await once(step, 'schedules', async (em, key) => {
          const missed: string[] = [];
          await copyStates(em, seen);
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

    /** Alerts that nobody acknowledged, a word about those that a deployment ended, and on Monday the digest. */
    repeatAlerts(step: WatchStep): Promise<Watched> {
      const now = new Date(step.at);
      return beating(() =>
        once(step, 'repeat', async (em, key) => [
          ...(await repeatAlerts(em, key, settings, now)),
          ...(await tellSuperseded(em, key, settings, now)),
          ...(await queueDigest(em, settings, now)),
        ]),
      );
    },

    /** Mails whose delivery may not have been ordered; an existing order is not repeated. */
    findStuckMails({ at }: WatchStep): Promise<Watched> {
      return beating(async () => ({
        mailIds: await mailsQueuedBefore(database, new Date(Date.parse(at) - deliveryBegins)),
      }));
    },
  };
}

/** Sources that are not as fresh as they should be, in words. */
async function describeFailing(database: ActivityDependencies['database'], now: Date): Promise<string> {
  const sources = await listSources(database);
  return sources
    .flatMap(({ name, state, error, failingSince, succeededAt, createdAt, settings }) => {
      if (state === 'paused') return [];
      if (error !== null && failingSince !== null)
        return [`Since ${utcMinute(failingSince)} UTC: ${error.message} ${error.remedy}`];
      if (!isLate(now, succeededAt, createdAt, settings.everyMinutes)) return [];
      return [`${name} was not read since ${utcMinute(succeededAt ?? createdAt)} UTC.`];
    })
    .join(' ');
}

/** Who pauses a schedule in the Temporal Web UI writes at most a note. */
const inTemporal = 'Temporal Web UI';

/**
 * Remembers how schedules stand, so that a lost one can be created again as it stood. What was changed in the Temporal Web UI
 * goes on record like a command; what a command of ours is changing at this moment, that command records itself.
 */
async function copyStates(
  em: EntityManager,
  seen: readonly { readonly id: string; readonly state: ScheduleState; readonly note: string | null }[],
): Promise<void> {
  const remembered = await readScheduleStates(em);
  const changing = new Set((await intendedCommands(em)).map(({ target }) => target));
  for (const { id, state, note } of seen) {
    if (state === 'missing' || changing.has(id)) continue;
    const paused = state === 'paused';
    if (paused !== (remembered.get(id)?.paused ?? false)) {
      const command = paused ? 'pause' : 'resume';
      await recordCommand(em, { schedule: id, command, actor: inTemporal, reason: note ?? 'no note' });
    }
    await rememberSchedule(em, id, { paused, note });
  }
}

function describeMissed(id: string, state: string, expectedAt: Date | null): string {
  if (state === 'missing' || expectedAt === null)
    return `Temporal has no schedule ${id}: a worker of the orchestration queue creates it when it starts.`;
  return `${id} did not fire at ${utcMinute(expectedAt)} UTC.`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
