import { defaultTrainingOptions, type ModelProgress, type TrainingOptions } from '../../contract/messages.ts';
import type { TrainingStatus as FoundStatus } from '../../control/status.ts';
import { modelNames } from '../../domain/models.ts';
import {
  type ModelProgress as ModelProgressAnswer,
  type StartTraining,
  startTrainingSchema,
  stopAcceptedSchema,
  type TrainingStatus,
  trainingAcceptedSchema,
  trainingStatusSchema,
} from '../contracts/training.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function trainingOperations({ control }: Pick<Ports, 'control'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/training/status',
      operationId: 'readTrainingStatus',
      tag: 'ML Training',
      summary: 'Check current training status and see progress in real time',
      success: { status: 200, description: 'The current training, or the last one.', schema: trainingStatusSchema },
      handle: async () => presentStatus(await control.status()),
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/training/start',
      operationId: 'startTraining',
      tag: 'ML Training',
      summary: 'Start training of all models or a specific one',
      body: startTrainingSchema,
      success: { status: 202, description: 'Training has started.', schema: trainingAcceptedSchema },
      refusals: [
        'training_in_progress',
        'engine_not_applicable',
        'invalid_training_data',
        'installation_taken',
        'temporal_unavailable',
      ],
      handle: async ({ body, act }) => {
        const models = body.model === 'all' ? [...modelNames] : [body.model];
        const { retrainId } = await control.start({
          models,
          trigger: 'api',
          options: toOptions(body),
          act: act(null, { models }),
        });
        return {
          status: 'training' as const,
          message: `Training of ${body.model === 'all' ? `all ${models.length} models` : body.model} has started.`,
          retrain_id: retrainId,
          models,
        };
      },
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/training/stop',
      operationId: 'stopTraining',
      tag: 'ML Training',
      summary: 'Cancel training in progress',
      success: { status: 202, description: 'Cancellation is requested.', schema: stopAcceptedSchema },
      refusals: ['nothing_running', 'installation_taken', 'temporal_unavailable'],
      handle: async ({ act }) => {
        const { retrainId } = await control.cancel(act(null));
        return {
          status: 'cancelling' as const,
          message: 'Cancellation is requested: what is being trained is stopped, deployed models stay as they are.',
          retrain_id: retrainId,
        };
      },
    }),
  ];
}

function toOptions(body: StartTraining): TrainingOptions {
  return {
    ...defaultTrainingOptions,
    testSize: body.test_size,
    cvFolds: body.cv_folds,
    seed: body.seed,
    candidates: body.candidates,
    ...(body.engine === undefined ? {} : { engine: body.engine }),
    ...(body.as_of === undefined ? {} : { asOf: new Date(body.as_of).toISOString() }),
    ...(body.horizon_days === undefined ? {} : { horizonDays: body.horizon_days }),
    ...(body.window_days === undefined ? {} : { windowDays: body.window_days }),
    ...(body.attributes === false ? { attributes: false } : {}),
    ...(body.with_suspects === undefined ? {} : { withSuspects: body.with_suspects }),
    ...(body.force ? { force: true } : {}),
  };
}

export function presentStatus(status: FoundStatus): TrainingStatus {
  return { ...status, models: status.models.map(presentProgress) };
}

function presentProgress(progress: ModelProgress): ModelProgressAnswer {
  return {
    model: progress.model,
    run_id: progress.runId,
    state: progress.state,
    stage: progress.stage,
    progress: progress.progress,
    message: progress.message,
    training_samples: progress.trainingSamples,
    testing_samples: progress.testingSamples,
    metrics: progress.metrics,
  };
}
