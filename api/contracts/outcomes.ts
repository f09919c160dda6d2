import { z } from 'zod';
import { longestExternalId } from '../../domain/external-id.ts';
import { modelNameSchema } from './scalars.ts';

const textSchema = z.string().min(1).max(longestExternalId);

export const outcomeSchema = z
  .strictObject({
    id: textSchema
      .optional()
      .describe(
        'Your own id: an outcome that is sent twice with the same id counts once. Default: model, subject and moment together.',
      ),
    model: modelNameSchema,
    subject: textSchema.describe('External id: of the lead for lead_scoring, otherwise of the contact.'),
    converted: z
      .boolean()
      .default(true)
      .describe('The lead converted, the contact was active, the message was answered. False never undoes a true.'),
    occurred_at: z.iso
      .datetime({ offset: true })
      .refine((moment) => Date.parse(moment) >= 0, 'Must not lie before 1970')
      .optional()
      .describe('ISO 8601; default: now.'),
  })
  .meta({ id: 'Outcome', description: 'What really happened to a subject that a model predicts.' });

/** Bytes: a thousand outcomes with the longest texts, most of them in ASCII. */
export const outcomesBodyLimit = 1_500_000;

export const outcomesSchema = z.strictObject({ outcomes: z.array(outcomeSchema).min(1).max(1000) }).meta({
  id: 'Outcomes',
  description: 'Outcomes that are not in the tables of the CRM.',
  examples: [
    { outcomes: [{ id: 'order-77', model: 'lead_scoring', subject: 'lead-1', occurred_at: '2024-01-15T10:30:00Z' }] },
  ],
});
export type Outcomes = z.infer<typeof outcomesSchema>;

export const outcomesRecordedSchema = z
  .object({
    accepted: z.int().min(0).describe('Outcomes that were new, and are stored now.'),
    duplicates: z.int().min(0).describe('Outcomes that were already known with the same content.'),
  })
  .meta({ id: 'OutcomesRecorded', description: 'How many outcomes were new.' });
