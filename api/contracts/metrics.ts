import { z } from 'zod';
import { measurementSources } from '../../domain/monitoring/measurement.ts';
import { modelNameSchema } from './scalars.ts';

export const metricParamsSchema = z.strictObject({ model: modelNameSchema });

const sourceSchema = z
  .enum(measurementSources)
  .describe('live: labels have come; estimate: what the model says of itself before they have; drift: needs none.');

export const metricQuerySchema = z.strictObject({
  source: sourceSchema.optional(),
  metric: z.string().min(1).max(100).optional(),
  segment: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('all, acted_on, country=DE, feature=reply_rate, prediction ...'),
  version: z.string().min(1).max(50).optional(),
  days: z.coerce.number().int().min(1).max(1000).default(30).describe('The last so many days that were measured.'),
});

export const metricRecordSchema = z
  .object({
    date: z.iso.date().describe('UTC day that it was measured for.'),
    model: modelNameSchema,
    version: z.string(),
    metric: z.string(),
    value: z.number().nullable().describe('null: no data, see reason.'),
    samples: z.int(),
    source: sourceSchema,
    segment: z
      .string()
      .describe('What it tells of. acted_on: predictions that something was done about; all leaves them out.'),
    low: z.number().nullable().describe('Of the 95% interval.'),
    high: z.number().nullable(),
    noise: z.number().nullable().describe('Level that a measure of drift stays below without any.'),
    reason: z.string().nullable().describe('Why there is no value.'),
    estimate: z.boolean(),
  })
  .meta({ id: 'MetricRecord', description: 'One figure of one version on one day.' });

export const metricRecordsSchema = z
  .object({ metrics: z.array(metricRecordSchema) })
  .meta({ id: 'MetricRecords', description: 'Figures of deployed versions, oldest first.' });
