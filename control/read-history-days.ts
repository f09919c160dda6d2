import type { Connection } from '@temporalio/client';

/** ms: an answer that says until when something is kept is not worth waiting for. */
const patience = 2_000;

/** Days for which Temporal keeps the histories of workflows that have ended; null: it doesn't say. */
export async function readHistoryDays(
  connection: Pick<Connection, 'withDeadline' | 'workflowService'>,
  namespace: string,
): Promise<number | null> {
  try {
    const { config } = await connection.withDeadline(Date.now() + patience, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    const seconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
    return seconds > 0 ? Math.ceil(seconds / 86_400) : null;
  } catch {
    return null;
  }
}
