import { temporalPatience } from '../control/connect-temporal.ts';
import { openControls } from '../control/open-controls.ts';
import { isPerennialError, PerennialError } from '../domain/errors.ts';
import packageJson from '../package.json' with { type: 'json' };
import { createSchedules } from '../schedules/schedules.ts';
import { type Config, readConfig } from '../stack/config.ts';
import { erasurePlaces } from '../stack/erasure-places.ts';
import { ownerOf } from '../stack/ports.ts';
import { createSecretReader } from '../stack/read-secret.ts';
import { databasePatience } from '../store/database/connection.ts';
import { openDatabase } from '../store/database/database.ts';
import { requireCurrentSchema } from '../store/database/migrate.ts';
import { createLogger } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { openTracing } from '../telemetry/open-tracing.ts';
import { apiSettings } from './api-settings.ts';
import { type RunningApi, startApi } from './start-api.ts';

/** The API as a process of its own, beside PostgreSQL, Temporal and workers that run elsewhere. `npm start` has all in one. */
async function main(): Promise<void> {
  const config = readConfig();
  const databaseUrl = required(config.databaseUrl, 'DATABASE_URL');
  const address = required(config.temporal.address, 'TEMPORAL_ADDRESS');
  const log = createLogger('api', config.logLevel);
  const metrics = createMetrics();
  metrics.watchProcess();
  const tracing = await openTracing(config.tracing, 'perennial-api', log);

  await requireCurrentSchema(databaseUrl);
  const database = await openDatabase(databaseUrl, { applicationName: 'perennial-api', patience: databasePatience });
  const temporal = { ...config.temporal, address };
  const controls = await openControls({
    temporal,
    schedules: createSchedules(config.schedules),
    database,
    patience: temporalPatience,
    tracing,
  });
  const api = await startApi({
    ...apiSettings(config, {
      ...{ controls, database, readCredential: createSecretReader(process.env, 'source_refused') },
      erasing: erasurePlaces(config),
    }),
    temporalUi: { ...config.temporal, url: undefined },
    log,
    metrics,
    tracing,
    version: packageJson.version,
    ownerOf,
  });
  announce(api, config);

  async function stop(): Promise<void> {
    await api.close();
    await controls.close();
    await database.close();
    await tracing?.close();
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'Stopping');
      stop().catch(fail);
    });
  }
}

function announce(api: RunningApi, config: Config): void {
  if (api.newToken === null) return;
  // to stdout once, never into the log, which is kept
  console.log(`API token (shown once): ${api.newToken}`);
  console.log(`Dashboard: ${api.dashboardUrl}`);
  if (config.environment === 'production') console.log('Keep it safe, or set PERENNIAL_API_TOKEN instead.');
}

function required(value: string | undefined, variable: string): string {
  if (value !== undefined) return value;
  throw new PerennialError(
    'invalid_configuration',
    `${variable} is not set.`,
    `api/server.ts runs beside servers that are already there: set ${variable}, or run npm start, which starts its own.`,
    { variable },
  );
}

function fail(error: unknown): void {
  if (isPerennialError(error)) console.error(`${error.code}: ${error.message} ${error.remedy}`);
  else console.error(error);
  process.exit(1);
}

await main().catch(fail);
