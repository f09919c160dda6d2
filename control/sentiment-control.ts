import { type Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import { queries, signals, workflowTypes } from '../contract/messages.ts';
import type { FillSentimentInput, SentimentProgress } from '../contract/sentiment-messages.ts';
import { PerennialError } from '../domain/errors.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import type { Database } from '../store/database/database.ts';
import { announceCancel } from '../store/training/announce-cancel.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';
import { wordedFailure } from './worded-failure.ts';

/** Measuring the sentiment of messages that have none: in the background, one filling at a time. */
export type SentimentControl = {
  /** Returns once a server has the order. One that is under way looks again at its end, so nothing that is there by now is left out. */
  fill(): Promise<void>;
  /** Of the filling under way or the latest one; null when there was none. */
  progress(): Promise<SentimentProgress | null>;
  /** Resolves when the filling under way has ended; `onProgress` hears of it twice a second. */
  waitFor(onProgress?: (progress: SentimentProgress) => void): Promise<SentimentProgress>;
  /** Returns when it has stopped; what was measured stays. False: none was under way. */
  cancel(): Promise<boolean>;
};

const askEvery = 500;

export function createSentimentControl(dependencies: {
  readonly client: Client;
  /** Where a cancellation is announced, so that it is quick. */
  readonly database?: Database;
  readonly installation: OwnInstallation;
  readonly limits?: Limits;
}): SentimentControl {
  const { client, database, installation, limits = defaultLimits } = dependencies;
  const workflowId = installation.fillSentiment;
  // without a run id: after continue-as-new the next run answers
  const handle = client.workflow.getHandle(workflowId);

  async function progress(): Promise<SentimentProgress | null> {
    try {
      return await handle.query<SentimentProgress>(queries.progress);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw temporalUnavailable(error);
    }
  }

  return {
    progress,
    async fill() {
      const input: FillSentimentInput = limitsInput(limits);
      await requireOwnInstallation(client, installation, workflowId);
      try {
        await client.workflow.signalWithStart(workflowTypes.fillSentiment, {
          workflowId,
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          signal: signals.again,
          memo: ownMemo(installation),
          staticSummary: 'measures the sentiment of messages that have none',
        });
      } catch (error) {
        throw temporalUnavailable(error);
      }
    },
    async waitFor(onProgress = () => {}) {
      let asking = false;
      const timer = setInterval(() => {
        if (asking) return;
        asking = true;
        // without a worker there is no answer: the next question may find one
        const asked = progress()
          .then((told) => told !== null && onProgress(told))
          .catch(() => {});
        void asked.finally(() => {
          asking = false;
        });
      }, askEvery);
      try {
        return (await handle.result()) as SentimentProgress;
      } catch (error) {
        throw error instanceof WorkflowFailedError ? endedBadly(error) : temporalUnavailable(error);
      } finally {
        clearInterval(timer);
      }
    },
    async cancel() {
      try {
        const { status } = await handle.describe();
        if (status.name !== 'RUNNING') return false;
        await requireOwnInstallation(client, installation, workflowId);
        if (database !== undefined) await announceCancel(database);
        await handle.cancel();
        await handle.result().catch(() => {});
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw temporalUnavailable(error);
      }
    },
  };
}

function endedBadly({ cause, message }: WorkflowFailedError): PerennialError {
  if (cause instanceof CancelledFailure)
    return new PerennialError(
      'cancelled',
      'The measuring was cancelled. What it had measured stays.',
      'Go on with npx perennial data sentiment.',
    );
  return (
    wordedFailure(cause) ??
    new PerennialError(
      'internal',
      `The measuring failed: ${cause?.message ?? message}`,
      'The Temporal Web UI shows the failed step with its stack.',
    )
  );
}
