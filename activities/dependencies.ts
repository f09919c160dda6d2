import type { LeadLabelSettings } from '../control/label-settings.ts';
import type { AttributeOptions } from '../domain/attributes.ts';
import type { Backoff } from '../domain/destinations/backoff.ts';
import type { GateConfig } from '../domain/experiment/experiment.ts';
import type { Retention } from '../domain/retention.ts';
import type { ReadSecret } from '../domain/secret-reference.ts';
import type { ThreadPool } from '../jobs/pool.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Definitions } from '../models/definition.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import type { BucketAccess } from '../store/artifacts/bucket-client.ts';
import type { Database } from '../store/database/database.ts';
import type { ReadErasureKey } from '../store/erasures/erased-keys.ts';
import type { UploadFiles } from '../store/uploads/upload-files.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** Everything that the steps work with, built once by a worker's composition root. */
export type ActivityDependencies = {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly uploads: UploadFiles;
  readonly threads: ThreadPool;
  readonly mailer: Mailer;
  /** Of destinations; read when they are delivered to. */
  readonly readSecret: ReadSecret;
  readonly buckets: BucketAccess;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The models of this release. */
  readonly definitions: Definitions;
  readonly settings: ActivitySettings;
  /** Goes on with erasures that somebody began and didn't end. @returns how many */
  readonly carryOnErasures: () => Promise<number>;
  /** Of sources: what a reference leads to, kept nowhere. */
  readonly readCredential: ReadSecret;
  /** A sentence for each disk of this process that is almost full. */
  readonly fullDisks: () => readonly string[];
};

export type ActivitySettings = {
  readonly alertTo: readonly string[];
  /** Whether a digest is mailed on Mondays, of this time zone; null or left out: none. */
  readonly digest?: { readonly timezone: string } | null;
  /** The address where people open incidents, without a slash at the end. */
  readonly dashboardUrl: string;
  readonly businessTimezone: string;
  /** Of deliveries to destinations. Left out: the usual one. */
  readonly backoff?: Backoff;
  /** As for imports on the command line. */
  readonly businessCurrency?: string | undefined;
  readonly businessCountry?: string | undefined;
  /** By which people who were erased are known again. */
  readonly readErasureKey?: ReadErasureKey;
  readonly leadLabels: LeadLabelSettings;
  /** What trainings do that don't say. Left out: they use attributes. */
  readonly attributes?: AttributeOptions;
  /** Days of silence after which an old lead isn't scored any more. */
  readonly leadIdleDays: number;
  readonly retention: Retention;
  /** Whether texts without a sentiment are measured. */
  readonly measuresSentiment: boolean;
  /** A model trained on synthetic rows is not deployed in production. */
  readonly production: boolean;
  readonly codeVersion: string;
  /** Whether a challenger that the holdout finds no worse goes on trial or is deployed, and what trials override in the defaults. */
  readonly gate: GateSettings;
};

export type GateSettings = {
  readonly kind: 'experiment' | 'holdout';
  readonly changes: Partial<GateConfig>;
};
