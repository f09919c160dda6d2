import { z } from 'zod';
import { destinationKinds, destinationStates, sqlLayouts } from '../../domain/destinations/destination.ts';
import { outgoingEvents, outgoingEventTypes } from '../../domain/destinations/events.ts';
import { momentSchema } from './scalars.ts';

const text = z.string().min(1).max(2_000);

const referenceSchema = z.union([z.strictObject({ env: text }), z.strictObject({ file: text })]).meta({
  id: 'SecretReference',
  description:
    "Where a secret is: a variable of the workers' environment, or a file there that only its owner may read (mode 0600). The secret itself is never sent here.",
  examples: [{ env: 'CRM_WEBHOOK_SECRET' }],
});

const settingsShape = {
  url: text.optional().describe('webhook: where events are posted. Without a query, for it may hold a key.'),
  url_from: referenceSchema.optional().describe('webhook, slack, sql: what holds the URL.'),
  secret_from: referenceSchema.optional().describe('webhook: what holds the secret with which it is signed.'),
  allow_private: z
    .boolean()
    .optional()
    .describe('webhook, slack: the receiver may be in a private network or on this machine, and without TLS.'),
  layout: z.enum(sqlLayouts).optional().describe("sql: Chatwoot's contacts, or a table of yours."),
  table: text.optional().describe('sql, layout table: its name, as table or schema.table.'),
  to: text.optional().describe("csv: a folder of the workers' machine, or s3://bucket/path."),
};

const eventsSchema = z
  .array(z.enum(outgoingEventTypes))
  .max(outgoingEventTypes.length)
  .describe(outgoingEvents.map(({ type, what }) => `${type}: ${what}`).join('; '));
const nameSchema = z.string().min(1).max(63);
const pointsSchema = z.number().describe('Points of 100 by which a score must move for score.changed.');

export const newDestinationSchema = z
  .strictObject({
    name: nameSchema,
    kind: z.enum(destinationKinds),
    ...settingsShape,
    events: eventsSchema
      .optional()
      .describe('Default: all but score.changed and scoring.finished; sql and csv are told of new lists only.'),
    score_change: pointsSchema.optional(),
  })
  .meta({
    id: 'NewDestination',
    description: 'Where events or lists go from now on.',
    examples: [
      {
        name: 'crm',
        kind: 'webhook',
        url: 'https://crm.example.com/hooks/perennial',
        secret_from: { env: 'CRM_WEBHOOK_SECRET' },
        events: ['lead.became_hot', 'contact.at_risk'],
      },
    ],
  });

export const destinationSchema = z
  .object({
    name: nameSchema,
    kind: z.enum(destinationKinds),
    ...settingsShape,
    events: z.array(z.enum(outgoingEventTypes)),
    score_change: pointsSchema,
    state: z.enum(destinationStates).describe('paused: what it wants is kept for it.'),
    note: z.string().nullable().describe('Why it is paused.'),
    waiting: z.int().describe('Events that are on their way, or kept while it is paused.'),
    parked: z.int().describe('Events that it did not take for three days. Replay them once it is mended.'),
    delivered: z.int().describe('Of the last 30 days.'),
    last_delivered_at: momentSchema.nullable(),
    last_error: z.string().nullable(),
    failing_since: momentSchema.nullable(),
    created_at: momentSchema,
  })
  .meta({ id: 'Destination' });
export type DestinationAnswer = z.infer<typeof destinationSchema>;

export const destinationsSchema = z
  .object({ destinations: z.array(destinationSchema) })
  .meta({ id: 'Destinations', description: 'By name.' });

export const destinationDetailsSchema = destinationSchema
  .extend({
    parked_events: z
      .array(
        z.object({
          id: z.string(),
          type: z.string(),
          subject: z.string(),
          sequence: z.int(),
          happened_at: momentSchema,
          attempts: z.int(),
          last_error: z.string().nullable(),
          parked_at: momentSchema.nullable(),
        }),
      )
      .describe('The latest 50.'),
  })
  .meta({ id: 'DestinationDetails' });

export const destinationParamsSchema = z.strictObject({ name: nameSchema.describe("The destination's name.") });
export const pauseSchema = z.strictObject({ reason: z.string().max(500).optional() });
export const replaySchema = z.strictObject({
  event: z.uuid().optional().describe('Id of one parked event; default: all of them.'),
});
export const replayedSchema = z.object({ replayed: z.int().describe('Events that wait again, under their ids.') });
export const triedSchema = z
  .object({
    event: z.string(),
    state: z.enum(['delivered', 'failed', 'waiting']).describe('waiting: no worker has tried it within 20 s.'),
    error: z.string().nullable(),
  })
  .meta({ id: 'TriedDestination' });
