import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Installation } from '../contract/installation.ts';
import type { Database } from '../store/database/database.ts';
import { closeRetrain, type Retrain } from '../store/training/retrains.ts';
import { closeRun, runsOfRetrain } from '../store/training/runs.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/**
 * Closes the rows of a retrain whose workflow ended without telling, such as one terminated in the Web UI. Temporal is asked about the
 * very execution that opened the row: all retrains share one workflow id, and whoever looked under it before may have seen the one before.
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

/** A row that names no execution has none. */
async function statusOf(client: Client, workflowId: string, runId: string | null): Promise<string> {
  if (runId === null) return 'GONE';
  try {
    return (await client.workflow.getHandle(workflowId, runId).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'GONE';
    throw temporalUnavailable(error);
  }
}
