import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Installation } from '../contract/installation.ts';
import type { Database } from '../store/database/database.ts';
import { closeRetrain, type Retrain } from '../store/training/retrains.ts';
import { closeRun, runsOfRetrain } from '../store/training/runs.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/**
 * Closes the rows of a retrain whose workflow ended without closing them, such as one terminated in the Web UI. It asks
 * Temporal about the execution that opened the row: all retrains share one workflow id, so the id alone may find an earlier
 * or later retrain.
 */
export async function closeAbandoned(
  { client, database, installation }: { client: Client; database: Database; installation: Installation },
  { id, temporalRunId }: Pick<Retrain, 'id' | 'temporalRunId'>,
): Promise<void> {
  const status = await statusOf(client, installation.retrain, temporalRunId);
  if (status === 'RUNNING') return;
  const state = status === 'CANCELLED' ? 'cancelled' : 'failed';
  const error = {
    code: state === 'cancelled' ? 'cancelled' : 'internal',
    message: `The workflow ended without closing its run (${status.toLowerCase()}).`,
    remedy: 'Start it again: npx perennial train',
  };
  for (const run of await runsOfRetrain(database, id)) {
    if (run.state === 'running') await closeRun(database, run.id, { state, error });
  }
  await closeRetrain(database, id, state, error);
}

/** The status of an execution; 'GONE' if the row names none or Temporal no longer has it. */
async function statusOf(client: Client, workflowId: string, runId: string | null): Promise<string> {
  if (runId === null) return 'GONE';
  try {
    return (await client.workflow.getHandle(workflowId, runId).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'GONE';
    throw temporalUnavailable(error);
  }
}
