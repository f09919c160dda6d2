import { z } from 'zod';
import { longestExternalId } from '../../domain/external-id.ts';
import type { ModelName } from '../../domain/models.ts';
import { qualityTiers, riskLevels } from '../../domain/tiers.ts';
import { featureGroups } from '../../models/feature-groups.ts';
import { modelDefinition } from '../../models/registry.ts';
import { personFieldsSchema } from './people.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

/** The most subjects of one request. */
export const mostSubjects = 1_000;
/** Bytes: that many rows of the model with the most features, each number written out in full. */
export const predictionsBodyLimit = 4_000_000;
/** A number that the engine takes. This also keeps out infinity, which is what 1e999 is read as. */
export const largestFeature = 1e30;
/** Characters, as in WhatsApp's text messages. */
const longestText = 4_096;

export const subjectIdSchema = z
  .string()
  .min(1)
  .max(longestExternalId)
  .describe('External id as it was imported: of a lead for lead_scoring, otherwise of a contact.');

function list<Item extends z.ZodType>(item: Item) {
  return z.array(item).min(1).max(mostSubjects);
}

export const subjectIdsSchema = z
  .strictObject({ ids: list(subjectIdSchema) })
  .meta({ id: 'SubjectIds', description: 'Features are computed as of now.', examples: [{ ids: ['lead-4711'] }] });

const featureValue = z.number().min(-largestFeature).max(largestFeature).nullable();

/** Characters of an attribute's text. */
export const longestAttribute = 1_000;
const attributeValueSchema = z.union([z.string().max(longestAttribute), featureValue.unwrap(), z.boolean()]).nullable();

function rowsOf<Features extends z.ZodType, Attributes extends z.ZodType>(features: Features, attributes: Attributes) {
  const row = z.strictObject({ id: subjectIdSchema.optional(), features, attributes: attributes.optional() });
  return z.strictObject({ rows: list(row) });
}

const documentedAttributes = z.record(z.string(), attributeValueSchema).meta({
  id: 'GivenAttributes',
  description:
    'Columns of your own by name, such as lead:Source or contact:country, as they were imported. Null or left out: missing. A text that the training did not know counts as such; names that no serving version reads are ignored.',
});

/** Rows of features that the caller computed, as the versions that serve take them. What else is there is ignored. */
export function rowsSchema({
  names,
  required,
  attributes,
}: {
  readonly names: readonly string[];
  readonly required: ReadonlySet<string>;
  readonly attributes: readonly string[];
}) {
  const shape = names.map((name) => [name, required.has(name) ? featureValue : featureValue.optional()]);
  const given = attributes.map((name) => [name, attributeValueSchema.optional()]);
  return rowsOf(
    z.object(Object.fromEntries(shape)),
    z.object(Object.fromEntries(given)).catchall(attributeValueSchema),
  );
}

/** The same for the documentation, which can't know which version serves: it has each feature that this release computes. */
function documentedRows(model: ModelName, title: string) {
  const shape = modelDefinition(model).features.map(({ name, description, unit, retired }) => [
    name,
    featureValue
      .optional()
      .describe(`${description} (${unit}).${retired === true ? ' Read by earlier versions only.' : ''}`),
  ]);
  const features = z.object(Object.fromEntries(shape)).meta({
    id: `${title}Features`,
    description:
      'Each feature that the serving version reads, null where missing; further ones are ignored. A refusal names what lacks.',
  });
  return rowsOf(features, documentedAttributes).meta({ id: `${title}Rows` });
}

export const rowsSchemas = {
  lead_scoring: documentedRows('lead_scoring', 'LeadScoring'),
  churn: documentedRows('churn', 'Churn'),
  engagement: documentedRows('engagement', 'Engagement'),
} as const satisfies Record<ModelName, z.ZodType>;

export const plannedMessagesSchema = z
  .strictObject({
    messages: list(
      z.strictObject({
        contact_id: subjectIdSchema,
        message: z.strictObject({
          content_type: z.enum(['promotional', 'support', 'informational']),
          text: z.string().max(longestText).nullish().describe('Leave it out when the text is not written yet.'),
          campaign_id: subjectIdSchema
            .nullish()
            .describe('External id of the campaign; leave it out for a one-to-one message.'),
          urgency: z.literal([0, 1, 2]).optional().describe('0 none, 1 soon, 2 now.'),
        }),
        send_at: z.iso
          .datetime({ offset: true })
          .nullish()
          .describe('When it would be sent. Default: the best time of the coming week.'),
      }),
    ),
  })
  .meta({
    id: 'PlannedMessages',
    description: 'Messages that may be sent; each gets its probability of an answer and its best time.',
  });

const factorsSchema = z
  .object({ positive: z.array(z.string()), negative: z.array(z.string()) })
  .meta({ id: 'Factors', description: 'What moved the output up and what moved it down, largest first.' });

const share = z.number().min(0).max(1);
const armSchema = z.enum(['champion', 'challenger']);

function origin<Model extends ModelName>(model: Model) {
  return {
    prediction_id: z.uuid().describe('Its explanation is at /api/v1/predictions/{prediction_id}.'),
    id: z.string().nullable().describe('The id that was asked for; null for a row without one.'),
    model: z.literal(model),
    version: z.string().describe('Version of the model that answered.'),
    arm: armSchema.nullable().describe('Arm of the running experiment; null when there is none.'),
    success: z.literal(true),
  };
}

export const leadScoringPredictionsSchema = z
  .object({
    predictions: z.array(
      z.object({
        ...origin('lead_scoring'),
        score: z.number().min(0).max(100),
        quality_tier: z.enum(qualityTiers.map(({ name }) => name)),
        confidence: share.describe('Estimated probability that the outcome is within 10 points of the score.'),
        recommendation: z.string(),
        factors: factorsSchema,
      }),
    ),
  })
  .meta({ id: 'LeadScoringPredictions' });

export const churnPredictionsSchema = z
  .object({
    predictions: z.array(
      z.object({
        ...origin('churn'),
        churn_probability: share,
        risk_level: z.enum(riskLevels.map(({ name }) => name)),
        confidence: share.describe('Calibrated probability of the predicted class.'),
        recommendations: z.array(z.string()),
        risk_factors: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'ChurnPredictions' });

export const engagementPredictionsSchema = z
  .object({
    predictions: z.array(
      z.object({
        ...origin('engagement'),
        engagement_probability: share,
        optimal_send_time: z
          .string()
          .nullable()
          .describe('HH:MM; null for given rows, which describe a single moment.'),
        best_day: z.string().nullable().describe('Monday to Sunday; null for given rows.'),
        confidence: share.describe('Calibrated probability of the predicted class.'),
        recommendations: z.array(z.string()).describe('What to do; the time zone is named.'),
        engagement_factors: factorsSchema,
      }),
    ),
  })
  .meta({ id: 'EngagementPredictions' });

export const predictionParamsSchema = z.strictObject({ prediction_id: z.uuid() });

export const explanationSchema = z
  .object({
    prediction_id: z.uuid(),
    id: z.string().nullable(),
    ...personFieldsSchema.shape,
    model: modelNameSchema,
    version: z.string(),
    created_at: momentSchema,
    experiment_id: z.string().nullable(),
    arm: armSchema.nullable(),
    value: z.number().describe("The value that was answered: the model's output, or what an experiment maps it to."),
    model_output: z.number(),
    confidence: share,
    confidence_meaning: z.string().describe('What the confidence says of such cases, in a sentence.'),
    base_value: z.number().describe('What the model answers before it knows any feature.'),
    contributions: z.array(
      z.object({
        feature: z.string(),
        value: z
          .union([z.number(), z.string()])
          .nullable()
          .describe('A text for a category. null: the value was missing, or a text that the training did not know.'),
        unit: z.string(),
        description: z.string(),
        contribution: z.number().describe("Shapley value, in the output's unit."),
        phrase: z.string().nullable().describe('The value in words.'),
        group: z.enum(featureGroups),
        contrast: z
          .boolean()
          .describe('It moved the output against what its words plainly say, so it is not among the short reasons.'),
      }),
    ),
    groups: z
      .array(z.object({ group: z.enum(featureGroups), contribution: z.number() }))
      .describe('What the features of each group contributed together, largest first.'),
    sum: z.number().describe('Base value plus contributions, which is the model output.'),
    shadow: z
      .object({ version: z.string(), output: z.number().nullable() })
      .nullable()
      .describe("What the other arm's model answered."),
    error: z.string().nullable().describe('Why the challenger could not answer; the champion did so instead.'),
  })
  .meta({ id: 'PredictionExplanation', description: 'One prediction, explained by the version that made it.' });
export type PredictionExplanation = z.infer<typeof explanationSchema>;
