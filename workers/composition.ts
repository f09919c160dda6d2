import type { Client } from '@temporalio/client';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import type { OwnInstallation } from '../contract/installation.ts';
import { connectTemporal } from '../control/connect-temporal.ts';
import { readOwnInstallation } from '../control/own-installation.ts';
import type { GateConfig } from '../domain/experiment/experiment.ts';
import { createThreadPool } from '../jobs/pool.ts';
import { createMailer } from '../mail/mailer.ts';
import type { Config } from '../stack/config.ts';
import { openBlobs } from '../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../store/database/database.ts';
import type { Logger } from '../telemetry/log.ts';
import { activitySettings } from './activity-settings.ts';

/** What every process with steps builds once and closes in reverse order. */
export type Composition = {
  readonly dependencies: ActivityDependencies;
  readonly client: Client;
  readonly installation: OwnInstallation;
  close(): Promise<void>;
};

export async function compose(
  config: Config,
  addresses: { readonly databaseUrl: string; readonly temporalAddress: string },
  log: Logger,
  trials: Partial<GateConfig> = {},
): Promise<Composition> {
  const { connection, client } = await connectTemporal(addresses.temporalAddress, config.temporal.namespace);
  const database: Database = await openDatabase(addresses.databaseUrl, { applicationName: 'perennial-worker' });
  const installation = await readOwnInstallation(database, config.installation);
  const threads = createThreadPool(log);
  const mailer = createMailer({ ...config.mail, mailboxFolder: config.mailboxFolder });
  return {
    client,
    installation,
    dependencies: {
      database,
      blobs: openBlobs(config.artifactsFolder),
      threads,
      mailer,
      log,
      settings: activitySettings(config, trials),
    },
    async close() {
      await threads.close();
      mailer.close();
      await database.close();
      await connection.close();
    },
  };
}
