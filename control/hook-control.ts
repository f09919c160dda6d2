import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { DrainedInbox, DrainInboxInput } from '../contract/hook-messages.ts';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import { signals, workflowTypes } from '../contract/messages.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/** Reading what was posted. */
export type HookControl = {
  /** Returns once a server has the order; a reading under way looks once more. @throws PerennialError `temporal_unavailable` */
  drain(source: string): Promise<void>;
  /** What the reading under way, or the last one, has done by its end; null: there was none. */
  drained(source: string): Promise<DrainedInbox | null>;
};

export function createHookControl(dependencies: {
  readonly client: Client;
  readonly installation: OwnInstallation;
  readonly limits?: Limits;
}): HookControl {
  const { client, installation, limits = defaultLimits } = dependencies;
  /** Asked once of each source: orders come every second. */
  const own = new Set<string>();
  return {
    async drain(source) {
      const workflowId = installation.drainInbox(source);
      const input: DrainInboxInput = { source, ...limitsInput(limits) };
      if (!own.has(source)) await requireOwnInstallation(client, installation, workflowId);
      own.add(source);
      try {
        await client.workflow.signalWithStart(workflowTypes.drainInbox, {
          workflowId,
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          signal: signals.again,
          memo: ownMemo(installation),
          staticSummary: `reads what ${source} posted`,
        });
      } catch (error) {
        throw temporalUnavailable(error);
      }
    },

    async drained(source) {
      try {
        return (await client.workflow.getHandle(installation.drainInbox(source)).result()) as DrainedInbox;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw temporalUnavailable(error);
      }
    },
  };
}
