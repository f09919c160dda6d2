import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { TrainingActivities } from '../contract/activities.ts';
import { installationOfQueue } from '../contract/installation.ts';
import { limitsOf } from '../contract/limits.ts';
import type { ReproduceInput, Reproduction } from '../contract/reproduction-messages.ts';
import { stepOptions } from './step-options.ts';

/** Trains once more what a run trained, and says whether the bytes are the same. */
export async function reproduceRun(input: ReproduceInput): Promise<Reproduction> {
  const { runId, anyway } = input;
  const limits = limitsOf(input);
  const taskQueue = installationOfQueue(workflowInfo().taskQueue).taskQueue('training');
  const { reproduceRun: again } = proxyActivities<TrainingActivities>({
    ...stepOptions(limits, limits.reproduceTimeout),
    taskQueue,
    summary: `all that ${runId} did, once more`,
  });
  setCurrentDetails(`Training ${runId} again`);
  const reproduction = await again({ runId, anyway });
  setCurrentDetails(reproduction.verdict === 'refused' ? reproduction.message : reproduction.verdict);
  return reproduction;
}
