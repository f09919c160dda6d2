import { z } from 'zod';
import { labelSources } from '../../domain/lead-labels.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

export const overviewSchema = z
  .object({
    status: z
      .object({
        tone: z.enum(['good', 'live', 'warn', 'bad']),
        sentence: z.string(),
        action: z
          .object({ label: z.string(), page: z.string().describe('The part of the address after #.') })
          .nullable(),
      })
      .describe('The line on every page: all is well, or what to look after.'),
    models: z.array(
      z.object({
        model: modelNameSchema,
        state: z.enum(['healthy', 'below_target', 'missing']),
        version: z.string().nullable(),
        synthetic: z.boolean(),
      }),
    ),
    labels: z
      .enum(labelSources)
      .nullable()
      .describe('What the deployed lead scoring learnt from; outcomes train it only where these are labels.'),
    answers_since_training: z.int().describe('Leads reported as won or lost since the last training began.'),
    next_training_at: momentSchema.nullable(),
    business_time_zone: z.string(),
    owners: z.array(z.string()).describe('Everybody who looks after a lead.'),
    person: z.string().nullable().describe('Who asks; null: a program with a token.'),
  })
  .meta({ id: 'Overview', description: 'How things stand, in a sentence and in a few figures.' });
export type Overview = z.output<typeof overviewSchema>;
