import type { ModelProgress, RetrainProgress } from '../contract/messages.ts';
import type { RunState } from '../domain/runs.ts';
import type { Database } from '../store/database/database.ts';
import type { Retrain } from '../store/training/retrains.ts';
import { type Run, runsOfRetrain } from '../store/training/runs.ts';

const endings: Readonly<Record<RunState, string>> = {
  running: 'Waiting for a worker',
  completed: 'Training complete',
  failed: 'Training failed',
  cancelled: 'Training was cancelled',
};

/** A retrain's progress as stored in its rows: for a finished run, or while no worker answers. */
export async function readStoredProgress(database: Database, retrain: Retrain): Promise<RetrainProgress> {
  const runs = await runsOfRetrain(database, retrain.id);
  const models = runs.map(toProgress);
  const current = models.find((model) => model.state === 'running');
  const done = models.reduce((sum, model) => sum + (model.state === 'running' ? model.progress : 100), 0);
  return {
    retrainId: retrain.id,
    state: retrain.state,
    currentModel: current?.model ?? null,
    progress: retrain.state === 'completed' ? 100 : Math.floor(done / Math.max(1, retrain.models.length)),
    message: current?.message ?? retrain.error?.message ?? endings[retrain.state as RunState],
    startedAt: retrain.startedAt.toISOString(),
    models,
  };
}

function toProgress(run: Run): ModelProgress {
  return {
    runId: run.id,
    model: run.model,
    state: run.state,
    stage: run.stage,
    // the row keeps the last progress written while it ran
    progress: run.state === 'completed' ? 100 : run.progress,
    message: run.message ?? run.error?.message ?? endings[run.state as RunState],
    trainingSamples: run.trainingSamples,
    testingSamples: run.testingSamples,
    metrics: run.metrics,
  };
}
