import { patched, proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { limitsOf } from '../contract/limits.ts';
import type { ExpiredRows, RetentionInput, RetentionResult, SweptArtifacts } from '../contract/messages.ts';
import { expiringTables } from '../domain/retention.ts';
import { stepOptions } from './step-options.ts';

/** Deletes the rows past their retention, table by table, then the artifacts that no row names any more. */
export async function retention(input: RetentionInput): Promise<RetentionResult> {
  const { requestedAt } = input;
  const limits = limitsOf(input);
  const at = requestedAt ?? workflowInfo().startTime.toISOString();
  const tables: ExpiredRows[] = [];
  for (const table of expiringTables) {
    // runs of releases before webhooks have none to delete
    if (table === 'hook_deliveries' && !patched('expire-deliveries')) continue;
    const { deleteExpired } = proxyActivities<OrchestrationActivities>({
      ...stepOptions(limits, limits.retentionTimeout),
      summary: table,
    });
    tables.push(await deleteExpired({ table, requestedAt: at }));
    setCurrentDetails(tables.map(describe).join('\n\n'));
  }
  // runs of releases before 2026-12 end here
  if (!patched('sweep-artifacts')) return { tables };
  const { sweepArtifacts } = proxyActivities<OrchestrationActivities>({
    ...stepOptions(limits, limits.retentionTimeout),
    summary: 'artifacts',
  });
  const artifacts = await sweepArtifacts({ requestedAt: at });
  setCurrentDetails([...tables.map(describe), describeSwept(artifacts)].join('\n\n'));
  if (!patched('settle-waiting')) return { tables, artifacts };
  const { settleWaiting } = proxyActivities<OrchestrationActivities>({
    ...stepOptions(limits, limits.retentionTimeout),
    summary: 'rows that wait for others',
  });
  return { tables, artifacts, waiting: await settleWaiting({ requestedAt: at }) };
}

function describe({ table, before, deleted }: ExpiredRows): string {
  return `**${table}**: ${deleted} rows from before ${before} deleted`;
}

function describeSwept({ removed, byteCount, temporary }: SweptArtifacts): string {
  return `**artifacts**: ${removed} of ${Math.round(byteCount / 1e6)} MB removed, and ${temporary} temporary files`;
}
