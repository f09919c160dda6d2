import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { queries, workflowTypes } from '../contract/messages.ts';
import type { PretendInput, PretendProgress } from '../contract/pretend-messages.ts';
import { PerennialError } from '../domain/errors.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { newRetrainId } from './retrain-id.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';
import { wordedFailure } from './worded-failure.ts';

/** As in the demo of the command line. */
const seed = 7;

export type PretendStatus = {
  /** none: nobody has asked for one. */
  readonly state: 'none' | 'working' | 'done' | 'failed';
  readonly progress: PretendProgress | null;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
};

/** A simulated business with models and lists, for those who look around. */
export type PretendControl = {
  /** Returns once a server has the order; one that is under way is shared. @throws PerennialError `temporal_unavailable` */
  start(): Promise<void>;
  status(): Promise<PretendStatus>;
};

export function createPretendControl({
  client,
  installation,
  limits = defaultLimits,
  candidates = 8,
  clock = () => new Date(),
}: {
  readonly client: Client;
  readonly installation: OwnInstallation;
  readonly limits?: Limits;
  /** Enough for models that say something; a real training searches on. */
  readonly candidates?: number;
  readonly clock?: () => Date;
}): PretendControl {
  const workflowId = installation.pretendBusiness;
  const handle = client.workflow.getHandle(workflowId);

  async function failure(): Promise<PretendStatus['error']> {
    try {
      await handle.result();
      return null;
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      const { code, message, remedy } =
        wordedFailure(error.cause) ?? new PerennialError('internal', error.message, 'Start it again.');
      return { code, message, remedy };
    }
  }

  return {
    async start() {
      await requireOwnInstallation(client, installation, workflowId);
      const now = clock();
      const until = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
      const input: PretendInput = {
        seed,
        candidates,
        until: until.toISOString(),
        retrainId: newRetrainId(now),
        limits,
      };
      try {
        await client.workflow.start(workflowTypes.pretendBusiness, {
          workflowId,
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          memo: ownMemo(installation),
          staticSummary: 'makes a pretend business',
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw temporalUnavailable(error);
      }
    },

    async status() {
      try {
        const { status } = await handle.describe();
        if (status.name === 'RUNNING' || status.name === 'COMPLETED') {
          // without a worker nobody answers, and it has not begun either
          const progress = await handle.query<PretendProgress>(queries.progress).catch(() => null);
          return { state: status.name === 'RUNNING' ? 'working' : 'done', progress, error: null };
        }
        return { state: 'failed', progress: null, error: await failure() };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { state: 'none', progress: null, error: null };
        throw temporalUnavailable(error);
      }
    },
  };
}
