import { ApplicationFailure, type Priority } from '@temporalio/common';
import {
  CancellationScope,
  ChildWorkflowCancellationType,
  type ChildWorkflowOptions,
  defineQuery,
  defineSignal,
  executeChild,
  isCancellation,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { readFailure } from '../contract/failures.ts';
import { installationOfQueue } from '../contract/installation.ts';
import { limitsInput, limitsOf } from '../contract/limits.ts';
import {
  type FailedRetrain,
  type ModelFailure,
  type ModelProgress,
  queries,
  type RetrainInput,
  type RetrainProgress,
  type RetrainResult,
  signals,
  type TrainModelInput,
} from '../contract/messages.ts';
import { searchAttributes } from '../contract/search-attributes.ts';
import { type ModelName, modelTitles } from '../domain/models.ts';
import { allOrNone } from './all-or-none.ts';
import { stepOptions } from './step-options.ts';
import { trainModel } from './train-model.ts';
import { describeRetrainProgress, RetrainProgressState } from './training/retrain-progress.ts';

const progressQuery = defineQuery<RetrainProgress>(queries.progress);
const progressSignal = defineSignal<[ModelProgress]>(signals.progress);

type ModelResult = RetrainResult['models'][number];

/**
 * Trains the models side by side, as far as the training workers have slots; where slots are few, the first model's steps come first. The
 * fixed workflow id allows one run at a time. When a model fails, the others are still trained; a cancellation stops all of them. Where no
 * model was trained the workflow fails, with the first reason and the result among the details.
 */
export async function retrain(input: RetrainInput): Promise<RetrainResult> {
  const { retrainId, models, trigger, reason, options, requestedAt } = input;
  const limits = limitsOf(input);
  const progress = new RetrainProgressState(input);
  setHandler(progressQuery, () => progress.snapshot, {
    description: 'How far the training of all models is: percent, the model and stage at work, each model by itself.',
  });
  setHandler(
    progressSignal,
    (model) => {
      progress.know(model);
      setCurrentDetails(describeRetrainProgress(progress.snapshot));
    },
    { description: 'Sent by the training of each model: its progress.' },
  );

  const records = proxyActivities<OrchestrationActivities>({
    ...stepOptions(limits, limits.recordTimeout),
    summary: "the retrain's record",
  });
  // Not cancellable: even a run that is cancelled at once is recorded, and has an open row to close below.
  await CancellationScope.nonCancellable(() =>
    records.openRetrain({
      retrainId,
      trigger,
      ...(reason === undefined ? {} : { reason }),
      models,
      options,
      startedAt: requestedAt,
      temporalRunId: workflowInfo().runId,
    }),
  );
  const installation = installationOfQueue(workflowInfo().taskQueue);
  /** It never throws for the model's own failure: the others are trained all the same. */
  async function train(model: ModelName, place?: Pick<ChildWorkflowOptions, 'priority'>): Promise<ModelResult> {
    const runId = `${retrainId}/${model}`;
    progress.begin(model);
    const child: TrainModelInput = { retrainId, runId, model, trigger, options, requestedAt, ...limitsInput(limits) };
    try {
      const result = await executeChild(trainModel, {
        args: [child],
        workflowId: installation.trainModel(runId),
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        staticSummary: modelTitles[model].toLowerCase(),
        typedSearchAttributes: [
          { key: searchAttributes.model, value: model },
          { key: searchAttributes.trigger, value: trigger },
        ],
        ...place,
      });
      return { state: 'completed', result };
    } catch (error) {
      if (isCancellation(error)) throw error;
      return { state: 'failed', model, failure: readFailure(error) };
    } finally {
      progress.end(model);
    }
  }
  let result: RetrainResult;
  try {
    const results = patched('side-by-side')
      ? await allOrNone(models.map((model, place) => () => train(model, { priority: priorityOf(place) })))
      : await inTurn(models, train);
    const [failure = null] = results.flatMap((result) => (result.state === 'completed' ? [] : [result.failure]));
    const state = failure === null ? 'completed' : 'failed';
    await CancellationScope.nonCancellable(() => records.closeRetrain({ retrainId, state, failure }));
    progress.close(state);
    setCurrentDetails(describeRetrainProgress(progress.snapshot));
    result = { retrainId, models: results };
  } catch (error) {
    const state = isCancellation(error) ? 'cancelled' : 'failed';
    progress.close(state);
    setCurrentDetails(describeRetrainProgress(progress.snapshot));
    await CancellationScope.nonCancellable(() =>
      records.closeRetrain({ retrainId, state, failure: state === 'failed' ? readFailure(error) : null }),
    );
    throw error;
  }
  const failure = failureOf(result);
  if (failure === null || !patched('fails-with-its-models')) return result;
  const details: FailedRetrain = { remedy: failure.remedy, result };
  throw ApplicationFailure.nonRetryable(failure.message, failure.code, details);
}

/** The first reason where no model was trained; null where one was. */
function failureOf({ models }: RetrainResult): ModelFailure | null {
  const failures = models.map((each) => (each.state === 'completed' ? null : each.failure));
  return failures.every((failure) => failure !== null) ? (failures[0] ?? null) : null;
}

/** As releases before 2026-12 did: their runs end in this way. */
async function inTurn(
  models: readonly ModelName[],
  train: (model: ModelName) => Promise<ModelResult>,
): Promise<ModelResult[]> {
  const results: ModelResult[] = [];
  for (const model of models) results.push(await train(model));
  return results;
}

/** 1 comes first, 5 last. What asks for none, such as a scoring that somebody waits for, has 3. */
function priorityOf(place: number): Priority {
  return { priorityKey: Math.min(5, 3 + place) };
}
