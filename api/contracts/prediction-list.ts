import { z } from 'zod';
import { qualityTiers, riskLevels } from '../../domain/tiers.ts';
import { nextCursorField, pageFields } from './paging.ts';
import { personFieldsSchema } from './people.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

const orders = ['-value', 'value', '-confidence', 'confidence', 'id', '-id'] as const;

export const predictionListQuerySchema = z.strictObject({
  model: modelNameSchema,
  sort: z
    .enum(orders)
    .default('-value')
    .describe('A leading minus means largest first. Equal values are sorted by id.'),
  ...pageFields('Predictions', { most: 1_000 }),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000_000)
    .optional()
    .meta({ deprecated: true })
    .describe('Predictions to skip. Until the next release: use `cursor`.'),
  owner: z.string().max(200).optional().describe('Only people whom this colleague looks after (`leads.owner`).'),
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Only people whose name, phone or e-mail holds this text, or the subject with this id.'),
  unhandled: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: without those for whom somebody has done something (/api/v1/actions) that hides them for now.'),
});

const share = z.number().min(0).max(1);

export const listedPredictionSchema = z
  .object({
    prediction_id: z.uuid().describe('Its reasons are at /api/v1/predictions/{prediction_id}.'),
    id: z.string().describe('External id: of a lead for lead_scoring, otherwise of a contact.'),
    ...personFieldsSchema.shape,
    value: z.number().describe('lead_scoring: score 0-100. churn, engagement: probability 0-1. Not rounded.'),
    quality_tier: z
      .enum(qualityTiers.map(({ name }) => name))
      .optional()
      .describe('lead_scoring only.'),
    risk_level: z
      .enum(riskLevels.map(({ name }) => name))
      .optional()
      .describe('churn only.'),
    optimal_send_time: z.string().nullable().optional().describe('engagement only: HH:MM in `time_zone`.'),
    best_day: z.string().nullable().optional().describe('engagement only: Monday to Sunday.'),
    time_zone: z
      .string()
      .nullable()
      .optional()
      .describe("engagement only: the contact's time zone, otherwise the business's."),
    confidence: share,
    change: z
      .number()
      .nullable()
      .describe('Against what the scoring before this batch said of the same subject; null: it was not scored then.'),
    factors: z
      .object({ positive: z.array(z.string()), negative: z.array(z.string()) })
      .describe('The strongest reasons in words: what raises the value and what lowers it, largest first.'),
    recommendations: z.array(z.string()).describe('What to do, the first first.'),
    version: z.string().describe('Version of the model that answered.'),
    arm: z
      .enum(['champion', 'challenger'])
      .nullable()
      .describe('Arm of the running experiment; null when there is none.'),
    opted_in: z.boolean().describe('Whether the contact wants messages, as of now.'),
    scored_at: momentSchema,
  })
  .meta({ id: 'ListedPrediction' });
export type ListedPrediction = z.output<typeof listedPredictionSchema>;

export const predictionListSchema = z
  .object({
    model: modelNameSchema,
    batch: z
      .object({
        id: z
          .string()
          .describe(
            'Pages that follow by `next_cursor` are of the same batch, even when a newer one was finished in between.',
          ),
        version: z.string().describe('The champion that scored the batch.'),
        as_of: momentSchema.describe('The predictions rest on what was known at this moment.'),
        finished_at: momentSchema,
        subjects: z.int().describe('How many subjects were scored.'),
        left_out: z
          .int()
          .describe(
            'How many of them are left out: leads won, lost or converted since, recipients who opted out since, and erased ones.',
          ),
      })
      .nullable()
      .describe('The latest scoring of everybody; null before the first.'),
    total: z.int().describe('How many predictions the list has on all pages together, under the filter.'),
    predictions: z.array(listedPredictionSchema),
    ...nextCursorField,
    note: z.string().nullable().describe('What to do when there is no list yet.'),
  })
  .meta({
    id: 'PredictionList',
    description: 'Whom to call, who is leaving, whom to write to: everybody, as scored by the latest daily batch.',
  });
export type PredictionList = z.output<typeof predictionListSchema>;
