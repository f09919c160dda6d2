import { readConfig } from '../../../stack/config.ts';
import { createLogger } from '../../../telemetry/log.ts';
import { startWorkers } from '../../../workers/start-workers.ts';

/** What is killed as the workers: both queues of docker-compose.yml as one process, which ends when one of them fails for good. */
const config = readConfig();
const log = createLogger('killed-worker', config.logLevel);
const workers = await startWorkers({
  config,
  databaseUrl: config.databaseUrl ?? '',
  temporalAddress: config.temporal.address ?? '',
  log,
});
log.info({ event: 'workers_ready' }, 'workers ready');
await workers.ended;
