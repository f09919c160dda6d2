import { ApplicationFailure } from '@temporalio/common';
import {
  defineQuery,
  executeChild,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { readFailure } from '../contract/failures.ts';
import { installationOfQueue } from '../contract/installation.ts';
import { queries } from '../contract/messages.ts';
import type { PretendInput, PretendProgress } from '../contract/pretend-messages.ts';
import { modelNames } from '../domain/models.ts';
import { scoreDaily } from './score-daily.ts';
import { stepOptions } from './step-options.ts';

const progressQuery = defineQuery<PretendProgress>(queries.progress);

/** From nothing to the first list of whom to call. Each step can be repeated: what is there already is not made again. */
export async function pretendBusiness({ limits, ...input }: PretendInput): Promise<PretendProgress> {
  let progress: PretendProgress = { step: 'simulate', message: 'Simulating a year of a business', done: false };
  setHandler(progressQuery, () => progress);
  function tell(next: PretendProgress): PretendProgress {
    progress = next;
    setCurrentDetails(next.message);
    return next;
  }
  const { simulateBusiness } = proxyActivities<OrchestrationActivities>(stepOptions(limits, limits.importTimeout));
  const { trainPretend } = proxyActivities<OrchestrationActivities>(stepOptions(limits, limits.candidateTimeout));
  try {
    const { contacts, messages, leads } = await simulateBusiness(input);
    const made = `${contacts} contacts, ${messages} messages and ${leads} leads`;
    tell({ step: 'train', message: `Learning from ${made}`, done: false });
    await trainPretend(input);
    tell({ step: 'score', message: 'Scoring everybody', done: false });
    await executeChild(scoreDaily, {
      workflowId: `${installationOfQueue(workflowInfo().taskQueue).pretendBusiness}/score`,
      args: [{ models: modelNames, limits }],
      staticSummary: 'the first lists of the simulated business',
    });
    return tell({ step: 'score', message: `Made of ${made}`, done: true });
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { code, message, remedy } = readFailure(error);
    throw ApplicationFailure.nonRetryable(message, code, { remedy });
  }
}
