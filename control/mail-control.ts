import { type Client, WorkflowFailedError } from '@temporalio/client';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import { type DeliverMailInput, workflowTypes } from '../contract/messages.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/** Orders the delivery of a queued mail. Any worker may deliver it, as it does alerts. */
export type MailControl = {
  /** Orders it, and doesn't wait. */
  order(mailId: string): Promise<void>;
  /** Returns once a server has the order; `ended` resolves when the mail was delivered or given up, or the order cancelled. */
  deliver(
    mailId: string,
  ): Promise<{ readonly workflowId: string; readonly ended: Promise<void>; cancel(): Promise<void> }>;
};

export function createMailControl(dependencies: {
  readonly client: Client;
  readonly installation: OwnInstallation;
  readonly limits?: Limits;
}): MailControl {
  const { client, installation, limits = defaultLimits } = dependencies;

  async function start(mailId: string) {
    const input: DeliverMailInput = { mailId, ...limitsInput(limits) };
    await requireOwnInstallation(client, installation);
    return await client.workflow.start(workflowTypes.deliverMail, {
      workflowId: installation.deliverMail(mailId),
      taskQueue: installation.taskQueue('orchestration'),
      args: [input],
      memo: ownMemo(installation),
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  }

  return {
    async order(mailId) {
      try {
        await start(mailId);
      } catch (error) {
        throw temporalUnavailable(error);
      }
    },

    async deliver(mailId) {
      try {
        const handle = await start(mailId);
        const ended = handle.result().then(
          () => {},
          (error: unknown) => {
            // the result is in the mail's row
            if (!(error instanceof WorkflowFailedError)) throw temporalUnavailable(error);
          },
        );
        return { workflowId: handle.workflowId, ended, cancel: async () => void (await handle.cancel()) };
      } catch (error) {
        throw temporalUnavailable(error);
      }
    },
  };
}
