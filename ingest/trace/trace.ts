import type { Arm, ExperimentMode, ExperimentOutcome, ExperimentState } from '../../domain/experiment/experiment.ts';
import type { HoldoutVerdict } from '../../domain/holdout-verdict.ts';
import type { ModelName } from '../../domain/models.ts';
import type { RunTrigger } from '../../domain/runs.ts';

/** What stands behind an answer or a version, back to the rows and to how these came. */
export type Trace = PredictionTrace | VersionTrace;

export type PredictionTrace = {
  readonly kind: 'prediction';
  readonly prediction: {
    readonly id: string;
    readonly model: ModelName;
    /** null: a row of features that came without one. */
    readonly subject: string | null;
    readonly answeredAt: Date;
    /** Rows are read as of then. */
    readonly readAt: Date;
    /** The daily scoring; null: somebody asked. */
    readonly batch: string | null;
    readonly value: number;
    readonly arm: Arm | null;
    readonly experiment: string | null;
    readonly phase: number | null;
    /** Why the challenger could not answer, so that the champion did. */
    readonly error: string | null;
  };
  readonly version: TracedVersion;
  /** null: none of ours were read, or those that were are gone. */
  readonly rows: TracedRows | null;
};

export type VersionTrace = {
  readonly kind: 'version';
  readonly version: TracedVersion;
  /** What had come since the run before began. */
  readonly arrived: {
    /** null: it is the model's first. */
    readonly runBefore: string | null;
    readonly since: Date | null;
    readonly until: Date;
    readonly arrivals: readonly Arrival[];
  };
};

export type TracedVersion = {
  readonly model: ModelName;
  readonly name: string;
  readonly champion: boolean;
  readonly createdAt: Date;
  readonly synthetic: boolean;
  readonly artifactHash: string;
  /** Newest first. */
  readonly deployments: readonly {
    readonly action: 'deploy' | 'rollback';
    readonly at: Date;
    readonly actor: string;
    readonly reason: string;
  }[];
  /** Of the holdout, at the end of its training. null: an earlier release kept none. */
  readonly gate: HoldoutVerdict | null;
  /** In which it was the challenger. */
  readonly experiment: {
    readonly id: string;
    readonly state: ExperimentState;
    readonly mode: ExperimentMode | null;
    readonly outcome: ExperimentOutcome | null;
    readonly reason: string | null;
    readonly endedAt: Date | null;
  } | null;
  readonly run: {
    readonly id: string;
    readonly trigger: RunTrigger;
    readonly startedAt: Date;
    readonly engine: string;
    readonly seed: number;
    readonly codeVersion: string;
    readonly engineBuild: string | null;
  };
  readonly snapshot: {
    readonly hash: string;
    readonly asOf: Date;
    readonly rows: number;
    /** null: the model's rows are all of one moment. */
    readonly windowDays: number | null;
    readonly horizonDays: number | null;
  };
};

/** The rows of a subject's contact that were there, and dated before the moment. */
export type TracedRows = {
  readonly contact: string;
  readonly tables: readonly TracedTable[];
  readonly arrivals: readonly Arrival[];
};

export type TracedTable = {
  readonly table: string;
  readonly rows: number;
  /** Dated before the moment, and here only after it: they were not read. */
  readonly cameLater: number;
  /** Of `rows`, those that were changed after the moment. */
  readonly changedSince: number;
  readonly newest: readonly TracedRow[];
};

export type TracedRow = {
  readonly externalId: string;
  readonly at: Date;
  /** null: no batch brought it. */
  readonly came: { readonly way: Way; readonly name: string; readonly batch: number; readonly at: Date } | null;
  /** It had waited for another row, which then brought it in. */
  readonly waited: { readonly origin: string; readonly since: Date } | null;
  /** The webhook that said it, where it is kept. */
  readonly delivery: {
    readonly id: number;
    readonly deliveryId: string;
    readonly receivedAt: Date;
    readonly event: string | null;
  } | null;
};

/** parked: rows that had waited, and were tried again. other: no batch; simulated, or written before batches were kept. */
export const ways = ['file', 'api', 'source', 'webhook', 'parked', 'other'] as const;
export type Way = (typeof ways)[number];

/** An imported file, or all batches that one source, sender or program wrote. */
export type Arrival = {
  readonly way: Way;
  /** Of the file or source. */
  readonly name: string;
  /** Of a file; null: there are several batches, or none. */
  readonly batch: number | null;
  readonly batches: number;
  readonly rows: number;
  /** null: no batch. */
  readonly first: Date | null;
  readonly last: Date | null;
};
