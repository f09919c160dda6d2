import type { QueueName } from '../contract/installation.ts';
import { isPerennialError, PerennialError } from '../domain/errors.ts';
import { createSchedules } from '../schedules/schedules.ts';
import { readConfig } from '../stack/config.ts';
import { requireTemporal } from '../stack/temporal/temporal-server.ts';
import { requireCurrentSchema } from '../store/database/migrate.ts';
import { createLogger } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { openTracing } from '../telemetry/open-tracing.ts';
import { serveHealth } from './health.ts';
import { startWorkers } from './start-workers.ts';

/** ms to wait for Temporal to know the namespace: a new one takes a moment until all parts of the server know it. */
const serverPatience = 10_000;

/** Runs a worker as a separate process: configuration from the environment, health over HTTP, an ordered stop on SIGTERM. */
export async function runWorker(name: string, queues: readonly QueueName[]): Promise<void> {
  try {
    const config = readConfig();
    const log = createLogger(name, config.logLevel);
    const databaseUrl = required(config.databaseUrl, 'DATABASE_URL');
    const temporalAddress = required(config.temporal.address, 'TEMPORAL_ADDRESS');
    await requireCurrentSchema(databaseUrl);
    await requireTemporal(temporalAddress, config.temporal.namespace, serverPatience, {
      security: config.temporal.security,
    });
    const metrics = createMetrics();
    metrics.watchProcess();
    const tracing = await openTracing(config.tracing, `perennial-${name}`, log);
    const workers = await startWorkers({
      config,
      databaseUrl,
      temporalAddress,
      queues,
      schedules: queues.includes('orchestration') ? createSchedules(config.schedules) : undefined,
      log,
      metrics,
      tracing,
    });
    const health =
      config.ports.health === undefined
        ? null
        : await serveHealth({ host: config.healthHost, port: config.ports.health, token: config.api.token }, workers);
    log.info({ queues }, 'worker started');
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        log.info({ signal }, 'worker stopping');
        health?.close();
        workers
          .stop()
          .then(() => tracing?.close())
          .then(
            () => process.exit(0),
            () => process.exit(1),
          );
      });
    }
    await workers.ended;
  } catch (error) {
    if (!isPerennialError(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n${error.remedy}\n`);
    process.exit(1);
  }
}

function required(value: string | undefined, variable: string): string {
  if (value !== undefined) return value;
  throw new PerennialError(
    'invalid_configuration',
    `${variable} is not set; a worker process needs it.`,
    `Set ${variable}, or run everything in one process with npm start.`,
  );
}
