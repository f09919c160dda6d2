import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { OrchestrationActivities } from '../activities/activity-sets.ts';
import type { ScheduledRetrainInput, ScheduledRetrainResult } from './messages.ts';
import { stepOptions } from './step-options.ts';

/** Starts `retrain` under its fixed id, or records why not: a schedule's own workflow ids differ at every firing. */
export async function scheduledRetrain(input: ScheduledRetrainInput): Promise<ScheduledRetrainResult> {
  const { startRetrain } = proxyActivities<OrchestrationActivities>(
    stepOptions(input.limits, input.limits.recordTimeout),
  );
  const result = await startRetrain(input);
  setCurrentDetails(result.started ? `Started ${result.retrainId}` : `Skipped: ${result.reason}`);
  return result;
}
