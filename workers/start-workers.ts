import type { Config } from '../stack/config.ts';
import { createLogger, type Logger } from '../telemetry/log.ts';
import { type Composition, compose } from './composition.ts';
import { type QueueName, type RunningWorkers, runQueues } from './run-queues.ts';

export type StartedWorkers = RunningWorkers & { readonly composition: Composition };

/** Workers of the given queues (both by default) with everything they need; `stop` closes all of it in reverse order. */
export async function startWorkers(options: {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly queues?: readonly QueueName[];
  readonly log?: Logger;
}): Promise<StartedWorkers> {
  const { config, databaseUrl, temporalAddress, queues = ['orchestration', 'training'] } = options;
  const log = options.log ?? createLogger('worker', config.logLevel);
  const composition = await compose(config, { databaseUrl, temporalAddress }, log);
  try {
    const running = await runQueues({
      composition,
      temporalAddress,
      namespace: config.temporal.namespace,
      queues,
      trainingSlots: config.trainingSlots,
      log,
    });
    return {
      composition,
      ended: running.ended,
      stop: () => running.stop().finally(() => composition.close()),
    };
  } catch (error) {
    await composition.close();
    throw error;
  }
}
