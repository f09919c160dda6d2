import type { GateCommand, GateStanding } from '../domain/experiment/transitions.ts';
import type { Limits } from '../domain/limits.ts';
import type { ModelName } from '../domain/models.ts';
import type { ExpiringTable } from '../domain/retention.ts';
import type { RunOutcome, RunState, RunTrigger, StageName } from '../domain/runs.ts';
import type { Metrics } from '../domain/targets.ts';
import type { EngineName } from '../engine/engine-names.ts';

/**
 * Every workflow, its input, queries and signals by name; `installation.ts` gives them their ids. Plain data, so that the client, the
 * API and the workflow bundle can all read it. Handlers use `defineQuery(queries.progress)`.
 */
export const workflowTypes = {
  retrain: 'retrain',
  trainModel: 'trainModel',
  scheduledRetrain: 'scheduledRetrain',
  deliverMail: 'deliverMail',
  abGate: 'abGate',
  scoreDaily: 'scoreDaily',
  retention: 'retention',
  monitor: 'monitor',
  watch: 'watch',
} as const;

export const queries = { progress: 'progress', gate: 'gate' } as const;
/** candidate: a challenger took the waiting slot. */
export const signals = { progress: 'progress', candidate: 'candidate' } as const;
/** What a person may ask of an experiment, see `AbGateCommand`. */
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
  /** ISO 8601. Lead scoring, engagement: the world as known then. Churn: the moment of the features, the horizon follows it. */
  readonly asOf?: string;
  readonly horizonDays?: number;
  /** Lead scoring, engagement: labels whose windows closed in so many days before as-of. */
  readonly windowDays?: number;
  /** Churn: only contacts active in so many days before as-of; 0 switches the filter off. */
  readonly populationDays?: number;
  /** Trains on labels shuffled among the training rows (never the holdout's): a check that the gate refuses what learnt nothing. */
  readonly shuffleLabels?: boolean;
  /** Deploys even when the comparison is inconclusive or worse. */
  readonly force?: boolean;
};

export const defaultTrainingOptions: TrainingOptions = { testSize: 0.2, cvFolds: 5, seed: 42, candidates: 20 };

export type RetrainInput = {
  readonly retrainId: string;
  readonly models: readonly ModelName[];
  readonly trigger: RunTrigger;
  /** Why, where nobody asked for it: the schedule's verdict. */
  readonly reason?: string;
  readonly options: TrainingOptions;
  /** ISO 8601, the moment of the request: 'now' for every step. */
  readonly requestedAt: string;
  readonly limits: Limits;
};

export type TrainModelInput = {
  readonly retrainId: string;
  /** `<retrainId>/<model>`, the key prefix of every step. */
  readonly runId: string;
  readonly model: ModelName;
  readonly trigger: RunTrigger;
  readonly options: TrainingOptions;
  readonly requestedAt: string;
  readonly limits: Limits;
};

/**
 * Mails to deliver, each by its name: a restored database gives the number of a row again, for another mail. Numbers come from steps of
 * the releases before, whose mails are named by them.
 */
export type MailIds = readonly (string | number)[];

export type DeliverMailInput = { readonly mailId: MailIds[number]; readonly limits: Limits };

/** What a schedule starts: it only asks for a retrain, because a schedule's own workflow ids are no mutex. */
export type ScheduledRetrainInput = {
  readonly schedule: string;
  readonly models: readonly ModelName[];
  /** Labels that must be new or changed for a model to be trained again. */
  readonly minimumChanges: number;
  readonly limits: Limits;
};

/** One firing of it. */
export type Firing = ScheduledRetrainInput & {
  /** `<workflow id>/<run id>` of what the schedule started. */
  readonly firing: string;
  /** ISO 8601 */
  readonly firedAt: string;
};

/** Why in sentences, in both cases. */
export type ScheduledRetrainResult =
  | { readonly started: true; readonly retrainId: string; readonly reason: string }
  | { readonly started: false; readonly reason: string };

/** What a running activity tells its workflow, at stage changes and each 10% of its work. */
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
  readonly metrics: Metrics | null;
};

/** Answer of `retrain`'s query `progress`; `trainModel` answers a `ModelProgress`. */
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

export type AbGateInput = {
  readonly model: ModelName;
  readonly limits: Limits;
  /** After continue-as-new: the phase that goes on. */
  readonly current?: OpenPhase;
};

/** A phase of an experiment as the workflow needs to know it. Milliseconds. */
export type OpenPhase = {
  readonly experimentId: string;
  /** Champion and challenger by name, for people. */
  readonly title: string;
  readonly phase: number;
  readonly challengerShare: number;
  /** Looks that were taken already. */
  readonly looks: number;
  /** Where an execution that goes on for one that was terminated begins. */
  readonly standing: 'running' | 'paused' | 'frozen';
  readonly lookEvery: number;
  readonly washout: number;
  /** How long a frozen and a paused experiment wait for a person before the champion is kept. */
  readonly frozenFor: number;
  readonly pausedFor: number;
};

export type AbGateCommandName = keyof typeof updates;

/** Who asks for it and why: both are kept on record. */
export type AbGateCommand = {
  readonly actor: string;
  readonly reason: string;
  /** The experiment that is meant: one that has ended meanwhile is not taken for its successor. Left out: the one under way. */
  readonly experimentId?: string;
};

export type AbGateAnswer = { readonly experimentId: string; readonly message: string };

/** Answer of the query `gate`. */
export type AbGateStatus = {
  readonly model: ModelName;
  readonly experimentId: string | null;
  readonly standing: GateStanding;
  readonly details: string;
};

export type AbGateResult = { readonly model: ModelName; readonly ended: readonly string[] };

export type ScoreDailyInput = {
  readonly models: readonly ModelName[];
  readonly limits: Limits;
  /** ISO 8601: features are read as of then. Left out, by the schedule: when the workflow started. */
  readonly requestedAt?: string;
};

/** `requestedAt`: ISO 8601; names the batch with the model. */
export type ScoreStep = { readonly model: ModelName; readonly requestedAt: string };

export type ScoredModel =
  | {
      readonly state: 'scored';
      readonly model: ModelName;
      /** Id of its batch of predictions. */
      readonly batch: string;
      /** The champion by name. */
      readonly version: string;
      readonly subjects: number;
    }
  | { readonly state: 'skipped'; readonly model: ModelName; readonly reason: string };

export type ScoreDailyResult = { readonly models: readonly ScoredModel[] };

export type RetentionInput = {
  readonly limits: Limits;
  /** ISO 8601: ages are counted until then. Left out, by the schedule: when the workflow started. */
  readonly requestedAt?: string;
};

export type RetentionStep = { readonly table: ExpiringTable; readonly requestedAt: string };

/** `before`: ISO 8601, what was older is gone. */
export type ExpiredRows = { readonly table: ExpiringTable; readonly before: string; readonly deleted: number };

export type RetentionResult = { readonly tables: readonly ExpiredRows[] };
