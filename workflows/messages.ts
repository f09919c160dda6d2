import type { Limits } from '../domain/limits.ts';
import type { ModelName } from '../domain/models.ts';
import type { RunOutcome, RunState, RunTrigger, StageName } from '../domain/runs.ts';
import type { Metrics } from '../domain/targets.ts';
import type { EngineName } from '../engine/engine-names.ts';

/**
 * Every workflow, its id, input, queries and signals by name. Plain data, so that the client, the API and the workflow bundle
 * can all read it. Handlers use `defineQuery(queries.progress)`.
 */
export const workflowTypes = {
  retrain: 'retrain',
  trainModel: 'trainModel',
  scheduledRetrain: 'scheduledRetrain',
  deliverMail: 'deliverMail',
} as const;

export const retrainWorkflowId = 'retrain';
export function trainModelWorkflowId(runId: string): string {
  return `retrain/${runId}`;
}

export function deliverMailWorkflowId(mailId: number): string {
  return `mail/${mailId}`;
}

/** With the configured prefix, empty outside tests: more than one stack may share a Temporal server. */
export const taskQueues = { orchestration: 'orchestration', training: 'training' } as const;

export const queries = { progress: 'progress' } as const;
export const signals = { progress: 'progress' } as const;

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

export type DeliverMailInput = { readonly mailId: number; readonly limits: Limits };

/** What a schedule starts: it only asks for a retrain, because a schedule's own workflow ids are no mutex. */
export type ScheduledRetrainInput = { readonly models: readonly ModelName[]; readonly limits: Limits };

export type ScheduledRetrainResult =
  | { readonly started: true; readonly retrainId: string }
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
