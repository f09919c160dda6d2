import type { Database } from '../../store/database/database.ts';
import { readStages } from '../../store/training/run-reports.ts';
import { readRun } from '../../store/training/runs.ts';
import type { Metrics } from '../../telemetry/metrics.ts';

/** Counts a training that has ended; the stages' times are those of one that completed. */
export async function meterTraining(database: Database, metrics: Metrics, runId: string): Promise<void> {
  const { model, state, outcome, startedAt, finishedAt } = await readRun(database, runId);
  metrics.trainings.inc({ model, outcome: outcome ?? state });
  if (state !== 'completed' || finishedAt === null) return;
  metrics.trainingSeconds.observe({ model }, seconds(startedAt, finishedAt));
  const stages = await readStages(database, runId);
  stages.forEach(({ stage, enteredAt }, at) => {
    metrics.stageSeconds.observe({ model, stage }, seconds(enteredAt, stages[at + 1]?.enteredAt ?? finishedAt));
  });
}

function seconds(from: Date, until: Date): number {
  return Math.max(0, until.getTime() - from.getTime()) / 1_000;
}
