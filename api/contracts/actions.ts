import { z } from 'zod';
import { longestExternalId } from '../../domain/external-id.ts';
import { deeds, endings, workKinds } from '../../domain/work-actions.ts';
import { ignoredActorSchema } from './roles.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

const about = {
  subject: z
    .string()
    .min(1)
    .max(longestExternalId)
    .describe('External id: of the lead for lead_scoring, otherwise of the contact.'),
  occurred_at: z.iso.datetime({ offset: true }).optional().describe('When it happened; default: now.'),
  actor: ignoredActorSchema,
};

export const newActionSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ model: modelNameSchema, kind: z.enum(deeds).describe('What somebody did.'), ...about }),
    z.strictObject({
      model: z.literal('lead_scoring'),
      kind: z.enum(endings).describe('What became of a lead, from which models learn.'),
      ...about,
    }),
  ])
  .meta({
    id: 'NewAction',
    description: 'What was done about somebody on a list, or that a lead is won or lost.',
    examples: [{ model: 'lead_scoring', subject: 'lead-1', kind: 'called' }],
  });

export const actionSchema = z
  .object({
    id: z.int(),
    model: modelNameSchema,
    subject: z.string(),
    kind: z.enum(workKinds),
    actor: z.string(),
    occurred_at: momentSchema,
    hidden_until: momentSchema
      .nullable()
      .describe(
        'Until then the subject is left out of lists with `unhandled=true`; null: until the lead changes in the CRM.',
      ),
  })
  .meta({ id: 'Action' });

export const actionParamsSchema = z.strictObject({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
