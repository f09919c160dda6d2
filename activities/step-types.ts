import type { ModelName } from '../domain/models.ts';
import type { PromotionVerdict } from '../domain/promotion.ts';
import type { RunOutcome, RunTrigger } from '../domain/runs.ts';
import type { Metrics } from '../domain/targets.ts';
import type { EngineName, Parameters } from '../engine/estimator.ts';
import type { ModelFailure, TrainingOptions, TrainModelInput } from '../workflows/messages.ts';

/**
 * What passes between the workflows and the steps: references, hashes and small figures only. Rows, predictions and models lie in
 * the blob store and are named by their hash.
 */
export type RunStep = Pick<TrainModelInput, 'retrainId' | 'runId' | 'model' | 'options' | 'requestedAt' | 'trigger'>;

export type OpenRetrainInput = {
  readonly retrainId: string;
  readonly trigger: RunTrigger;
  readonly models: readonly ModelName[];
  readonly options: TrainingOptions;
  readonly startedAt: string;
  readonly temporalRunId: string;
};

export type CloseRetrainInput = {
  readonly retrainId: string;
  readonly state: 'completed' | 'failed' | 'cancelled';
  readonly failure: ModelFailure | null;
};

/** The frozen training set: the content hash names the snapshot in the blob store. */
export type Snapshot = {
  readonly hash: string;
  readonly asOf: string;
  readonly horizonDays: number;
  readonly rows: number;
  readonly training: number;
  readonly testing: number;
  readonly features: number;
  readonly synthetic: boolean;
};

export type SnapshotStep = RunStep & { readonly snapshot: Snapshot };

export type ValidationReport = {
  readonly positives: number | null;
  readonly warnings: readonly string[];
  readonly nullShare: Readonly<Record<string, number>>;
  readonly duplicates: number;
  readonly outliers: Readonly<Record<string, number>>;
  readonly newest: string;
  readonly oldest: string;
  readonly label: {
    readonly mean: number;
    readonly deviation: number;
    readonly minimum: number;
    readonly maximum: number;
  };
};

/** What every fit of a run has in common, and the candidates of its search. */
export type TrainingPlan = {
  readonly engine: EngineName;
  readonly candidates: readonly Parameters[];
  /** Rows that the fits are given; fewer than the training rows when the learner's limit asks for a sample. */
  readonly rows: number;
  readonly notes: readonly string[];
};

export type CandidateStep = SnapshotStep & { readonly plan: TrainingPlan; readonly index: number };

/** Cross-validation of one candidate; its out-of-fold predictions lie in the blob store. */
export type CandidateResult = {
  readonly index: number;
  readonly meanLoss: number;
  readonly standardError: number;
  readonly foldLosses: readonly number[];
  readonly outOfFoldHash: string;
};

export type FinalStep = SnapshotStep & { readonly plan: TrainingPlan; readonly results: readonly CandidateResult[] };

export type TrainedModel = {
  readonly artifactHash: string;
  readonly byteCount: number;
  readonly chosen: number;
  readonly parameters: Parameters;
};

export type EvaluateStep = SnapshotStep & { readonly plan: TrainingPlan; readonly trained: TrainedModel };

export type Interval = { readonly low: number; readonly high: number };

export type Evaluation = {
  readonly metrics: Metrics;
  /** 95% bootstrap intervals; a metric that is undefined has none. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** Why a metric is null. */
  readonly undefinedMetrics: Readonly<Record<string, string>>;
  /** The same metrics of predicting the training mean (regression) or the more frequent class (classification). */
  readonly baseline: Metrics;
  readonly champion: string | null;
  readonly comparison: {
    readonly rows: number;
    readonly metric: string;
    readonly difference: number;
    readonly low: number;
    readonly high: number;
  } | null;
  /** Features by their share of the model's output, largest first. */
  readonly importance: readonly { readonly feature: string; readonly share: number }[];
};

export type GateStep = RunStep & { readonly snapshot: Snapshot; readonly evaluation: Evaluation };

export type GateVerdict = { readonly deploy: boolean; readonly verdict: PromotionVerdict; readonly reason: string };

export type DeployStep = SnapshotStep & {
  readonly plan: TrainingPlan;
  readonly results: readonly CandidateResult[];
  readonly trained: TrainedModel;
  readonly validation: ValidationReport;
  readonly evaluation: Evaluation;
  readonly gate: GateVerdict;
};

export type DeployResult = { readonly version: string; readonly versionId: number; readonly outcome: RunOutcome };

export type FinishStep = DeployStep & { readonly deployed: DeployResult };

/** Mails that the end of the run queued, to be delivered one by one. */
export type FinishResult = { readonly mailIds: readonly number[] };

export type AbandonStep = RunStep & { readonly state: 'failed' | 'cancelled'; readonly failure: ModelFailure };
