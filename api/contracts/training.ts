import { z } from 'zod';
import { defaultTrainingOptions, type TrainingOptions } from '../../contract/messages.ts';
import { modelNames } from '../../domain/models.ts';
import { runStates, stages } from '../../domain/runs.ts';
import { metricsSchema, modelNameSchema, momentSchema } from './scalars.ts';

type Engine = NonNullable<TrainingOptions['engine']>;
/** A record, so that the compiler notices when a new learner is missing here. */
const engines = {
  boosting: true,
  forest: true,
  'ml-xgboost': true,
  'ml-random-forest': true,
  logistic: true,
} satisfies Record<Engine, true>;
export const engineSchema = z.enum(Object.keys(engines) as [Engine, ...Engine[]]);

export const startTrainingSchema = z
  .strictObject({
    model: z
      .enum(['all', ...modelNames])
      .default('all')
      .describe('`all`, or one model.'),
    test_size: z
      .number()
      .min(0.05)
      .max(0.5)
      .default(defaultTrainingOptions.testSize)
      .describe('Share of contacts held out for testing.'),
    cv_folds: z.int().min(2).max(20).default(defaultTrainingOptions.cvFolds).describe('Folds of the cross-validation.'),
    seed: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .default(defaultTrainingOptions.seed)
      .describe('The same data, options and seed give the same model bytes.'),
    candidates: z
      .int()
      .min(1)
      .max(100)
      .default(defaultTrainingOptions.candidates)
      .describe('Hyperparameter candidates tried for each model.'),
    engine: engineSchema.optional().describe("Learner to use instead of the model's own."),
    as_of: z
      .union([z.iso.datetime({ offset: true }), z.iso.date()])
      .optional()
      .describe('Train on what was known at this moment (or on this day, UTC); default: now.'),
    horizon_days: z.int().min(1).max(3650).optional().describe('Days after as-of in which the outcome is observed.'),
    window_days: z
      .int()
      .min(1)
      .max(3650)
      .optional()
      .describe('Learn from the outcomes of this many days (not for churn).'),
    attributes: z
      .boolean()
      .optional()
      .describe(
        "false: learn from the features alone, without the business's own columns. Default: as the installation is set.",
      ),
    with_suspects: z
      .array(z.string().min(1).max(200))
      .max(100)
      .optional()
      .describe('Columns to learn from though they may hold the outcome itself. Default: as the installation is set.'),
    force: z
      .boolean()
      .default(false)
      .describe(
        'Deploy a first version that is no better than knowing nothing, or one that is worse than the champion.',
      ),
  })
  .meta({
    id: 'StartTraining',
    description: 'What to train and how; every field has a default.',
    examples: [{ model: 'all', test_size: 0.2, cv_folds: 5 }],
  });
export type StartTraining = z.infer<typeof startTrainingSchema>;

export const modelProgressSchema = z
  .object({
    model: modelNameSchema,
    run_id: z.string(),
    state: z.enum(runStates),
    stage: z.enum(stages.map((stage) => stage.name)).nullable(),
    progress: z.number().min(0).max(100).describe('Percent of this model.'),
    message: z.string(),
    training_samples: z.int().nullable(),
    testing_samples: z.int().nullable(),
    metrics: metricsSchema.nullable(),
  })
  .meta({ id: 'ModelProgress', description: 'How far one model of the current or last training is.' });
export type ModelProgress = z.infer<typeof modelProgressSchema>;

export const trainingStatusSchema = z
  .object({
    status: z
      .enum(['idle', 'training', 'completed', 'failed', 'cancelled'])
      .describe('`idle`: nothing was trained yet.'),
    current_model: modelNameSchema.nullable(),
    progress: z.number().min(0).max(100).describe('Percent of this training, over all its models.'),
    message: z.string(),
    started_at: momentSchema.nullable(),
    metrics: z
      .object({
        lead_scoring: metricsSchema.optional(),
        churn: metricsSchema.optional(),
        engagement: metricsSchema.optional(),
      })
      .describe('Metrics of the models that are done.'),
    finished_at: momentSchema.nullable(),
    retrain_id: z.string().nullable(),
    stale: z.boolean().describe('True when no worker answered: the figures are the last recorded ones.'),
    models: z.array(modelProgressSchema),
  })
  .meta({
    id: 'TrainingStatus',
    description: 'The current training, or the last one.',
    examples: [
      {
        status: 'training',
        current_model: 'churn',
        progress: 66,
        message: 'Training churn prediction model...',
        started_at: '2024-01-15T10:30:00Z',
        metrics: { lead_scoring: { mae: 8.45, r2: 0.87 } },
        finished_at: null,
        retrain_id: '2024-01-15T10-30-00-000Z',
        stale: false,
        models: [],
      },
    ],
  });
export type TrainingStatus = z.infer<typeof trainingStatusSchema>;

export const trainingAcceptedSchema = z
  .object({
    status: z.literal('training'),
    message: z.string(),
    retrain_id: z.string(),
    models: z.array(modelNameSchema),
  })
  .meta({ id: 'TrainingAccepted', description: 'Training has started; follow it at /api/v1/training/status.' });

export const stopAcceptedSchema = z
  .object({ status: z.literal('cancelling'), message: z.string(), retrain_id: z.string() })
  .meta({
    id: 'StopAccepted',
    description: 'Cancellation is requested; the status becomes `cancelled` within a second.',
  });
