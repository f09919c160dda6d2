import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import { installationOfQueue } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import type { MailIds } from '../contract/messages.ts';
import type { Limits } from '../domain/limits.ts';
import { deliverMail } from './deliver-mail.ts';

/**
 * Starts a delivery for each queued mail; a delivery outlives the workflow that starts it. A mail is skipped when its
 * delivery exists already, started by a `watch` that found the mail waiting, or was ended by a person. Steps recorded by
 * earlier versions name no mails.
 */
export async function deliverMails(
  queued: { readonly mailIds?: MailIds } | undefined,
  limits: Limits,
  about: string,
): Promise<void> {
  const installation = installationOfQueue(workflowInfo().taskQueue);
  for (const mailId of queued?.mailIds ?? []) {
    try {
      await startChild(deliverMail, {
        args: [{ mailId, ...limitsInput(limits) }],
        workflowId: installation.deliverMail(mailId),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `alert about ${about}`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}
