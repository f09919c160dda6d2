import type { QueueName } from '../contract/installation.ts';
import { followOutbox } from '../control/follow-outbox.ts';
import { requireOwnArtifacts } from '../control/own-artifacts.ts';
import { requireOwnInstallation } from '../control/own-installation.ts';
import { reconcileSchedules } from '../schedules/reconcile.ts';
import type { ScheduleDefinition } from '../schedules/schedules.ts';
import type { Config } from '../stack/config.ts';
import { describePlace } from '../store/artifacts/open-artifacts.ts';
import { readScheduleStates } from '../store/schedules/schedules.ts';
import { happened } from '../telemetry/events.ts';
import { createLogger, type Logger } from '../telemetry/log.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { type Composition, compose, type Release } from './composition.ts';
import { type RunningWorkers, runQueues } from './run-queues.ts';
import { watchTouched } from './watch-touched.ts';

export type StartedWorkers = RunningWorkers & { readonly composition: Composition };

/** Starts workers of the given queues (both by default) with everything they need; `stop` closes all of it in reverse order. */
export async function startWorkers(
  options: Release & {
    readonly config: Config;
    readonly databaseUrl: string;
    readonly temporalAddress: string;
    readonly queues?: readonly QueueName[];
    /** The schedules that Temporal gets; other schedules of ours are deleted. Left out: schedules are not touched. */
    readonly schedules?: readonly ScheduleDefinition[] | undefined;
    readonly log?: Logger;
    /** Of the process. Left out: nobody looks at them. */
    readonly metrics?: Metrics;
    readonly tracing?: Tracing | null;
  },
): Promise<StartedWorkers> {
  const {
    config,
    databaseUrl,
    temporalAddress,
    queues = ['orchestration', 'training'],
    schedules,
    tracing = null,
  } = options;
  const log = options.log ?? createLogger('worker', config.logLevel);
  const surroundings = { log, metrics: options.metrics ?? createMetrics(), tracing };
  const composition = await compose(config, { databaseUrl, temporalAddress }, surroundings, options);
  try {
    const { client, installation } = composition.controls;
    await requireOwnInstallation(client, installation);
    const { database, blobs } = composition.dependencies;
    await requireOwnArtifacts(database, blobs, describePlace(config.artifacts));
    if (schedules !== undefined) {
      await reconcileSchedules(client, schedules, installation, await readScheduleStates(database));
      await composition.controls.sources.reconcile();
    }
    const running = await runQueues({
      composition,
      temporalAddress,
      namespace: config.temporal.namespace,
      security: config.temporal.security,
      queues,
      trainingSlots: config.trainingSlots,
      workflows: options.workflows,
      tracing,
      log,
    });
    const orchestrates = queues.includes('orchestration');
    const recovered = orchestrates ? recover(composition, log) : Promise.resolve();
    const outbox = orchestrates
      ? followOutbox({ database, deliveries: composition.controls.deliveries, log })
      : { close: async () => {} };
    const watched =
      orchestrates && schedules !== undefined
        ? watchTouched(composition.controls.touched, log)
        : { stop: () => Promise.resolve() };
    const stop = async () => {
      await watched.stop();
      await recovered;
      await outbox.close();
      await running.stop().finally(() => composition.close());
    };
    return { ...running, composition, stop };
  } catch (error) {
    await composition.close();
    throw error;
  }
}

/** In the background: what was lost while no worker ran is no reason for a worker not to start, and the watch tries again. */
async function recover({ controls, dependencies }: Composition, log: Logger): Promise<void> {
  try {
    const { settled, gates, mails } = await controls.recovery.recover();
    const erasures = await dependencies.carryOnErasures();
    if (erasures > 0) log.info(happened('recovered', { erasures }));
    if (settled.length + gates.length + mails > 0) log.info(happened('recovered', { settled, gates, mails }));
  } catch (error) {
    log.warn({ error }, 'what is under way could not be compared with Temporal; the hourly watch does it again');
  }
}
