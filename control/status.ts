import type { ModelProgress, RetrainProgress } from '../contract/messages.ts';
import type { ModelName } from '../domain/models.ts';
import type { Metrics } from '../domain/targets.ts';

/**
 * The guide's status answer, field by field, and a few more fields: they identify the run and say whether the answer is live.
 */
export type TrainingStatus = {
  readonly status: 'idle' | 'training' | 'completed' | 'failed' | 'cancelled';
  readonly current_model: ModelName | null;
  /** 0-100 over all models of the run. */
  readonly progress: number;
  readonly message: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly metrics: Partial<Record<ModelName, Metrics>>;
  readonly retrain_id: string | null;
  /** True when no worker answered: this is the last state in the database. */
  readonly stale: boolean;
  readonly models: readonly ModelProgress[];
};

export const idleStatus: TrainingStatus = {
  status: 'idle',
  current_model: null,
  progress: 0,
  message: 'No training has run yet.',
  started_at: null,
  finished_at: null,
  metrics: {},
  retrain_id: null,
  stale: false,
  models: [],
};

export function statusOfProgress(progress: RetrainProgress, finishedAt: string | null, stale: boolean): TrainingStatus {
  return {
    status: progress.state === 'running' ? 'training' : progress.state,
    current_model: progress.currentModel,
    progress: progress.progress,
    message: progress.message,
    started_at: progress.startedAt,
    finished_at: finishedAt,
    metrics: Object.fromEntries(
      progress.models.flatMap((model) => (model.metrics === null ? [] : [[model.model, model.metrics]])),
    ),
    retrain_id: progress.retrainId,
    stale,
    models: progress.models,
  };
}
