import type { Adaptation } from '../domain/adaptation.ts';
import type { AttributeReport } from '../domain/attributes.ts';
import type { BaselineComparison } from '../domain/first-verdict.ts';
import type { GoldenRows } from '../domain/golden-rows.ts';
import type { HoldoutVerdict, NotCompared } from '../domain/holdout-verdict.ts';
import type { LabelReport } from '../domain/lead-labels.ts';
import type { ModelName } from '../domain/models.ts';
import type { Finding } from '../domain/quality/finding.ts';
import type { RunOutcome, RunTrigger } from '../domain/runs.ts';
import type { Metrics } from '../domain/targets.ts';
import type { Parameters } from '../engine/data/parameters.ts';
import type { EngineName } from '../engine/engine-names.ts';
import type { Rung } from '../engine/search/halving.ts';
import type { ChoiceRule } from '../engine/search/search.ts';
import type { MailIds, ModelFailure, TrainingOptions, TrainModelInput } from './messages.ts';

/**
 * What workflows and steps exchange: references, hashes and small figures only. Rows, predictions and models are in the
 * blob store, named by their hash.
 */
export type RunStep = Pick<TrainModelInput, 'retrainId' | 'runId' | 'model' | 'options' | 'requestedAt' | 'trigger'>;

export type OpenRetrainInput = {
  readonly retrainId: string;
  readonly trigger: RunTrigger;
  readonly reason?: string;
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
  /** As in `TrainingWindow`. */
  readonly windowDays: number | null;
  readonly windowReason: string | null;
  readonly rows: number;
  /** Subjects, as everybody counts samples. */
  readonly training: number;
  readonly testing: number;
  /** Their rows, where a subject is learnt at several moments. Left out: one row each. */
  readonly moments?: { readonly training: number; readonly testing: number };
  readonly features: number;
  readonly synthetic: boolean;
  /** What the labels are made of. Left out: the model has one source, or the snapshot is of an earlier release. */
  readonly labels?: LabelReport;
  /** Left out: the snapshot is of an earlier release. */
  readonly attributes?: AttributeReport;
};

export type SnapshotStep = RunStep & { readonly snapshot: Snapshot };

export type ValidationReport = {
  readonly positives: number | null;
  /** As in the snapshot. */
  readonly labels?: LabelReport;
  readonly attributes?: AttributeReport;
  readonly warnings: readonly string[];
  /** Every check with its figures. Left out: validated by an earlier release. */
  readonly findings?: readonly Finding[];
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

/** What all fits of a run share, the candidates of its search and the rungs that they climb. */
export type TrainingPlan = {
  readonly engine: EngineName;
  readonly candidates: readonly Parameters[];
  /** First to last; the first has all candidates. */
  readonly rungs: readonly Rung[];
  /** Rows for each fit; fewer than the training rows when the learner's limit requires a sample. */
  readonly rows: number;
  readonly notes: readonly string[];
};

/** One candidate at one rung. It is kept small because a search has up to hundreds of them. */
export type CandidateStep = SnapshotStep & {
  readonly engine: EngineName;
  /** Both count from 0. */
  readonly rung: number;
  readonly index: number;
  /** The full parameters; the fit uses `share` (0-1] of their budget. */
  readonly parameters: Parameters;
  readonly share: number;
  /** At the last rung the out-of-fold predictions are kept. */
  readonly last: boolean;
};

/** Cross-validation of one candidate at one rung. */
export type CandidateResult = {
  readonly index: number;
  readonly meanLoss: number;
  readonly standardError: number;
  readonly foldLosses: readonly number[];
  /** The hash of its out-of-fold predictions in the blob store, at the last rung. */
  readonly outOfFoldHash: string | null;
};

export type AdvanceStep = { readonly results: readonly CandidateResult[]; readonly count: number };

/** `results`: of each rung, first to last. */
export type FinalStep = SnapshotStep & {
  readonly plan: TrainingPlan;
  readonly results: readonly (readonly CandidateResult[])[];
};

/** What the search did, as stored in runs and model cards. */
export type SearchReport = {
  readonly folds: number;
  readonly rungs: readonly Rung[];
  readonly candidates: number;
  /** Counts from 0. */
  readonly chosen: number;
  readonly rule: ChoiceRule;
  /** Of the chosen candidate at the last rung: the mean over the folds, and its standard error. */
  readonly loss: number;
  readonly standardError: number;
  /** One per candidate: its full parameters, and its mean loss at each rung that it reached. */
  readonly tried: readonly { readonly parameters: Parameters; readonly losses: readonly number[] }[];
};

export type TrainedModel = {
  readonly artifactHash: string;
  /** Of the chosen candidate, in the blob store. Left out: trained by an earlier release. */
  readonly outOfFoldHash?: string;
  readonly byteCount: number;
  readonly parameters: Parameters;
  readonly search: SearchReport;
  /** After a change of the world: it is judged on those who came since then, as its champion is. Left out: on all. */
  readonly cameSince?: string;
  /** What serves instead of the search's model, since labels prove the champion wrong. Left out: the search's model does. */
  readonly adapted?: { readonly engine: EngineName; readonly adaptation: Adaptation };
};

export type EvaluateStep = SnapshotStep & { readonly plan: TrainingPlan; readonly trained: TrainedModel };

export type Interval = { readonly low: number; readonly high: number };

export type Evaluation = {
  readonly metrics: Metrics;
  /** 95% bootstrap intervals; a metric that is undefined has none. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** Why a metric is null. */
  readonly undefinedMetrics: Readonly<Record<string, string>>;
  /** The same metrics when predicting the training mean (regression) or the more frequent class (classification). */
  readonly baseline: Metrics;
  /** Beside knowing nothing, out of fold. Left out: evaluated by an earlier release, or undefined for these rows. */
  readonly beyondBaseline?: BaselineComparison;
  readonly champion: string | null;
  readonly comparison: {
    readonly rows: number;
    /** Whose rows they are, where a subject has several. */
    readonly subjects?: number;
    readonly metric: string;
    readonly difference: number;
    readonly low: number;
    readonly high: number;
  } | null;
  /** Why there is no comparison with the champion. Left out: it was compared, or there is no champion. */
  readonly notCompared?: NotCompared;
  /** Left out: it is the full search's model, compared on the holdout. */
  readonly adaptation?: Adaptation;
  /** Features by their share of the model's output, largest first. */
  readonly importance: readonly { readonly feature: string; readonly share: number }[];
  /** Rows whose outputs the version must reproduce bit for bit before it serves. */
  readonly golden: GoldenRows;
};

export type GateStep = RunStep & {
  readonly snapshot: Snapshot;
  readonly evaluation: Evaluation;
  /** Left out: the workflow was started by an earlier release. */
  readonly validation?: ValidationReport;
};

export type DeployStep = SnapshotStep & {
  readonly plan: TrainingPlan;
  readonly trained: TrainedModel;
  readonly validation: ValidationReport;
  readonly evaluation: Evaluation;
  readonly gate: HoldoutVerdict;
};

export type DeployResult = {
  readonly version: string;
  readonly versionId: number;
  readonly outcome: RunOutcome;
  /** Set when the outcome is `in_gate`. */
  readonly experimentId?: string;
  /** Set when the outcome differs from the gate's verdict. */
  readonly reason?: string;
};

export type FinishStep = DeployStep & { readonly deployed: DeployResult };

/** What a completed run keeps of its steps, for people. Earlier releases kept less. */
export type RunReport = Partial<
  Pick<
    Evaluation,
    | 'intervals'
    | 'undefinedMetrics'
    | 'baseline'
    | 'beyondBaseline'
    | 'comparison'
    | 'champion'
    | 'notCompared'
    | 'importance'
  >
> & {
  readonly validation?: ValidationReport;
  readonly search?: SearchReport;
  /** As in `TrainedModel`. */
  readonly cameSince?: string;
  readonly gate?: HoldoutVerdict;
  readonly notes?: readonly string[];
  readonly version?: string;
  readonly byteCount?: number;
};

/** Mails that a step queued, to be delivered one by one. */
export type FinishResult = { readonly mailIds: MailIds };

export type AbandonStep = RunStep & { readonly state: 'failed' | 'cancelled'; readonly failure: ModelFailure };
