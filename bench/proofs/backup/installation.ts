import { type RunningApi, startApi } from '../../../api/start-api.ts';
import { openControls } from '../../../control/open-controls.ts';
import type { GateConfig } from '../../../domain/experiment/experiment.ts';
import { createSchedules } from '../../../schedules/schedules.ts';
import { createLogger } from '../../../telemetry/log.ts';
import { call } from '../../../test/api/fakes.ts';
import { noSources } from '../../../test/api/no-sources.ts';
import { runOnce } from '../../../test/cli/run-cli.ts';
import {
  type TestDatabase,
  type TestTemporal,
  temporaryFolder,
  testDatabase,
  testTemporal,
} from '../../../test/infrastructure.ts';
import { mailSettings, startSmtpServer, type TestSmtpServer } from '../../../test/mail/smtp-server.ts';
import { type RunningPipeline, startPipeline } from '../../../test/workflows/running-pipeline.ts';
import { type StartedWorkers, startWorkers } from '../../../workers/start-workers.ts';

/** A place where an installation can live: an empty database, a namespace, a home, and a mail server that is down. */
export type Place = {
  readonly home: string;
  readonly database: TestDatabase;
  readonly temporal: TestTemporal;
  readonly env: Record<string, string>;
  readonly mailPort: number;
};

export async function emptyPlace(): Promise<Place> {
  const [home, database, temporal] = [temporaryFolder(), await testDatabase(), await testTemporal()];
  // only to have a port on which nobody listens for now
  const server = await startSmtpServer();
  await server.close();
  const env = {
    ...mailSettings(server),
    PERENNIAL_HOME: home,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PERENNIAL_INSTALLATION: 'tests',
  };
  return { home, database, temporal, env, mailPort: server.port };
}

/** @throws Error with what the command said, unless it ended well. */
export async function perennial({ env }: Place, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runOnce(argv, { env });
  if (code !== 0) throw new Error(`perennial ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

export type Installation = {
  readonly place: Place;
  readonly pipeline: RunningPipeline;
  readonly api: RunningApi;
  ask<Answer>(method: 'GET' | 'POST', path: string, json?: object): Promise<Answer>;
  /** The mail server comes up. */
  takeMail(): Promise<TestSmtpServer>;
  close(): Promise<void>;
};

/** Workers with schedules, and an API, in a place. `token`: of an API that the database remembers. */
export async function openInstallation(
  place: Place,
  options: { readonly business: boolean; readonly trials: Partial<GateConfig>; readonly token?: string },
): Promise<Installation> {
  const { business, trials } = options;
  const pipeline = await startPipeline({
    ...{ database: place.database, temporal: place.temporal, env: place.env, workers: false, trials },
    ...(business ? { world: { leads: 300, contacts: 300, conversations: 200 } } : { seed: null }),
  });
  const { config, database, blobs, databaseUrl, temporal } = pipeline;
  const log = createLogger('proof', config.logLevel);
  const schedules = createSchedules(config.schedules);
  const workers: StartedWorkers = await startWorkers({
    ...{ config, databaseUrl, temporalAddress: temporal.address, schedules, trials, log },
  });
  const controls = await openControls({
    temporal: { ...config.temporal, address: temporal.address },
    schedules,
    database,
  });
  const api = await startApi({
    ...{ host: '127.0.0.1', port: 0, database, blobs, businessTimezone: 'UTC', production: false, log, version: '0' },
    ...{ control: controls.training, gate: controls.gate, schedules: controls.schedules, sources: noSources() },
    reproduction: controls.reproduction,
    temporal: controls.connection,
  });
  const token = options.token ?? api.newToken;
  let mail: TestSmtpServer | null = null;
  return {
    place,
    pipeline,
    api,
    async ask<Answer>(method: 'GET' | 'POST', path: string, json?: object) {
      const answer = await call(api.url, method, path, {
        authorization: `Bearer ${token}`,
        ...(json === undefined ? {} : { json }),
      });
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body as Answer;
    },
    async takeMail() {
      mail = await startSmtpServer({}, place.mailPort);
      return mail;
    },
    async close() {
      await api.close();
      await workers.stop();
      await controls.close();
      await pipeline.close();
      await mail?.close();
    },
  };
}
