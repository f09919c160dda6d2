import type { GateCommand, GateStanding } from '../domain/experiment/transitions.ts';
import type { ModelName } from '../domain/models.ts';
import type { ExpiringTable } from '../domain/retention.ts';
import type { RunOutcome, RunState, RunTrigger, StageName } from '../domain/runs.ts';
import type { Metrics } from '../domain/targets.ts';
import type { EngineName } from '../engine/engine-names.ts';
import type { GivenLimits } from './limits.ts';

/**
 * The names of all workflows, queries, signals and updates, and their inputs; `installation.ts` gives workflows their ids.
 * Plain data, so the client, the API and the workflow bundle can all read it. Handlers use `defineQuery(queries.progress)`.
 */
export const workflowTypes = {
  retrain: 'retrain',
  trainModel: 'trainModel',
  scheduledRetrain: 'scheduledRetrain',
  deliverMail: 'deliverMail',
  abGate: 'abGate',
  scoreDaily: 'scoreDaily',
  scoreTouched: 'scoreTouched',
  retention: 'retention',
  monitor: 'monitor',
  watch: 'watch',
  fillSentiment: 'fillSentiment',
  importUpload: 'importUpload',
  pretendBusiness: 'pretendBusiness',
  drainInbox: 'drainInbox',
  syncSource: 'syncSource',
  deliverEvents: 'deliverEvents',
  reproduceRun: 'reproduceRun',
} as const;

export const queries = { progress: 'progress', gate: 'gate' } as const;
/** candidate: a challenger took the waiting slot. again: there may be more to do than there was when it began. */
export const signals = { progress: 'progress', candidate: 'candidate', again: 'again' } as const;
/** What a person may do with an experiment, see `AbGateCommand`. */
export const updates = {
  promote: 'promote',
  rollBack: 'rollBack',
  pause: 'pause',
  resume: 'resume',
} as const satisfies Record<GateCommand, GateCommand>;

/** What a person may choose for a run; everything else follows from the model's definition. */
export type TrainingOptions = {
  /** Share of contacts held out, 0.05-0.5. */
  readonly testSize: number;
  readonly cvFolds: number;
  readonly seed: number;
  readonly candidates: number;
  readonly engine?: EngineName;
  /** ISO 8601. Lead scoring, engagement: the time whose data is used. Churn: the moment of the features, followed by the horizon. */
  readonly asOf?: string;
  readonly horizonDays?: number;
  /** Lead scoring, engagement: labels whose windows closed within this many days before as-of. */
  readonly windowDays?: number;
  /** Churn: only contacts active within this many days before as-of; 0 switches the filter off. */
  readonly populationDays?: number;
  /**
   * Shuffles the labels of the training rows (never of the holdout): a check that the gate refuses a model that learnt
   * nothing.
   */
  readonly shuffleLabels?: boolean;
  /** Learns from the features alone. Left out: as the installation is set. */
  readonly attributes?: false;
  /** Attributes to learn from though they may hold the outcome itself. Left out: as the installation is set. */
  readonly withSuspects?: readonly string[];
  /** Deploys even when the comparison is inconclusive or worse. */
  readonly force?: boolean;
};

export const defaultTrainingOptions: TrainingOptions = { testSize: 0.2, cvFolds: 5, seed: 42, candidates: 20 };

export type RetrainInput = {
  readonly retrainId: string;
  readonly models: readonly ModelName[];
  readonly trigger: RunTrigger;
  /** Why it runs when nobody requested it: the schedule's verdict. */
  readonly reason?: string;
  readonly options: TrainingOptions;
  /** ISO 8601, the time of the request; every step takes it as 'now'. */
  readonly requestedAt: string;
  readonly limits?: GivenLimits;
};

export type TrainModelInput = {
  readonly retrainId: string;
  /** `<retrainId>/<model>`, the prefix of every step's key. */
  readonly runId: string;
  readonly model: ModelName;
  readonly trigger: RunTrigger;
  readonly options: TrainingOptions;
  readonly requestedAt: string;
  readonly limits?: GivenLimits;
};

/**
 * Mails to deliver, by name. Row numbers would not do: a restored database gives the same number to another mail. Numbers
 * occur only for mails that were queued by releases before mails had names.
 */
export type MailIds = readonly (string | number)[];

export type DeliverMailInput = { readonly mailId: MailIds[number]; readonly limits?: GivenLimits };

/** What a schedule starts. It only requests a retrain: a schedule's own workflow ids differ, so they can't exclude each other. */
export type ScheduledRetrainInput = {
  readonly schedule: string;
  readonly models: readonly ModelName[];
  /** A model is trained again from this many new or changed labels. */
  readonly minimumChanges: number;
  readonly limits?: GivenLimits;
};

/** One firing of the schedule. */
export type Firing = ScheduledRetrainInput & {
  /** `<workflow id>/<run id>` of the workflow that the schedule started. */
  readonly firing: string;
  /** ISO 8601 */
  readonly firedAt: string;
};

/** `reason`: in sentences, in both cases. */
export type ScheduledRetrainResult =
  | { readonly started: true; readonly retrainId: string; readonly reason: string }
  | { readonly started: false; readonly reason: string };

/**
 * ms between two signals about progress within a stage. Whoever asks every two seconds sees something new, and a run of any length
 * stays far below Temporal's limit of 51,200 events: a signal and what it leads to are about four.
 */
export const progressInterval = 2_000;

/** The progress of a running activity, sent to its workflow at most every `progressInterval`. */
export type ProgressSignal = { readonly stage: StageName; readonly share: number; readonly message: string };

export type ModelProgress = {
  readonly runId: string;
  readonly model: ModelName;
  readonly state: RunState;
  readonly stage: StageName | null;
  /** 0-100 */
  readonly progress: number;
  readonly message: string;
  readonly trainingSamples: number | null;
  readonly testingSamples: number | null;
  /** Rows, where a sample is learnt at several moments. */
  readonly moments?: { readonly training: number; readonly testing: number };
  readonly metrics: Metrics | null;
};

/** The answer of `retrain` to the query `progress`; `trainModel` answers with a `ModelProgress`. */
export type RetrainProgress = {
  readonly retrainId: string;
  readonly state: RunState;
  readonly currentModel: ModelName | null;
  /** 0-100 over all models */
  readonly progress: number;
  readonly message: string;
  readonly startedAt: string;
  readonly models: readonly ModelProgress[];
};

export type TrainModelResult = {
  readonly runId: string;
  readonly model: ModelName;
  readonly outcome: RunOutcome;
  readonly version: string | null;
  readonly metrics: Metrics;
  readonly reason: string;
};

export type ModelFailure = { readonly code: string; readonly message: string; readonly remedy: string };

export type RetrainResult = {
  readonly retrainId: string;
  readonly models: readonly (
    | { readonly state: 'completed'; readonly result: TrainModelResult }
    | { readonly state: 'failed' | 'cancelled'; readonly model: ModelName; readonly failure: ModelFailure }
  )[];
};

/** The details of the failure with which `retrain` ends where no model was trained. */
export type FailedRetrain = { readonly remedy: string; readonly result: RetrainResult };

export type AbGateInput = {
  readonly model: ModelName;
  readonly limits?: GivenLimits;
  /** After continue-as-new: the phase that continues. */
  readonly current?: OpenPhase;
};

/** A phase of an experiment, with what the workflow needs to know. Durations are in milliseconds. */
export type OpenPhase = {
  readonly experimentId: string;
  /** The names of champion and challenger, for people. */
  readonly title: string;
  readonly phase: number;
  readonly challengerShare: number;
  /** Number of looks already taken. */
  readonly looks: number;
  /** The state in which an execution begins that continues one that was lost. */
  readonly standing: 'running' | 'washout' | 'paused' | 'frozen';
  /** What is left of the wait in which the lost execution was: for the next look, the washout's end, or a person. */
  readonly remaining?: number;
  readonly lookEvery: number;
  readonly washout: number;
  /** How long a frozen or paused experiment waits for a person before the champion is kept. */
  readonly frozenFor: number;
  readonly pausedFor: number;
};

export type AbGateCommandName = keyof typeof updates;

/** Who gives the command and why: both are recorded. */
export type AbGateCommand = {
  /** Names the command: given twice under one id, it is carried out once. Left out by earlier releases. */
  readonly id?: string;
  readonly actor: string;
  readonly reason: string;
  /**
   * The experiment that is meant: if it has ended, the command doesn't apply to its successor. Left out: the current
   * experiment.
   */
  readonly experimentId?: string;
};

export type AbGateAnswer = { readonly experimentId: string; readonly message: string };

/** The answer to the query `gate`. */
export type AbGateStatus = {
  readonly model: ModelName;
  readonly experimentId: string | null;
  readonly standing: GateStanding;
  readonly details: string;
};

export type AbGateResult = { readonly model: ModelName; readonly ended: readonly string[] };

export type ScoreDailyInput = {
  readonly models: readonly ModelName[];
  readonly limits?: GivenLimits;
  /** ISO 8601: features are read as of then. Left out by the schedule: the workflow's start. */
  readonly requestedAt?: string;
};

/** `requestedAt`: ISO 8601; it names the batch, together with the model. */
export type ScoreStep = { readonly model: ModelName; readonly requestedAt: string };

export type ScoredModel =
  | {
      readonly state: 'scored';
      readonly model: ModelName;
      /** Id of its batch of predictions. */
      readonly batch: string;
      /** The champion's name. */
      readonly version: string;
      readonly subjects: number;
    }
  | { readonly state: 'skipped'; readonly model: ModelName; readonly reason: string };

export type ScoreDailyResult = { readonly models: readonly ScoredModel[] };

export type ScoreTouchedInput = { readonly models: readonly ModelName[]; readonly limits?: GivenLimits };

/** `requestedAt`: ISO 8601; features are read as of then. */
export type ScoreTouchedStep = { readonly models: readonly ModelName[]; readonly requestedAt: string };

export type TouchedModel = {
  readonly model: ModelName;
  /** That were scored again, or left the list. */
  readonly subjects: number;
  /** More of them wait. */
  readonly left: boolean;
};

export type RetentionInput = {
  readonly limits?: GivenLimits;
  /** ISO 8601: ages are counted up to then. Left out by the schedule: the workflow's start. */
  readonly requestedAt?: string;
};

export type RetentionStep = { readonly table: ExpiringTable; readonly requestedAt: string };

/** `before`: ISO 8601; older rows were deleted. */
export type ExpiredRows = { readonly table: ExpiringTable; readonly before: string; readonly deleted: number };

export type SweepStep = Pick<RetentionStep, 'requestedAt'>;

/** What became of rows that wait for others, and of answers to batches. */
export type SettledWaiting = { readonly admitted: number; readonly rejected: number; readonly forgotten: number };

/** `removed` artifacts of `byteCount` bytes together; `temporary`: files of killed writers. */
export type SweptArtifacts = { readonly removed: number; readonly byteCount: number; readonly temporary: number };

/** `artifacts`, `waiting`: left out by an earlier release. */
export type RetentionResult = {
  readonly tables: readonly ExpiredRows[];
  readonly artifacts?: SweptArtifacts;
  readonly waiting?: SettledWaiting;
};
