import type { Blobs } from '../store/artifacts/blobs.ts';
import type { Database } from '../store/database.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Mailer } from './mailer.ts';
import type { ThreadPool } from './threads/pool.ts';

/** What the steps work with, built once by a worker's composition root. */
export type ActivityDependencies = {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly threads: ThreadPool;
  readonly mailer: Mailer;
  readonly log: Logger;
  readonly settings: ActivitySettings;
};

export type ActivitySettings = {
  readonly alertTo: readonly string[];
  readonly businessTimezone: string;
  /** A model trained on synthetic rows is not deployed in production. */
  readonly production: boolean;
  readonly codeVersion: string;
  /** Prefix of the task queues: '' outside tests. */
  readonly taskQueuePrefix: string;
};
