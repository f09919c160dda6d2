import { z } from 'zod';
import { longestExternalId } from '../../domain/external-id.ts';
import { happenings } from '../../domain/happenings.ts';
import { qualityTiers, riskLevels } from '../../domain/tiers.ts';
import { nextCursorField, pageFields } from './paging.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

/** Whom something is about: what lists and explanations carry beside ids. */
export const personFieldsSchema = z.object({
  contact_id: z.string().nullable().describe('External id of the contact; null: erased since.'),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  owner: z.string().nullable().describe('Who looks after the lead, or after the newest lead of the contact.'),
  last_activity_at: momentSchema.nullable().describe('Their last message, click, purchase or ticket.'),
});

export const peopleQuerySchema = z.strictObject({
  q: z.string().min(1).max(200).describe('Part of a name, phone or e-mail, or an external id.'),
  ...pageFields('People', { most: 100 }),
});

export const foundPersonSchema = z
  .object({
    ...personFieldsSchema.shape,
    contact_id: z.string().describe('External id of the contact.'),
    opted_in: z.boolean().describe('Whether they want messages.'),
    leads: z
      .array(z.object({ id: z.string(), stage: z.string(), owner: z.string().nullable() }))
      .describe('Newest first.'),
  })
  .meta({ id: 'FoundPerson' });

export const peopleSchema = z
  .object({ people: z.array(foundPersonSchema), ...nextCursorField })
  .meta({ id: 'People', description: 'Who is meant by a name, phone, e-mail or id.' });
export type People = z.output<typeof peopleSchema>;

export const personParamsSchema = z.strictObject({
  id: z.string().min(1).max(longestExternalId).describe('External id of the contact.'),
});

const zoneFields = {
  time_zone: z.string().describe('IANA name.'),
  time_zone_of: z.enum(['contact', 'business']).describe("business: the contact's own zone is not known."),
};

const scoreSchema = z.object({
  prediction_id: z.uuid().describe('Its reasons are at /api/v1/predictions/{prediction_id}.'),
  model: modelNameSchema,
  id: z.string().describe('External id: of a lead for lead_scoring, otherwise of the contact.'),
  value: z.number().describe('lead_scoring: score 0-100. churn, engagement: probability 0-1. Not rounded.'),
  quality_tier: z.enum(qualityTiers.map(({ name }) => name)).optional(),
  risk_level: z.enum(riskLevels.map(({ name }) => name)).optional(),
  confidence: z.number().min(0).max(1),
  version: z.string(),
  scored_at: momentSchema,
});

export const personSchema = z
  .object({
    ...foundPersonSchema.shape,
    country: z.string().nullable(),
    language: z.string().nullable(),
    source: z.string().nullable(),
    known_since: momentSchema,
    ...zoneFields,
    scores: z
      .array(scoreSchema)
      .describe('From the daily scorings, oldest first: of the newest lead, and of the contact.'),
  })
  .meta({ id: 'Person', description: 'What is known of somebody.' });
export type PersonAnswer = z.output<typeof personSchema>;

export const eraseRequestSchema = z.strictObject({
  confirm: z.string().max(longestExternalId).describe('The id once more, because it is for good.'),
});

export const erasedPersonSchema = z
  .object({
    erasure: z.uuid().describe('By which the audit log tells of it.'),
    erased: z.record(z.string(), z.int().min(0)).describe('Rows, mails, lines and files, by place.'),
    remains: z
      .array(z.object({ where: z.string(), until: z.string() }))
      .describe('What may still hold something of the person, and until when.'),
  })
  .meta({ id: 'ErasedPerson', description: 'A person who was erased. Nothing of them is in it.' });
export type ErasedPersonAnswer = z.output<typeof erasedPersonSchema>;

export const personExportSchema = z
  .object({
    exported_at: momentSchema,
    contact_id: z.string(),
    tables: z
      .record(z.string(), z.array(z.record(z.string(), z.unknown())))
      .describe('Rows by table, with the columns of the database.'),
  })
  .meta({ id: 'PersonExport', description: 'All that is stored of one person.' });

export const timelineQuerySchema = z.strictObject({
  before: z.iso.datetime({ offset: true }).optional().describe('Only what happened earlier; default: now.'),
  ...pageFields('Entries', { usual: 50 }),
});

export const timelineSchema = z
  .object({
    entries: z.array(
      z.object({
        at: momentSchema,
        kind: z.enum(happenings),
        label: z
          .string()
          .describe("A purchase's or lead's state, a ticket's category, an event's type, an action's kind."),
        detail: z.string().nullable().describe("A message's text, an amount, a campaign's name, who did it."),
      }),
    ),
    ...nextCursorField,
    next_before: momentSchema
      .nullable()
      .meta({ deprecated: true })
      .describe('Until the next release: use `next_cursor`, which loses nothing of the same moment.'),
  })
  .meta({ id: 'Timeline', description: 'What happened with somebody, newest first.' });
export type Timeline = z.output<typeof timelineSchema>;

export const replyChancesSchema = z
  .object({
    ...zoneFields,
    opted_in: z.boolean().describe('false: nobody writes to them, whatever the chance.'),
    version: z.string(),
    slots: z
      .array(
        z.object({
          at: momentSchema,
          day: z.string().describe('Monday to Sunday, in the time zone.'),
          hour: z.int().min(0).max(23),
          chance: z.number().min(0).max(1),
        }),
      )
      .describe('The waking hours of the coming week.'),
    best: z.object({ day: z.string(), hour: z.int(), chance: z.number() }).nullable(),
  })
  .meta({ id: 'ReplyChances', description: 'When a message to somebody is most likely to be answered.' });
export type ReplyChances = z.output<typeof replyChancesSchema>;
