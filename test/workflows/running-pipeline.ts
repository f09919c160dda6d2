import { Client, Connection } from '@temporalio/client';
import type { OwnInstallation, QueueName } from '../../contract/installation.ts';
import { carryRequest } from '../../control/carry-request.ts';
import { readOwnInstallation } from '../../control/own-installation.ts';
import { createTrainingControl, type TrainingControl } from '../../control/training-control.ts';
import type { Backoff } from '../../domain/destinations/backoff.ts';
import type { GateConfig } from '../../domain/experiment/experiment.ts';
import { defaultLimits, type Limits } from '../../domain/limits.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import type { Definitions } from '../../models/definition.ts';
import { type SimulationOptions, simulateWorld } from '../../simulation/generate.ts';
import { type Config, readConfig } from '../../stack/config.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import { openArtifacts } from '../../store/artifacts/open-artifacts.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { createLogger } from '../../telemetry/log.ts';

import { type StartedWorkers, startWorkers } from '../../workers/start-workers.ts';
import {
  type TestDatabase,
  type TestTemporal,
  temporaryFolder,
  testDatabase,
  testTemporal,
} from '../infrastructure.ts';

/** A migrated database with a simulated business, workers of both queues, and the control that the API and the CLI use. */
export type RunningPipeline = {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly temporal: TestTemporal;
  readonly database: Database;
  readonly blobs: Blobs;
  readonly client: Client;
  readonly installation: OwnInstallation;
  readonly control: TrainingControl;
  /** Of both queues and this release's models by default. */
  startWorkers(queues?: readonly QueueName[], definitions?: Definitions): Promise<StartedWorkers>;
  close(): Promise<void>;
};

/** It has a name, so a test fails if an id leaves it out. */
const testInstallation = 'tests';

/** Short enough that a killed worker is noticed soon, long enough for a busy machine. */
export const testLimits: Limits = {
  ...{ ...defaultLimits, heartbeatTimeout: 5_000, retryInitial: 100, retryMaximum: 1_000 },
  folderSettle: 50,
};

export async function startPipeline(
  options: {
    /** null: without a business. */
    readonly seed?: number | null;
    readonly world?: Omit<SimulationOptions, 'seed' | 'now'>;
    readonly workers?: boolean;
    /** Left out: each of its own. */
    readonly database?: TestDatabase;
    readonly temporal?: TestTemporal;
    readonly env?: Record<string, string>;
    /** Overrides the defaults of experiments. */
    readonly trials?: Partial<GateConfig>;
    readonly limits?: Limits;
    /** Left out: the product's. */
    readonly backoff?: Backoff;
  } = {},
): Promise<RunningPipeline> {
  const { seed = 1, world = {}, workers = true, env = {}, trials, limits = testLimits, backoff } = options;
  const [{ url, close: drop }, temporal] = await Promise.all([
    options.database ?? testDatabase(),
    options.temporal ?? testTemporal(),
  ]);
  const config = readConfig({
    PERENNIAL_HOME: temporaryFolder(),
    TEMPORAL_NAMESPACE: temporal.namespace,
    PERENNIAL_INSTALLATION: testInstallation,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    ...env,
  });
  const database = await openDatabase(url);
  const installation = await readOwnInstallation(database, config.temporal.installation);
  if (seed !== null) await writeWorld({ database, world: simulateWorld({ ...world, seed, now: new Date() }) });
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    interceptors: { workflow: [carryRequest] },
  });
  const running: StartedWorkers[] = [];
  const pipeline: RunningPipeline = {
    config,
    databaseUrl: url,
    temporal,
    database,
    blobs: openArtifacts(config.artifacts),
    client,
    installation,
    control: createTrainingControl({
      client,
      database,
      installation,
      limits,
    }),
    async startWorkers(queues, definitions) {
      const log = createLogger('test-worker', config.logLevel);
      const started = await startWorkers({
        config,
        databaseUrl: url,
        temporalAddress: temporal.address,
        queues,
        definitions,
        log,
        ...(trials && { trials }),
        ...(backoff && { backoff }),
      });
      let stopped: Promise<void> | undefined;
      const stop = () => (stopped ??= started.stop());
      running.push({ ...started, stop });
      return { ...started, stop };
    },
    async close() {
      await Promise.all(running.map((started) => started.stop()));
      await connection.close();
      await database.close();
      await drop();
    },
  };
  if (workers) await pipeline.startWorkers();
  return pipeline;
}

/** The environment for a separate worker process of this pipeline. */
export function workerEnvironment({ config, databaseUrl, temporal }: RunningPipeline): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    PERENNIAL_INSTALLATION: config.temporal.installation,
    PERENNIAL_HOME: config.home,
    LOG_LEVEL: 'info',
  };
}
