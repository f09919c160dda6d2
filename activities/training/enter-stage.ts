import { progressOf, type StageName, stages } from '../../domain/runs.ts';
import type { Database } from '../../store/database/database.ts';
import { recordStage } from '../../store/training/run-reports.ts';
import { type RunPatch, updateRun } from '../../store/training/runs.ts';

/** Writes the current stage into the run's row, which is shown while no worker answers a query, and when it was entered. */
export async function enterStage(
  database: Database,
  runId: string,
  stage: StageName,
  more: RunPatch = {},
): Promise<void> {
  const doing = stages.find((each) => each.name === stage)?.doing ?? stage;
  await updateRun(database, runId, { stage, progress: progressOf(stage, 0), message: doing, ...more });
  await recordStage(database, runId, stage, new Date());
}
