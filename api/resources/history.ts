import { checkTargets, targets } from '../../domain/targets.ts';
import { historyQuerySchema, type TrainingRun, trainingHistorySchema } from '../contracts/history.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports, RunRecord } from '../ports.ts';

export function historyOperations({ records }: Pick<Ports, 'records'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/training/history',
      operationId: 'listTrainingRuns',
      tag: 'ML Training',
      summary: 'View past training runs with their metrics and duration',
      query: historyQuerySchema,
      success: { status: 200, description: 'Runs, newest first.', schema: trainingHistorySchema },
      handle: async ({ query }) => {
        const { model, status: state, sort } = query;
        const { rows, next_cursor } = await answerPage('runs', query, (page) =>
          records.runs({ model, state, oldestFirst: sort === 'started_at' }, page),
        );
        return { runs: rows.map(presentRun), next_cursor };
      },
    }),
  ];
}

export function presentRun(run: RunRecord): TrainingRun {
  return {
    run_id: run.id,
    retrain_id: run.retrainId,
    date: run.startedAt.toISOString().slice(0, 10),
    model: run.model,
    trigger: run.trigger,
    reason: run.reason,
    status: run.state,
    outcome: run.outcome,
    started_at: run.startedAt.toISOString(),
    finished_at: run.finishedAt?.toISOString() ?? null,
    duration_seconds: run.finishedAt === null ? null : (run.finishedAt.getTime() - run.startedAt.getTime()) / 1000,
    training_samples: run.trainingSamples,
    testing_samples: run.testingSamples,
    window_days: run.windowDays,
    window_reason: run.windowReason,
    metrics: run.metrics,
    targets: run.metrics === null ? [] : checkTargets(targets[run.model], run.metrics),
    version: run.version,
    engine: run.engine,
    seed: run.seed,
    snapshot_hash: run.snapshotHash,
    error: run.error === null ? null : { code: run.error.code, message: run.error.message, remedy: run.error.remedy },
  };
}
