import { proxyActivities } from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { limitsOf } from '../contract/limits.ts';
import type { DeliverMailInput } from '../contract/messages.ts';
import { stepOptions } from './step-options.ts';

/**
 * Delivers one queued mail, however long the server is down. It outlives the run that queued the mail, so no run waits for a
 * mail server.
 */
export async function deliverMail(input: DeliverMailInput): Promise<void> {
  const limits = limitsOf(input);
  const { sendMail } = proxyActivities<OrchestrationActivities>(
    stepOptions(limits, limits.mailTimeout, limits.mailAttempts),
  );
  await sendMail({ mailId: input.mailId });
}
