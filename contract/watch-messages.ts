import type { ModelName } from '../domain/models.ts';
import type { GivenLimits } from './limits.ts';
import type { MailIds } from './messages.ts';

/** Inputs and results of the workflows that watch deployed models: `monitor` every day, `watch` every hour. */

export type MonitorInput = {
  readonly models: readonly ModelName[];
  readonly limits?: GivenLimits;
  /** The figures cover labels that became known within this many days, or more days where there are too few labels. */
  readonly windowDays: number;
  /** A degraded model is not trained again within this many days of the last run that could mend it. */
  readonly cooldownDays: number;
  /** ISO 8601; the records get its UTC day. Left out by the schedule: the workflow's start. */
  readonly requestedAt?: string;
};

export type MonitorStep = { readonly model: ModelName; readonly requestedAt: string; readonly windowDays: number };

export type MonitoredModel =
  | {
      readonly state: 'monitored';
      readonly model: ModelName;
      /** UTC day */
      readonly date: string;
      /** The champion's name. */
      readonly version: string;
      readonly versions: number;
      readonly records: number;
      /** The alerts that it queued. */
      readonly mailIds: MailIds;
    }
  | { readonly state: 'skipped'; readonly model: ModelName; readonly reason: string };

export type DegradationStep = {
  /** `<workflow id>/<run id>` of the `monitor` workflow. */
  readonly monitor: string;
  readonly models: readonly ModelName[];
  /** ISO 8601 */
  readonly requestedAt: string;
  readonly windowDays: number;
  readonly cooldownDays: number;
};

/**
 * What is done about a degraded model. under_way: another training runs; the next monitoring decides again. waiting: for
 * labels that missing data doesn't distort. watching: nothing is known against the version that serves now.
 */
export type DegradationAnswer = {
  readonly model: ModelName;
  readonly outcome: 'started' | 'under_way' | 'cooling_down' | 'waiting' | 'watching';
  readonly retrainId: string | null;
  /** ISO 8601, while cooling down. */
  readonly notBefore: string | null;
  /** The answer in a sentence. */
  readonly said: string;
};

/** `answers`: one for each degraded model. */
export type MonitorResult = {
  readonly models: readonly MonitoredModel[];
  readonly answers: readonly DegradationAnswer[];
};

export type WatchInput = {
  /** Ids of the schedules that must not miss a firing. */
  readonly schedules: readonly string[];
  readonly limits?: GivenLimits;
  /** ISO 8601. Left out by the schedule: the workflow's start. */
  readonly requestedAt?: string;
};

/** `watch`: `<workflow id>/<run id>`; what it names is done once. `at`: ISO 8601. */
export type WatchStep = { readonly watch: string; readonly at: string };

/** Mails to deliver. */
export type Watched = { readonly mailIds: MailIds };
