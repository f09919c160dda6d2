import type { WorkflowBundle } from '@temporalio/worker';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import { createHeartbeatPace, type HeartbeatPace } from '../activities/heartbeat-pace.ts';
import { type Controls, openControls } from '../control/open-controls.ts';
import type { Backoff } from '../domain/destinations/backoff.ts';
import type { GateConfig } from '../domain/experiment/experiment.ts';
import { carryOnErasures } from '../ingest/erase/erase-person.ts';
import { createThreadPool } from '../jobs/pool.ts';
import { replaceGoldenRows } from '../jobs/replace-golden-rows.ts';
import { createMailer } from '../mail/mailer.ts';
import type { Definitions } from '../models/definition.ts';
import { definitions as ofThisRelease } from '../models/registry.ts';
import { createSchedules } from '../schedules/schedules.ts';
import type { Config } from '../stack/config.ts';
import { readDiskSpace, wordFullDisks } from '../stack/disk-space.ts';
import { erasurePlaces } from '../stack/erasure-places.ts';
import { createSecretReader } from '../stack/read-secret.ts';
import { openArtifacts } from '../store/artifacts/open-artifacts.ts';
import { type Database, openDatabase } from '../store/database/database.ts';
import { hearCancels } from '../store/training/announce-cancel.ts';
import { openUploadFiles } from '../store/uploads/upload-files.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { showPool } from '../telemetry/show-pool.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { activitySettings } from './activity-settings.ts';

/** What every process that runs steps builds once. It closes the parts in reverse order. */
export type Composition = {
  readonly dependencies: ActivityDependencies;
  readonly controls: Controls;
  /** Of the steps' heartbeats. */
  readonly pace: HeartbeatPace;
  close(): Promise<void>;
};

/** What tests change compared with this release. */
export type Release = {
  /** Overrides the configuration of experiments: tests shorten their days. */
  readonly trials?: Partial<GateConfig> | undefined;
  readonly definitions?: Definitions | undefined;
  /** Of deliveries to destinations: tests shorten it. */
  readonly backoff?: Backoff | undefined;
  /** Those of an earlier release, whose runs this one must be able to end. */
  readonly workflows?: WorkflowBundle | undefined;
};

export async function compose(
  config: Config,
  addresses: { readonly databaseUrl: string; readonly temporalAddress: string },
  { log, metrics, tracing }: { readonly log: Logger; readonly metrics: Metrics; readonly tracing: Tracing | null },
  { trials = {}, definitions = ofThisRelease, backoff }: Release = {},
): Promise<Composition> {
  const database: Database = await openDatabase(addresses.databaseUrl, { applicationName: 'perennial-worker' });
  showPool(metrics, 'worker', database.pool);
  const temporal = { ...config.temporal, address: addresses.temporalAddress };
  const schedules = createSchedules(config.schedules);
  const controls = await openControls({ temporal, schedules, database, tracing });
  const threads = createThreadPool(log);
  const mailer = createMailer({ ...config.mail, mailboxFolder: config.mailboxFolder });
  const blobs = openArtifacts(config.artifacts);
  const pace = createHeartbeatPace();
  const cancels = hearCancels(database, pace.hurry);
  return {
    controls,
    pace,
    dependencies: {
      database,
      blobs,
      uploads: openUploadFiles(config.uploadFolder),
      threads,
      mailer,
      readSecret: createSecretReader(process.env, 'invalid_configuration'),
      buckets: config.buckets,
      log,
      metrics,
      definitions,
      settings: { ...activitySettings(config, trials), ...(backoff && { backoff }) },
      readCredential: createSecretReader(process.env, 'source_refused'),
      carryOnErasures: () =>
        carryOnErasures(database, {
          ...erasurePlaces(config),
          replaceGoldenRows: (isErased) => replaceGoldenRows({ database, blobs }, isErased),
        }),
      fullDisks: () => wordFullDisks(readDiskSpace(config)),
    },
    async close() {
      await cancels.close();
      await threads.close();
      mailer.close();
      await controls.close();
      await database.close();
    },
  };
}
