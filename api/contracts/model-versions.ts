import { z } from 'zod';
import { labelSources } from '../../domain/lead-labels.ts';
import { nextCursorField, pageFields } from './paging.ts';
import { metricsSchema, modelNameSchema, momentSchema, targetResultSchema } from './scalars.ts';

export const trainedModelSchema = z
  .object({
    model: modelNameSchema,
    version: z.string().describe('Named by date, `YYYY-MM-DD.N`.'),
    champion: z.boolean().describe('True for the version that serves predictions.'),
    created_at: momentSchema,
    file_size_bytes: z.int(),
    engine: z.string(),
    metrics: metricsSchema,
    intervals: z
      .record(z.string(), z.object({ low: z.number(), high: z.number() }))
      .describe('95% intervals of the metrics; empty for versions of earlier releases.'),
    baseline: metricsSchema.describe('The same metrics when knowing nothing.'),
    targets: z.array(targetResultSchema),
    synthetic: z.boolean().describe('True when it was trained on synthetic rows.'),
    label_source: z
      .enum(labelSources)
      .nullable()
      .describe(
        "Lead scoring: what its labels were made of, the business's own rating or what became of the leads. null for the other models and for versions of earlier releases.",
      ),
    run_id: z.string(),
    artifact_hash: z.string().describe("SHA-256 of the model's file."),
  })
  .meta({ id: 'TrainedModel', description: 'One version of one model.' });
export type TrainedModel = z.infer<typeof trainedModelSchema>;

export const trainedModelsQuerySchema = z.strictObject({
  ...pageFields('Versions', { usual: 200 }),
  model: modelNameSchema.optional().describe('Only versions of this model.'),
  champion: z.enum(['true', 'false']).optional().describe('true: only versions that serve; false: only the others.'),
});

export const trainedModelsSchema = z
  .object({ models: z.array(trainedModelSchema), ...nextCursorField })
  .meta({ id: 'TrainedModels', description: 'Versions of every model, newest first.' });
