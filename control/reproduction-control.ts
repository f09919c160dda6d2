import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import { workflowTypes } from '../contract/messages.ts';
import type { ReproduceInput, Reproduction } from '../contract/reproduction-messages.ts';
import { type Act, wordActor } from '../domain/access/actor.ts';
import { PerennialError } from '../domain/errors.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import { recordAct } from '../store/access/audit.ts';
import type { Database } from '../store/database/database.ts';
import { announceCancel } from '../store/training/announce-cancel.ts';
import { readRun } from '../store/training/runs.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';
import { wordedFailure } from './worded-failure.ts';

export type ReproductionStatus = {
  /** none: nobody asked for it, or so long ago that Temporal has forgotten it. */
  readonly state: 'none' | 'working' | 'done' | 'failed';
  readonly startedAt: Date | null;
  readonly result: Reproduction | null;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
};

/** Training past runs once more. */
export type ReproductionControl = {
  /** Returns once a server has the order; one of the same run that is under way is shared. @throws PerennialError `run_not_found` */
  start(runId: string, how: { readonly anyway: boolean; readonly act: Act }): Promise<void>;
  /** Of the one under way, or the latest. @throws PerennialError `run_not_found` */
  status(runId: string): Promise<ReproductionStatus>;
  /** Resolves when it has ended. @throws PerennialError `cancelled`, and why it failed */
  waitFor(runId: string): Promise<Reproduction>;
  /** Returns when it has stopped. */
  cancel(runId: string): Promise<void>;
};

export function createReproductionControl({
  client,
  database,
  installation,
  limits = defaultLimits,
}: {
  readonly client: Client;
  readonly database: Database;
  readonly installation: OwnInstallation;
  readonly limits?: Limits;
}): ReproductionControl {
  const handleOf = (runId: string) => client.workflow.getHandle(installation.reproduceRun(runId));

  async function waitFor(runId: string): Promise<Reproduction> {
    try {
      return (await handleOf(runId).result()) as Reproduction;
    } catch (error) {
      throw error instanceof WorkflowFailedError ? endedBadly(runId, error) : temporalUnavailable(error);
    }
  }

  return {
    waitFor,
    async start(runId, { anyway, act }) {
      await readRun(database, runId);
      const workflowId = installation.reproduceRun(runId);
      await requireOwnInstallation(client, installation, workflowId);
      const input: ReproduceInput = { runId, anyway, ...limitsInput(limits) };
      try {
        await client.workflow.start(workflowTypes.reproduceRun, {
          workflowId,
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          memo: ownMemo(installation),
          staticSummary: `trains ${runId} again, for ${wordActor(act.actor)}`,
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw temporalUnavailable(error);
      }
      await recordAct(database, act);
    },

    async status(runId) {
      await readRun(database, runId);
      try {
        const { status, startTime: startedAt } = await handleOf(runId).describe();
        if (status.name === 'RUNNING') return { state: 'working', startedAt, result: null, error: null };
        if (status.name === 'COMPLETED') return { state: 'done', startedAt, result: await waitFor(runId), error: null };
        const { code, message, remedy } = await waitFor(runId).then(() => neverEnded(runId), asRefusal);
        return { state: 'failed', startedAt, result: null, error: { code, message, remedy } };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError)
          return { state: 'none', startedAt: null, result: null, error: null };
        throw temporalUnavailable(error);
      }
    },

    async cancel(runId) {
      try {
        await announceCancel(database);
        await handleOf(runId).cancel();
      } catch (error) {
        throw temporalUnavailable(error);
      }
      await waitFor(runId).catch(() => {});
    },
  };
}

function endedBadly(runId: string, { cause, message }: WorkflowFailedError): PerennialError {
  if (cause instanceof CancelledFailure)
    return new PerennialError(
      'cancelled',
      `Training ${runId} again was cancelled.`,
      `Start it again: npx perennial reproduce ${runId}`,
    );
  return (
    wordedFailure(cause) ?? wordedFailure(cause?.cause as Error | undefined) ?? failed(runId, cause?.message ?? message)
  );
}

function asRefusal(error: unknown): PerennialError {
  if (error instanceof PerennialError) return error;
  throw error;
}

function neverEnded(runId: string): PerennialError {
  return failed(runId, 'it did not end by itself');
}

function failed(runId: string, why: string): PerennialError {
  return new PerennialError(
    'internal',
    `Training ${runId} again failed: ${why}.`,
    'The Temporal Web UI shows the failed step with its stack.',
  );
}
