import type { Limits } from '../domain/limits.ts';
import type { ModelName } from '../domain/models.ts';
import type { MailIds } from './messages.ts';

/** Inputs and results of what looks after deployed models: `monitor` every day, `watch` every hour. */

export type MonitorInput = {
  readonly models: readonly ModelName[];
  readonly limits: Limits;
  /** Days in which the labels that are measured became known; more where those are too few to judge by. */
  readonly windowDays: number;
  /** A degraded model is not trained again within so many days of the last run that could mend it. */
  readonly cooldownDays: number;
  /** ISO 8601; its UTC day is the records'. Left out, by the schedule: when the workflow started. */
  readonly requestedAt?: string;
};

export type MonitorStep = { readonly model: ModelName; readonly requestedAt: string; readonly windowDays: number };

export type MonitoredModel =
  | {
      readonly state: 'monitored';
      readonly model: ModelName;
      /** UTC day */
      readonly date: string;
      /** The champion by name. */
      readonly version: string;
      readonly versions: number;
      readonly records: number;
      /** Alerts that it queued. */
      readonly mailIds: MailIds;
    }
  | { readonly state: 'skipped'; readonly model: ModelName; readonly reason: string };

export type DegradationStep = {
  /** `<workflow id>/<run id>` of the monitoring. */
  readonly monitor: string;
  readonly models: readonly ModelName[];
  /** ISO 8601 */
  readonly requestedAt: string;
  readonly windowDays: number;
  readonly cooldownDays: number;
};

/**
 * What is done about a degraded model. under_way: another training runs, the next monitoring asks again. waiting: for labels that missing
 * data doesn't spoil. watching: nothing is known against the version that serves by now.
 */
export type DegradationAnswer = {
  readonly model: ModelName;
  readonly outcome: 'started' | 'under_way' | 'cooling_down' | 'waiting' | 'watching';
  readonly retrainId: string | null;
  /** ISO 8601, while cooling down. */
  readonly notBefore: string | null;
  /** In a sentence. */
  readonly said: string;
};

/** `answers`: one for each model that is degraded. */
export type MonitorResult = {
  readonly models: readonly MonitoredModel[];
  readonly answers: readonly DegradationAnswer[];
};

export type WatchInput = {
  /** Ids of the schedules that must not miss a firing. */
  readonly schedules: readonly string[];
  readonly limits: Limits;
  /** ISO 8601. Left out, by the schedule: when the workflow started. */
  readonly requestedAt?: string;
};

/** `watch`: `<workflow id>/<run id>`, which names what is done once. `at`: ISO 8601. */
export type WatchStep = { readonly watch: string; readonly at: string };

/** Mails to deliver. */
export type Watched = { readonly mailIds: MailIds };
