import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client';
import { createInstallation } from '../../../contract/installation.ts';
import { workflowTypes } from '../../../contract/messages.ts';
import type { MonitorInput, MonitorResult } from '../../../contract/watch-messages.ts';
import { defaultLimits, type Limits } from '../../../domain/limits.ts';
import { dayOf, monitoredModels } from './business.ts';

/** A killed worker is noticed by its missing heartbeats, and what fails is soon tried again. */
export const killLimits: Limits = {
  ...defaultLimits,
  heartbeatTimeout: 1_500,
  retryInitial: 100,
  retryMaximum: 1_000,
};

/** One day's monitoring, asked for until it is answered, whatever is gone meanwhile. @throws WorkflowFailedError */
export async function monitorDay(client: Client, name: string, day: number): Promise<MonitorResult> {
  const workflowId = `${name}/monitor/${day}`;
  const input: MonitorInput = {
    models: monitoredModels,
    limits: killLimits,
    // windows of a day share no label, so each is evidence of its own
    windowDays: 1,
    // the proof is about watching and mailing: nothing is trained, see `openBusiness`
    cooldownDays: 3_650,
    requestedAt: dayOf(day),
  };
  await insist(client, async () => {
    try {
      await client.workflow.start(workflowTypes.monitor, {
        workflowId,
        taskQueue: createInstallation('').taskQueue('orchestration'),
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
      });
    } catch (error) {
      // the answer to an earlier attempt was lost
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  });
  return await insist(client, () => client.workflow.getHandle(workflowId).result() as Promise<MonitorResult>);
}

/** How many workflows are under way, by Temporal's own list. */
export function countRunning(client: Client): Promise<number> {
  return insist(client, async () => (await client.workflow.count(`ExecutionStatus = 'Running'`)).count);
}

/** Each attempt gets 2 s: the SDK's client by itself would go on asking a dead server for half a minute, longer and longer apart. */
async function insist<T>(client: Client, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.withDeadline(Date.now() + 2_000, ask);
    } catch (error) {
      if (error instanceof WorkflowFailedError || attempt === 100) throw error;
      await sleep(100);
    }
  }
}
