import type { Database } from '../store/database/database.ts';
import { closeRetrain } from '../store/training/retrains.ts';
import { closeRun, runsOfRetrain } from '../store/training/runs.ts';

/**
 * Closes the rows of a retrain whose workflow ended without telling, such as one terminated in the Web UI. `workflowStatus` is
 * Temporal's word for how it ended.
 */
export async function closeAbandoned(database: Database, retrainId: string, workflowStatus: string): Promise<void> {
  const state = workflowStatus === 'CANCELLED' ? 'cancelled' : 'failed';
  const error = {
    code: state === 'cancelled' ? 'cancelled' : 'internal',
    message: `The workflow ended without closing its run (${workflowStatus.toLowerCase()}).`,
    remedy: 'Start it again: npx perennial train',
  };
  for (const run of await runsOfRetrain(database, retrainId)) {
    if (run.state === 'running') await closeRun(database, run.id, { state, error });
  }
  await closeRetrain(database, retrainId, state, error);
}
