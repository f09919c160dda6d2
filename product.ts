import { join } from 'node:path';
import { apiSettings } from './api/api-settings.ts';
import { type RunningApi, startApi } from './api/start-api.ts';
import { temporalPatience } from './control/connect-temporal.ts';
import { openControls } from './control/open-controls.ts';
import { createSchedules } from './schedules/schedules.ts';
import type { Config } from './stack/config.ts';
import type { RunningStack } from './stack/embedded-stack.ts';
import { erasurePlaces } from './stack/erasure-places.ts';
import { ownerOf } from './stack/ports.ts';
import { createSecretReader } from './stack/read-secret.ts';
import { logFolder } from './stack/supervisor/supervised-servers.ts';
import { databasePatience } from './store/database/connection.ts';
import { openDatabase } from './store/database/database.ts';
import { readySchema } from './store/database/migrate.ts';
import { readStanding, type Standing } from './store/standing.ts';
import { createLogger } from './telemetry/log.ts';
import { openLogFile } from './telemetry/log-file.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { openTracing } from './telemetry/open-tracing.ts';
import { codeVersion } from './workers/code-version.ts';
import { type StartedWorkers, startWorkers } from './workers/start-workers.ts';

/** What runs on the servers: schema, workers, schedules and API. `everything.ts` loads this file while the servers start. */
export type Product = {
  readonly api: RunningApi;
  readonly workers: StartedWorkers;
  readonly logFile: string;
  /** As of its start. */
  readonly standing: Standing;
};

/** Each part that has to be closed is pushed to `closing` as soon as it runs, so that a start that fails half-way can be undone. */
export async function startProduct(options: {
  readonly config: Config;
  readonly stack: RunningStack;
  readonly announce: (line: string) => void;
  readonly closing: (() => Promise<unknown>)[];
  /** ms that a request waits for Temporal; default: as long as people do. */
  readonly patience?: number;
}): Promise<Product> {
  const { config, stack, announce, closing, patience = temporalPatience } = options;
  const temporalAddress = stack.temporalAddress ?? '';
  await readySchema(stack.databaseUrl, config.databaseUrl === undefined);

  const logFile = join(logFolder(config.home), 'perennial.log');
  const log = createLogger('perennial', config.logLevel, openLogFile(logFile));
  stack.onRestart(({ server, reason, again }) => {
    const line = again ? `${server} was started again.` : `${server} ended (${reason}) and is started again.`;
    log.error({ server, reason }, line);
    announce(line);
  });
  const metrics = createMetrics();
  metrics.watchProcess();
  const tracing = await openTracing(config.tracing, 'perennial', log);
  if (tracing !== null) closing.push(() => tracing.close());
  const schedules = createSchedules(config.schedules);
  const workers = await startWorkers({
    config,
    databaseUrl: stack.databaseUrl,
    temporalAddress,
    schedules,
    log,
    metrics,
    tracing,
  });
  closing.push(() => workers.stop());

  const database = await openDatabase(stack.databaseUrl, {
    applicationName: 'perennial-api',
    patience: databasePatience,
  });
  closing.push(() => database.close());
  const temporal = { ...config.temporal, address: temporalAddress };
  const controls = await openControls({ temporal, schedules, database, patience, tracing });
  closing.push(() => controls.close());
  const api = await startApi({
    ...apiSettings(config, {
      ...{ controls, database, readCredential: createSecretReader(process.env, 'source_refused') },
      erasing: erasurePlaces(config),
    }),
    temporalUi: { ...config.temporal, url: stack.temporalUiUrl },
    log,
    metrics,
    tracing,
    version: codeVersion(),
    ownerOf,
  });
  closing.push(() => api.close());
  return { api, workers, logFile, standing: await readStanding(database) };
}
