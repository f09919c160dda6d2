import { z } from 'zod';
import { findingStatuses } from '../../domain/quality/finding.ts';
import { parkedDays } from '../../domain/retention.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

const count = z.int().min(0);

export const dataCountsSchema = z
  .object({
    contacts: count,
    leads: count,
    leads_converted: count,
    conversations: count,
    messages: count,
    campaigns: count,
    campaign_events: count,
    purchases: count,
    tickets: count,
  })
  .meta({ id: 'DataCounts', description: 'Rows of the CRM by kind.' });
export type DataCounts = z.infer<typeof dataCountsSchema>;

export const waitingRowsSchema = z
  .object({
    table: z.string(),
    origin: z.string().describe('Where they came from: `api`, or the name of a source.'),
    parked: count.describe('They go in when the row that they name comes.'),
    rejected: count.describe(`Given up after ${parkedDays} days.`),
    oldest_parked_at: momentSchema.nullable(),
    example: z.string().describe('What one of them waits for.'),
  })
  .meta({ id: 'WaitingRows', description: 'Rows that name a row which is not known yet.' });

export const dataSummarySchema = z
  .object({
    ...{ total: dataCountsSchema, real: dataCountsSchema, synthetic: dataCountsSchema },
    waiting: z.array(waitingRowsSchema),
  })
  .meta({ id: 'DataSummary', description: 'The data to learn from; synthetic rows come from the simulation.' });
export type DataSummary = z.infer<typeof dataSummarySchema>;

export const findingSchema = z
  .object({
    check: z.string().describe('Such as `samples`, `dead_features` or `drift`.'),
    status: z.enum(findingStatuses).describe('`refusal`: a training ends here.'),
    message: z.string(),
    value: z.number().nullable().describe('What was found; null: not known yet.'),
    limit: z.number().nullable(),
    missing: z.int().nullable().describe('How many more would do, where that can be counted.'),
    remedy: z.string().nullable(),
  })
  .meta({ id: 'DataFinding', description: 'What one check of the data found.' });
export type DataFinding = z.infer<typeof findingSchema>;

const figure = z.number().nullable();

export const featureProfileSchema = z
  .object({
    name: z.string(),
    null_share: z.number().min(0).max(1),
    unique: count,
    constant: z.boolean(),
    mean: figure,
    deviation: figure,
    minimum: figure,
    median: figure,
    maximum: figure,
    outliers: count,
    alone: figure.describe('How well it alone orders the labels, 0-1.'),
  })
  .meta({ id: 'FeatureProfile', description: 'The values of one feature among the rows that were looked at.' });

export const attributesSchema = z
  .object({
    used: z.array(
      z.object({ name: z.string(), kind: z.enum(['number', 'category']), coverage: z.number().min(0).max(1) }),
    ),
    left_out: z.array(z.object({ name: z.string(), reason: z.string() })),
    suspects: z
      .array(
        z.object({
          name: z.string(),
          reason: z.string(),
          used: z.boolean().describe('They were asked for all the same.'),
        }),
      )
      .describe('Columns that may hold the outcome itself.'),
    off: z.boolean().describe('They are turned off.'),
  })
  .meta({ id: 'Attributes', description: "The business's own columns: what is learnt from them, and what isn't." });

export const modelReadinessSchema = z
  .object({
    model: modelNameSchema,
    ready: z.boolean().describe('Whether a training would start: no check refuses.'),
    as_of: momentSchema,
    samples: count.describe('Subjects to learn from.'),
    rows: count.describe('Their rows: a lead is learnt at several moments.'),
    profiled_rows: count.describe('How many of the rows the profile is of.'),
    checks: z.array(findingSchema),
    features: z.array(featureProfileSchema),
    attributes: attributesSchema,
  })
  .meta({ id: 'ModelReadiness', description: 'What a training of the model would find now.' });
export type ModelReadiness = z.infer<typeof modelReadinessSchema>;

export const dataReadinessSchema = z
  .object({ measured_at: momentSchema, models: z.array(modelReadinessSchema) })
  .meta({ id: 'DataReadiness', description: 'For each model what is there, what is missing and what looks wrong.' });
export type DataReadiness = z.infer<typeof dataReadinessSchema>;
