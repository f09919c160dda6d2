import { z } from 'zod';
import { runOutcomes, runStates, runTriggers } from '../../domain/runs.ts';
import { momentSort, nextCursorField, pageFields } from './paging.ts';
import { failureSchema, metricsSchema, modelNameSchema, momentSchema, targetResultSchema } from './scalars.ts';

export const historyQuerySchema = z.strictObject({
  ...pageFields('Runs'),
  sort: momentSort('started_at'),
  model: modelNameSchema.optional().describe('Only runs of this model.'),
  status: z.enum(runStates).optional().describe('Only runs in this state.'),
});

export const trainingRunSchema = z
  .object({
    run_id: z.string(),
    retrain_id: z.string(),
    date: z.iso.date().describe('The day on which it started, UTC.'),
    model: modelNameSchema,
    trigger: z.enum(runTriggers),
    reason: z.string().nullable().describe('Why the schedule started it; null when a person did.'),
    status: z.enum(runStates),
    outcome: z.enum(runOutcomes).nullable().describe('Of a completed run: was the new version deployed?'),
    started_at: momentSchema,
    finished_at: momentSchema.nullable(),
    duration_seconds: z.number().nullable(),
    training_samples: z.int().nullable(),
    testing_samples: z.int().nullable(),
    window_days: z
      .int()
      .nullable()
      .describe('It learnt from the outcomes of this many days; null before they are read, and for churn.'),
    window_reason: z.string().nullable().describe("Why this window, when it is not the model's usual one."),
    metrics: metricsSchema.nullable(),
    targets: z.array(targetResultSchema).describe('Empty while there are no metrics.'),
    version: z.string().nullable(),
    engine: z.string().nullable(),
    seed: z.int(),
    snapshot_hash: z.string().nullable(),
    error: failureSchema.nullable(),
  })
  .meta({ id: 'TrainingRun', description: 'One training of one model.' });
export type TrainingRun = z.infer<typeof trainingRunSchema>;

export const trainingHistorySchema = z
  .object({ runs: z.array(trainingRunSchema), ...nextCursorField })
  .meta({ id: 'TrainingHistory', description: 'Past and running trainings, newest first.' });
export type TrainingHistory = z.infer<typeof trainingHistorySchema>;
