import { join } from 'node:path';
import { startApi } from './api/start-api.ts';
import { temporalPatience } from './control/connect-temporal.ts';
import { openControls } from './control/open-controls.ts';
import { createSchedules } from './schedules/schedules.ts';
import type { Config } from './stack/config.ts';
import { registerApi, startStack } from './stack/embedded-stack.ts';
import { requireHomeNotRunning } from './stack/home-lock.ts';
import { ownerOf, requireFreePort } from './stack/ports.ts';
import { logFolder } from './stack/supervisor/supervised-servers.ts';
import { openArtifacts } from './store/artifacts/open-artifacts.ts';
import { databasePatience } from './store/database/connection.ts';
import { openDatabase } from './store/database/database.ts';
import { readySchema } from './store/database/migrate.ts';
import { createLogger } from './telemetry/log.ts';
import { openLogFile } from './telemetry/log-file.ts';
import { codeVersion } from './workers/code-version.ts';
import { startWorkers } from './workers/start-workers.ts';

/** The whole product in one process: servers, schema, workers, schedules, API. What `npm start` and the demo run on. */
export type Everything = {
  readonly databaseUrl: string;
  readonly apiUrl: string;
  /** A link to the dashboard that lets this person in, once and for a few minutes. */
  signInLink(person: string): Promise<string>;
  readonly temporalUiUrl: string | undefined;
  /** Created at the first start only; it is printed once and not stored. */
  readonly newToken: string | null;
  /** What the person who started it should know. */
  readonly warning: string | null;
  readonly logFile: string;
  /** Resolves with the reason when a part ends unexpectedly and can't be started again. */
  readonly lost: Promise<string>;
  /** Stops API, workers, database and servers, in this order. */
  stop(): Promise<void>;
};

export async function startEverything(config: Config, announce: (line: string) => void): Promise<Everything> {
  requireHomeNotRunning(config.home);
  await requireFreePort(config.api.port, 'PERENNIAL_API_PORT', config.api.host);
  const closing: (() => Promise<unknown>)[] = [];
  async function stop(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of closing.splice(0).reverse()) await close().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
  try {
    const stack = await startStack({
      home: config.home,
      ports: config.ports,
      namespace: config.temporal.namespace,
      databaseUrl: config.databaseUrl,
      temporalAddress: config.temporal.address,
      temporalSecurity: config.temporal.security,
      announce,
    });
    closing.push(() => stack.stop());
    const temporalAddress = stack.temporalAddress ?? '';
    await readySchema(stack.databaseUrl, config.databaseUrl === undefined);

    const logFile = join(logFolder(config.home), 'perennial.log');
    const log = createLogger('perennial', config.logLevel, openLogFile(logFile));
    stack.onRestart(({ server, reason, again }) => {
      const line = again ? `${server} was started again.` : `${server} ended (${reason}) and is started again.`;
      log.error({ server, reason }, line);
      announce(line);
    });
    const schedules = createSchedules(config.schedules);
    const workers = await startWorkers({ config, databaseUrl: stack.databaseUrl, temporalAddress, schedules, log });
    closing.push(() => workers.stop());

    const database = await openDatabase(stack.databaseUrl, {
      applicationName: 'perennial-api',
      patience: databasePatience,
    });
    closing.push(() => database.close());
    const temporal = { ...config.temporal, address: temporalAddress };
    const controls = await openControls({ temporal, schedules, database, patience: temporalPatience });
    closing.push(() => controls.close());
    const api = await startApi({
      ...config.api,
      control: controls.training,
      gate: controls.gate,
      schedules: controls.schedules,
      sources: { uploads: controls.uploads, uploadFolder: config.uploadFolder, pretend: controls.pretend },
      database,
      blobs: openArtifacts(config.artifacts),
      businessTimezone: config.businessTimezone,
      leadLabels: config.leadLabels,
      attributes: config.attributes,
      leadIdleDays: config.leadIdleDays,
      production: config.environment === 'production',
      temporal: controls.connection,
      temporalUi: { ...config.temporal, url: stack.temporalUiUrl },
      log,
      version: codeVersion(),
      ownerOf,
    });
    closing.push(() => api.close());
    registerApi(config.home, api.url);

    const lost = new Promise<string>((resolve) => {
      stack.onExit(({ server, reason, log: lastLines }) => {
        announce(`The last lines of the log of ${server}:\n${lastLines}`);
        resolve(`${server}: ${reason}`);
      });
      workers.ended.then(
        () => {},
        (error: unknown) => resolve(`a worker failed: ${error instanceof Error ? error.message : String(error)}`),
      );
    });
    return {
      databaseUrl: stack.databaseUrl,
      apiUrl: api.url,
      signInLink: api.signInLink,
      temporalUiUrl: stack.temporalUiUrl,
      newToken: api.newToken,
      warning: api.warning,
      logFile,
      lost,
      stop,
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}
