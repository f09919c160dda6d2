import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { Limits } from '../domain/limits.ts';
import { deliverMail } from './deliver-mail.ts';
import { deliverMailWorkflowId } from './messages.ts';

/** What a step queued, each mail by a workflow that outlives this one. Steps recorded by earlier versions name none. */
export async function deliverMails(
  queued: { readonly mailIds?: readonly number[] } | undefined,
  limits: Limits,
  about: string,
): Promise<void> {
  for (const mailId of queued?.mailIds ?? []) {
    await startChild(deliverMail, {
      args: [{ mailId, limits }],
      workflowId: deliverMailWorkflowId(mailId),
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `alert about ${about}`,
    });
  }
}
