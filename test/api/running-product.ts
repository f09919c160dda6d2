import type { RunningApi } from '../../api/start-api.ts';
import { type Controls, openControls } from '../../control/open-controls.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { startProduct } from '../../product.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import { type SimulationOptions, simulateWorld } from '../../simulation/generate.ts';
import { readConfig } from '../../stack/config.ts';
import { freePorts } from '../../stack/ports.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import { openArtifacts } from '../../store/artifacts/open-artifacts.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { temporaryFolder, testDatabase, testTemporal } from '../infrastructure.ts';

/** What `npm start` runs on its servers, with a simulated business: workers, schedules and API as everybody has them. */
export type RunningProduct = {
  readonly api: RunningApi;
  readonly database: Database;
  readonly blobs: Blobs;
  readonly controls: Controls;
  close(): Promise<void>;
};

export async function openProduct(
  business: Omit<SimulationOptions, 'now'>,
  env: Record<string, string> = {},
): Promise<RunningProduct> {
  const [given, temporal, [port]] = await Promise.all([testDatabase(), testTemporal(), freePorts(1)]);
  const closing: (() => Promise<unknown>)[] = [() => given.close()];
  const close = async () => {
    for (const end of closing.reverse()) await end();
  };
  try {
    const config = readConfig({
      PERENNIAL_HOME: temporaryFolder(),
      PERENNIAL_API_PORT: String(port),
      TEMPORAL_NAMESPACE: temporal.namespace,
      DATABASE_URL: given.url,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
      ...env,
    });
    const database = await openDatabase(given.url);
    closing.push(() => database.close());
    await writeWorld({ database, world: simulateWorld({ ...business, now: new Date() }) });
    const stack = {
      ...{ databaseUrl: given.url, temporalAddress: temporal.address, temporalUiUrl: undefined, owned: false },
      ...{ stop: async () => {}, onRestart: () => {}, onExit: () => {} },
    };
    // a machine that runs tests is slower than people's
    const { api } = await startProduct({ config, stack, announce: () => {}, closing, patience: 15_000 });
    const schedules = createSchedules(config.schedules);
    const controls = await openControls({
      temporal: { ...config.temporal, address: temporal.address },
      schedules,
      database,
    });
    closing.push(() => controls.close());
    return { api, database, blobs: openArtifacts(config.artifacts), controls, close };
  } catch (error) {
    await close();
    throw error;
  }
}
