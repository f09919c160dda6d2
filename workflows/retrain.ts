import {
  CancellationScope,
  ChildWorkflowCancellationType,
  defineQuery,
  defineSignal,
  executeChild,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { readFailure } from '../contract/failures.ts';
import { installationOfQueue } from '../contract/installation.ts';
import {
  type ModelProgress,
  queries,
  type RetrainInput,
  type RetrainProgress,
  type RetrainResult,
  signals,
  type TrainModelInput,
} from '../contract/messages.ts';
import { searchAttributes } from '../contract/search-attributes.ts';
import { modelTitles } from '../domain/models.ts';
import { stepOptions } from './step-options.ts';
import { trainModel } from './train-model.ts';
import { describeRetrainProgress, RetrainProgressState } from './training/retrain-progress.ts';

const progressQuery = defineQuery<RetrainProgress>(queries.progress);
const progressSignal = defineSignal<[ModelProgress]>(signals.progress);

/**
 * Trains the models one after another. The fixed workflow id allows one run at a time. When a model fails, the next one is
 * still trained; a cancellation stops the model that is being trained and skips the rest.
 */
export async function retrain(input: RetrainInput): Promise<RetrainResult> {
  const { retrainId, models, trigger, reason, options, requestedAt, limits } = input;
  const progress = new RetrainProgressState(input);
  setHandler(progressQuery, () => progress.snapshot);
  setHandler(progressSignal, (model) => {
    progress.know(model);
    setCurrentDetails(describeRetrainProgress(progress.snapshot));
  });

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
  const results: RetrainResult['models'][number][] = [];
  try {
    for (const model of models) {
      const runId = `${retrainId}/${model}`;
      progress.begin(model);
      const child: TrainModelInput = { retrainId, runId, model, trigger, options, requestedAt, limits };
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
        });
        results.push({ state: 'completed', result });
      } catch (error) {
        if (isCancellation(error)) throw error;
        results.push({ state: 'failed', model, failure: readFailure(error) });
      }
    }
    const [failure = null] = results.flatMap((result) => (result.state === 'completed' ? [] : [result.failure]));
    const state = failure === null ? 'completed' : 'failed';
    await CancellationScope.nonCancellable(() => records.closeRetrain({ retrainId, state, failure }));
    progress.close(state);
    setCurrentDetails(describeRetrainProgress(progress.snapshot));
    return { retrainId, models: results };
  } catch (error) {
    const state = isCancellation(error) ? 'cancelled' : 'failed';
    progress.close(state);
    setCurrentDetails(describeRetrainProgress(progress.snapshot));
    await CancellationScope.nonCancellable(() =>
      records.closeRetrain({ retrainId, state, failure: state === 'failed' ? readFailure(error) : null }),
    );
    throw error;
  }
}
