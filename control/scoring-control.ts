import { type Client, WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import { type ScoreDailyInput, type ScoreDailyResult, workflowTypes } from '../contract/messages.ts';
import { PerennialError } from '../domain/errors.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import type { ModelName } from '../domain/models.ts';
import type { Database } from '../store/database/database.ts';
import { announceCancel } from '../store/training/announce-cancel.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';
import { wordedFailure } from './worded-failure.ts';

/** Scores everybody when a person requests it, in addition to the daily schedule. */
export type ScoringControl = {
  /** Resolves when the scoring has ended; aborting `signal` cancels it. A running scoring of the same models is shared. */
  score(models: readonly ModelName[], signal?: AbortSignal): Promise<ScoreDailyResult>;
};

export function createScoringControl(dependencies: {
  readonly client: Client;
  /** Where a cancellation is announced, so that it is quick. */
  readonly database?: Database;
  readonly installation: OwnInstallation;
  readonly clock?: () => Date;
  readonly limits?: Limits;
}): ScoringControl {
  const { client, database, installation, clock = () => new Date(), limits = defaultLimits } = dependencies;
  return {
    async score(models, signal) {
      const input: ScoreDailyInput = { models, ...limitsInput(limits), requestedAt: clock().toISOString() };
      await requireOwnInstallation(client, installation, installation.scoreDaily(models));
      const handle = await client.workflow
        .start(workflowTypes.scoreDaily, {
          workflowId: installation.scoreDaily(models),
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          memo: ownMemo(installation),
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: `scores everybody: ${models.join(', ')}`,
        })
        .catch((error: unknown) => {
          throw temporalUnavailable(error);
        });
      async function cancelQuickly(): Promise<void> {
        if (database !== undefined) await announceCancel(database);
        await handle.cancel();
      }
      const cancel = () => void cancelQuickly().catch(() => {});
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        return (await handle.result()) as ScoreDailyResult;
      } catch (error) {
        throw error instanceof WorkflowFailedError ? endedBadly(error) : temporalUnavailable(error);
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
  };
}

function endedBadly({ cause, message }: WorkflowFailedError): PerennialError {
  if (cause instanceof CancelledFailure)
    return new PerennialError('cancelled', 'The scoring was cancelled.', 'Start it again: npx perennial predict --all');
  const worded = wordedFailure(cause);
  if (worded !== null) return worded;
  return new PerennialError(
    'internal',
    `The scoring failed: ${cause?.message ?? message}`,
    'The Temporal Web UI shows the failed step with its stack.',
  );
}
