import { z } from 'zod';
import {
  absolutePath,
  destinationKinds,
  destinationName,
  destinationStates,
  place,
  sqlLayouts,
  tableName,
  variableName,
} from '../../domain/destinations/destination.ts';
import { listEvents, outgoingEvents, outgoingEventTypes } from '../../domain/destinations/events.ts';
import { nextCursorField, pageFields } from './paging.ts';
import { momentSchema } from './scalars.ts';

const text = z.string().min(1).max(2_000);

const referenceSchema = z
  .union([
    z.strictObject({ env: text.regex(variableName) }),
    z.strictObject({ file: text.regex(absolutePath).describe('By its whole path.') }),
  ])
  .meta({
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
  table: text.regex(tableName).optional().describe('sql, layout table: its name, as table or schema.table.'),
  to: text.regex(place).optional().describe("csv: a folder of the workers' machine, or s3://bucket/path."),
};

const eventsSchema = z
  .array(z.enum(outgoingEventTypes))
  .max(outgoingEventTypes.length)
  .describe(outgoingEvents.map(({ type, what }) => `${type}: ${what}`).join('; '));
const nameSchema = z.string().min(1).max(63).regex(destinationName);
const pointsSchema = z.number().gt(0).max(100).describe('Points of 100 by which a score must move for score.changed.');

const { url, url_from, secret_from, allow_private, table, to } = settingsShape;
const named = { name: nameSchema, score_change: pointsSchema.optional() };
const told = {
  ...named,
  events: eventsSchema.min(1).optional().describe('Default: all but score.changed and scoring.finished.'),
};
const listed = {
  ...named,
  events: z.array(z.enum(listEvents)).min(1).max(outgoingEventTypes.length).optional().describe('New lists only.'),
};
const webhook = { ...told, kind: z.literal('webhook'), secret_from: secret_from.unwrap(), allow_private };
const sql = { ...listed, kind: z.literal('sql'), url_from: url_from.unwrap() };

/** Any settings with any kind: what doesn't belong together is refused in words of its own. */
export const newDestinationSchema = z.strictObject({
  name: z.string().min(1).max(63),
  kind: z.enum(destinationKinds),
  ...settingsShape,
  events: eventsSchema.optional(),
  score_change: z.number().optional(),
});

/** What belongs together. */
export const documentedDestinationSchema = z
  .union([
    z.strictObject({ ...webhook, url: url.unwrap().regex(/^https?:\/\//) }),
    z.strictObject({ ...webhook, url_from: url_from.unwrap() }),
    z.strictObject({ ...told, kind: z.literal('slack'), url_from: url_from.unwrap(), allow_private }),
    z.strictObject({ ...sql, layout: z.literal('chatwoot') }),
    z.strictObject({ ...sql, layout: z.literal('table'), table: table.unwrap() }),
    z.strictObject({ ...listed, kind: z.literal('csv'), to: to.unwrap() }),
  ])
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

const parkedEventsSchema = z.array(
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
);

export const destinationDetailsSchema = destinationSchema
  .extend({ parked_events: parkedEventsSchema.describe('The latest 50.') })
  .meta({ id: 'DestinationDetails' });

export const parkedQuerySchema = z.strictObject(pageFields('Events', { usual: 50 }));
export const parkedSchema = z
  .object({ parked_events: parkedEventsSchema, ...nextCursorField })
  .meta({ id: 'ParkedEvents', description: 'Events that a destination did not take, the latest first.' });

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
