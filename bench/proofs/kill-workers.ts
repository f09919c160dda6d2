import { readConfig } from '../../stack/config.ts';
import { createLogger } from '../../telemetry/log.ts';
import { startWorkers } from '../../workers/start-workers.ts';

/** What the proof `kill` kills: workers of both queues, as a process group of their own. */
const config = readConfig();
const log = createLogger('killed-worker', config.logLevel);
await startWorkers({
  config,
  databaseUrl: config.databaseUrl ?? '',
  temporalAddress: config.temporal.address ?? '',
  log,
});
log.info({ event: 'workers_ready' }, 'workers ready');
