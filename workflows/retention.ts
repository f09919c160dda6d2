import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import type { ExpiredRows, RetentionInput, RetentionResult } from '../contract/messages.ts';
import { expiringTables } from '../domain/retention.ts';
import { stepOptions } from './step-options.ts';

/** Deletes the rows past their retention, table by table. */
export async function retention({ limits, requestedAt }: RetentionInput): Promise<RetentionResult> {
  const at = requestedAt ?? workflowInfo().startTime.toISOString();
  const tables: ExpiredRows[] = [];
  for (const table of expiringTables) {
    const { deleteExpired } = proxyActivities<OrchestrationActivities>({
      ...stepOptions(limits, limits.retentionTimeout),
      summary: table,
    });
    tables.push(await deleteExpired({ table, requestedAt: at }));
    setCurrentDetails(tables.map(describe).join('\n\n'));
  }
  return { tables };
}

function describe({ table, before, deleted }: ExpiredRows): string {
  return `**${table}**: ${deleted} rows from before ${before} deleted`;
}
