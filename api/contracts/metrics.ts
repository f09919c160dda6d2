import { z } from 'zod';
import { measurementSources } from '../../domain/monitoring/measurement.ts';
import { modelNameSchema } from './scalars.ts';

export const metricParamsSchema = z.strictObject({ model: modelNameSchema });

const sourceSchema = z
  .enum(measurementSources)
  .describe(
    'live: from labels that have come; estimate: what the model expects before they come; drift: needs no labels.',
  );

export const metricQuerySchema = z.strictObject({
  source: sourceSchema.optional(),
  metric: z.string().min(1).max(100).optional(),
  segment: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Such as all, acted_on, country=DE, feature=reply_rate or prediction.'),
  version: z.string().min(1).max(50).optional(),
  days: z.coerce.number().int().min(1).max(1000).default(30).describe('How many of the last measured days to return.'),
});

export const metricRecordSchema = z
  .object({
    date: z.iso.date().describe('The UTC day that was measured.'),
    model: modelNameSchema,
    version: z.string(),
    metric: z.string(),
    value: z.number().nullable().describe('null: there is no data, see reason.'),
    samples: z.int(),
    source: sourceSchema,
    segment: z
      .string()
      .describe('Which predictions it covers. acted_on: those that somebody acted on; all does not include them.'),
    low: z.number().nullable().describe('Lower end of the 95% interval.'),
    high: z.number().nullable(),
    noise: z.number().nullable().describe('The level that a drift figure stays below while there is no drift.'),
    reason: z.string().nullable().describe('Why there is no value.'),
    estimate: z.boolean(),
  })
  .meta({ id: 'MetricRecord', description: 'One figure of one version on one day.' });

export type MetricRecord = z.output<typeof metricRecordSchema>;

export const metricRecordsSchema = z
  .object({
    metrics: z.array(metricRecordSchema),
    levels: z
      .array(
        z.object({
          metric: z.string(),
          kind: z.enum(['target', 'alert']),
          worse: z.enum(['above', 'below']).describe('On which side of it a value is bad.'),
          value: z.number(),
        }),
      )
      .describe('What figures are compared with: targets, and limits from which people are alerted.'),
  })
  .meta({ id: 'MetricRecords', description: 'Figures of deployed versions, oldest first.' });
export type MetricRecords = z.infer<typeof metricRecordsSchema>;
