import { proxyActivities } from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import type { DeliverMailInput } from '../contract/messages.ts';
import { stepOptions } from './step-options.ts';

/**
 * Delivers one queued mail, however long the server is down. It outlives the run that queued the mail, so no run waits for a
 * mail server.
 */
export async function deliverMail(input: DeliverMailInput): Promise<void> {
  const { sendMail } = proxyActivities<OrchestrationActivities>(
    stepOptions(input.limits, input.limits.mailTimeout, input.limits.mailAttempts),
  );
  await sendMail({ mailId: input.mailId });
}
