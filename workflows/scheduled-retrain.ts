import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { limitsOf } from '../contract/limits.ts';
import type { ScheduledRetrainInput, ScheduledRetrainResult } from '../contract/messages.ts';
import { stepOptions } from './step-options.ts';

/**
 * Starts `retrain` under its fixed id, or records why it didn't; a schedule's own workflow ids differ at every firing. The
 * activity decides the cadence and records its verdict.
 */
export async function scheduledRetrain(input: ScheduledRetrainInput): Promise<ScheduledRetrainResult> {
  const { workflowId, runId, startTime } = workflowInfo();
  const limits = limitsOf(input);
  // two firings within a second have the same workflow id
  const firing = `${workflowId}/${runId}`;
  const { startRetrain } = proxyActivities<OrchestrationActivities>(stepOptions(limits, limits.extractTimeout));
  const result = await startRetrain({ ...input, firing, firedAt: startTime.toISOString() });
  setCurrentDetails(`${result.started ? `Started ${result.retrainId}.` : 'Skipped.'} ${result.reason}`);
  return result;
}
