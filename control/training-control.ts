import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { isOwn, type OwnInstallation, ownMemo, requireOwnMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import {
  type FailedRetrain,
  queries,
  type RetrainInput,
  type RetrainProgress,
  type RetrainResult,
  type TrainingOptions,
  workflowTypes,
} from '../contract/messages.ts';
import { searchAttributes } from '../contract/search-attributes.ts';
import { type Act, wordActor } from '../domain/access/actor.ts';
import { isPerennialError, PerennialError } from '../domain/errors.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import type { ModelName } from '../domain/models.ts';
import { modelNames } from '../domain/models.ts';
import type { RunTrigger } from '../domain/runs.ts';
import { applicableEngine } from '../models/applicable-engine.ts';
import { recordAct } from '../store/access/audit.ts';
import type { Database } from '../store/database/database.ts';
import { announceCancel } from '../store/training/announce-cancel.ts';
import { latestRetrain, type Retrain, readRetrain, runningRetrain } from '../store/training/retrains.ts';
import { closeAbandoned } from './close-abandoned.ts';
import { coalesced } from './coalesced.ts';
import { type Carrier, carryOut } from './commands/carry-out.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { newRetrainId, startCommandId } from './retrain-id.ts';
import { idleStatus, statusOfProgress, type TrainingStatus } from './status.ts';
import { readStoredProgress } from './stored-progress.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/** Starts, cancels and watches runs, for the API, the CLI and the schedules. */
export type TrainingControl = {
  /** Throws `training_in_progress`, `engine_not_applicable`, `invalid_training_data`, `installation_taken`, `temporal_unavailable`. */
  start(request: StartRequest): Promise<{ readonly retrainId: string }>;
  /** Asks the running retrain to cancel. Throws `nothing_running`, `installation_taken`. */
  cancel(act?: Act): Promise<{ readonly retrainId: string }>;
  status(): Promise<TrainingStatus>;
  /** Closes the rows of a retrain that is stored as running, unless its execution runs. */
  closeAbandoned(retrain: Pick<Retrain, 'id' | 'temporalRunId'>): Promise<void>;
  /** Resolves when the retrain has ended; throws `cancelled` if it was cancelled. Aborting `signal` only stops the watching. */
  waitFor(retrainId: string, onStatus?: (status: TrainingStatus) => void, signal?: AbortSignal): Promise<RetrainResult>;
};

/** How a start is carried out, for whoever settles those that were left behind. */
type TrainingCarriers = { readonly carriers: { readonly 'retrain.start': Carrier<{ readonly retrainId: string }> } };

export type StartRequest = {
  readonly models?: readonly ModelName[];
  readonly options: TrainingOptions;
  readonly trigger: RunTrigger;
  /** Why it starts when nobody requested it. */
  readonly reason?: string;
  /** A second request with the same id starts no second run. */
  readonly retrainId?: string;
  /** Left out: nobody asked for it. */
  readonly act?: Act | undefined;
};

/** A live worker answers a query in milliseconds; after this long there is none. */
const queryDeadline = 1_000;
/** ms after which the stored state is the answer because Temporal isn't there or hangs. */
const describeDeadline = 700;
/**
 * One answer serves everybody who asks within 250 ms. While many ask, it serves for a second, in which the next is read: that takes tens
 * of milliseconds while nothing else is to be done, and hundreds while a training takes all processors.
 */
const sharing = { freshFor: 250, goodFor: 1_000 };
const watchInterval = 250;

export function createTrainingControl(dependencies: {
  readonly client: Client;
  readonly database: Database;
  readonly installation: OwnInstallation;
  readonly clock?: () => Date;
  readonly limits?: Limits;
}): TrainingControl & TrainingCarriers {
  const { client, database, installation, clock = () => new Date(), limits = defaultLimits } = dependencies;
  const temporalRunIds = new Map<string, string>();
  const status = coalesced(readStatus, sharing);

  /** The latest retrain; null if this installation has none. @throws PerennialError `installation_taken`, `temporal_unavailable` */
  async function describe(): Promise<WorkflowExecutionDescription | null> {
    try {
      const description = await client.workflow.getHandle(installation.retrain).describe();
      const { status, workflowId, memo } = description;
      if (status.name === 'RUNNING') requireOwnMemo(installation, `workflow ${workflowId}`, memo);
      return isOwn(installation, memo) ? description : null;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw temporalUnavailable(error);
    }
  }

  async function readStatus(): Promise<TrainingStatus> {
    let description: WorkflowExecutionDescription | null;
    try {
      description = await client.withDeadline(Date.now() + describeDeadline, describe);
    } catch (error) {
      if (!isPerennialError(error) || error.code !== 'temporal_unavailable') throw error;
      return await storedStatus();
    }
    if (description?.status.name === 'RUNNING') {
      const live = await queryProgress();
      if (live !== null) return statusOfProgress(live, null, false);
      const row = await latestRetrain(database);
      if (row?.state === 'running') return statusOfProgress(await readStoredProgress(database, row), null, true);
      return {
        ...idleStatus,
        status: 'training',
        message: 'Waiting for a worker',
        started_at: description.startTime.toISOString(),
        stale: true,
      };
    }
    const row = await latestRetrain(database);
    if (row === null) return idleStatus;
    if (row.state === 'running') await closeAbandoned({ client, database, installation }, row);
    const closed = (await readRetrain(database, row.id)) ?? row;
    return statusOfProgress(
      await readStoredProgress(database, closed),
      closed.finishedAt?.toISOString() ?? null,
      false,
    );
  }

  /** While nobody can be asked whether it goes on. */
  async function storedStatus(): Promise<TrainingStatus> {
    const row = await latestRetrain(database);
    if (row === null) return { ...idleStatus, stale: true };
    return statusOfProgress(await readStoredProgress(database, row), row.finishedAt?.toISOString() ?? null, true);
  }

  async function queryProgress(): Promise<RetrainProgress | null> {
    try {
      return await client.withDeadline(Date.now() + queryDeadline, () =>
        client.workflow.getHandle(installation.retrain).query<RetrainProgress>(queries.progress),
      );
    } catch {
      return null;
    }
  }

  /** Starts a run under its id. The fixed workflow id lets one run at a time, and its memo says which it is. */
  const starts: Carrier<{ readonly retrainId: string }> = {
    async execute({ arguments: input }) {
      const { retrainId, models, trigger, reason } = input as RetrainInput;
      try {
        const handle = await client.workflow.start(workflowTypes.retrain, {
          workflowId: installation.retrain,
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          workflowIdConflictPolicy: 'FAIL',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: `${models.join(', ')} (${trigger})`,
          ...(reason === undefined ? {} : { staticDetails: reason }),
          memo: { retrainId, ...ownMemo(installation) },
          typedSearchAttributes: [{ key: searchAttributes.trigger, value: trigger }],
        });
        temporalRunIds.set(retrainId, handle.firstExecutionRunId);
        status.forget();
        return { retrainId };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw temporalUnavailable(error);
        if ((await describe())?.memo?.retrainId === retrainId) return { retrainId };
        throw inProgress();
      }
    },

    async tookEffect({ arguments: input }) {
      const { retrainId } = input as RetrainInput;
      if ((await readRetrain(database, retrainId)) !== null) return { retrainId };
      // started, and its row isn't written yet
      return (await describe())?.memo?.retrainId === retrainId ? { retrainId } : null;
    },
  };

  return {
    carriers: { 'retrain.start': starts },

    async start({ models = modelNames, options, trigger, reason, retrainId, act }) {
      for (const model of models) applicableEngine(model, options.engine);
      requirePlausibleAsOf(options.asOf);
      const now = clock();
      // this retrain has already run and ended
      if (retrainId !== undefined && (await readRetrain(database, retrainId)) !== null) return { retrainId };
      const input: RetrainInput = {
        retrainId: retrainId ?? newRetrainId(now),
        models,
        trigger,
        ...(reason === undefined ? {} : { reason }),
        options,
        requestedAt: now.toISOString(),
        ...limitsInput(limits),
      };
      await requireOwnInstallation(client, installation);
      const command = {
        id: startCommandId(input.retrainId),
        kind: 'retrain.start' as const,
        target: 'retrain',
        arguments: input,
        actor: act === undefined ? trigger : wordActor(act.actor),
        reason: reason ?? `training of ${models.join(', ')} was asked for`,
        act: act && { ...act, target: input.retrainId },
      };
      return await carryOut(database, command, starts);
    },

    async cancel(act) {
      const under = await describe();
      if (under?.status.name !== 'RUNNING') throw nothingRunning();
      await announceCancel(database);
      try {
        await client.workflow.getHandle(installation.retrain, under.runId).cancel();
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) throw nothingRunning();
        throw temporalUnavailable(error);
      }
      status.forget();
      // the memo has it before any worker has opened the row
      const { retrainId = (await runningRetrain(database))?.id ?? installation.retrain } = under.memo ?? {};
      // what is cancelled is cancelled, also while the database is away
      await recordAct(database, act && { ...act, target: String(retrainId) }).catch(unlessAway);
      return { retrainId: String(retrainId) };
    },

    status: () => status.get(),

    closeAbandoned: (retrain) => closeAbandoned({ client, database, installation }, retrain),

    async waitFor(retrainId, onStatus, signal) {
      const temporalRunId =
        temporalRunIds.get(retrainId) ?? (await readRetrain(database, retrainId))?.temporalRunId ?? undefined;
      const handle = client.workflow.getHandle(installation.retrain, temporalRunId);
      const ended = new AbortController();
      const watching = watch(() => status.get(), onStatus, ended.signal, signal);
      try {
        return (await withAbort(client, () => handle.result(), signal)) as RetrainResult;
      } catch (error) {
        if (!(error instanceof WorkflowFailedError)) throw error;
        const result = resultOfFailed(error);
        if (result === null) throw endedBadly(error);
        return result;
      } finally {
        ended.abort();
        // while the server is gone, the client retries for half a minute; whoever stops watching doesn't wait for that
        if (signal?.aborted) watching.catch(() => {});
        else await watching;
      }
    },
  };
}

async function watch(
  status: () => Promise<TrainingStatus>,
  onStatus: ((status: TrainingStatus) => void) | undefined,
  ended: AbortSignal,
  left: AbortSignal | undefined,
): Promise<void> {
  while (onStatus !== undefined && !ended.aborted && !left?.aborted) {
    try {
      const now = await status();
      if (!left?.aborted) onStatus(now);
    } catch (error) {
      if (!isPerennialError(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, watchInterval));
  }
}

/**
 * Also ends the request to the server on an abort, because the client would otherwise repeat it on a closed connection. The
 * abort doesn't wait for that end: between two attempts to reach a server that is gone, the client notices an abort only
 * after up to half a minute.
 */
async function withAbort<Result>(
  client: Client,
  ask: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return await ask();
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([client.withAbortSignal(signal, ask), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function unlessAway(error: unknown): void {
  if (!isPerennialError(error) || error.code !== 'database_unavailable') throw error;
}

/** No business has a history from before computers; PostgreSQL takes no year 0. */
const earliestAsOf = '1970-01-01T00:00:00.000Z';

function requirePlausibleAsOf(asOf: string | undefined): void {
  if (asOf === undefined || Date.parse(asOf) >= Date.parse(earliestAsOf)) return;
  throw new PerennialError(
    'invalid_training_data',
    `Nothing can be learnt as of ${asOf}: it is not a moment since 1970.`,
    'Leave as_of out, or give a moment within the history of the business.',
    { asOf },
  );
}

function inProgress(): PerennialError {
  return new PerennialError(
    'training_in_progress',
    'A training run is under way already.',
    'Watch it with `npx perennial status --watch`, or cancel it with `npx perennial cancel`.',
  );
}

function nothingRunning(): PerennialError {
  return new PerennialError('nothing_running', 'No training is running.', 'Start one: npx perennial train');
}

/** A retrain fails where no model was trained; what became of each is in the failure's details. */
function resultOfFailed({ cause }: WorkflowFailedError): RetrainResult | null {
  if (!(cause instanceof ApplicationFailure)) return null;
  const [details] = (cause.details ?? []) as readonly Partial<FailedRetrain>[];
  return details?.result ?? null;
}

function endedBadly(error: WorkflowFailedError): PerennialError {
  if (error.cause instanceof CancelledFailure) {
    return new PerennialError('cancelled', 'Training was cancelled.', 'Start it again: npx perennial train');
  }
  return new PerennialError(
    'internal',
    `Training ${error.cause instanceof TerminatedFailure ? 'was terminated' : 'failed'}: ${error.cause?.message ?? error.message}`,
    'The Temporal Web UI shows the failed step with its stack.',
    {},
    error,
  );
}
