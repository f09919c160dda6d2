import { z } from 'zod';
import { figureStates } from '../../domain/alerts/figures.ts';
import { incidentStates } from '../../domain/alerts/incident.ts';
import { observationSources } from '../../domain/alerts/observation.ts';
import { momentSort, nextCursorField, pageFields } from './paging.ts';
import { ignoredActorSchema } from './roles.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

const figureSchema = z
  .object({
    rule: z.string(),
    title: z.string(),
    state: z.enum(figureStates),
    value: z.number().nullable(),
    low: z.number().nullable().describe('The 95% interval, with high.'),
    high: z.number().nullable(),
    limit: z.number(),
    window: momentSchema.describe("The latest window's end."),
    window_days: z.int().nullable().describe('Days of data that the window holds; null for an event.'),
    samples: z.int().nullable().describe('What the value was found from; null for an event.'),
  })
  .meta({ id: 'IncidentFigure', description: 'One figure of an incident, as of its latest window.' });

export const incidentSchema = z
  .object({
    id: z.int(),
    model: modelNameSchema.nullable().describe('null: it concerns the whole business.'),
    rule: z.string(),
    title: z.string(),
    runbook: z.string().describe('Where this server says what it means and what to do, such as /runbook#mae_high.'),
    source: z.enum(observationSources),
    state: z.enum(incidentStates),
    value: z.number().nullable(),
    limit: z.number(),
    samples: z.int().nullable(),
    window_days: z.int().nullable(),
    version: z.string().nullable().describe('The version that it is about; null: it is about none.'),
    figures: z
      .array(figureSchema)
      .describe('What breaches for the same reason. Rule, value, limit, samples and window above are of the first.'),
    detail: z.string(),
    answer: z.string().describe('What is done about it, as of the last monitoring; empty when nothing is done yet.'),
    retrain_id: z.string().nullable().describe('The last training that this incident started.'),
    opened_at: momentSchema,
    fired_at: momentSchema.nullable(),
    acknowledged_at: momentSchema.nullable(),
    acknowledged_by: z.string().nullable(),
    resolved_at: momentSchema.nullable(),
    noticed_at: momentSchema.nullable(),
  })
  .meta({
    id: 'Incident',
    description:
      'A rule that is breached. pending: not enough evidence yet; firing: people are alerted; recovering: the latest window is inside the limit; acknowledged: somebody is looking after it; resolved: over; superseded: another version serves.',
  });
export type Incident = z.infer<typeof incidentSchema>;

export const incidentsQuerySchema = z.strictObject({
  model: modelNameSchema.optional(),
  state: z
    .enum([...incidentStates, 'open'])
    .optional()
    .describe('open: every state except resolved and superseded. Default: all states.'),
  ...pageFields('Incidents'),
  sort: momentSort('opened_at'),
});
export const incidentParamsSchema = z.strictObject({
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).describe("The incident's number."),
});
export const acknowledgementSchema = z.strictObject({
  actor: ignoredActorSchema,
});

export const incidentsSchema = z
  .object({ incidents: z.array(incidentSchema), ...nextCursorField })
  .meta({ id: 'Incidents', description: 'Incidents, newest first.' });
export type Incidents = z.infer<typeof incidentsSchema>;

const readingSchema = z.object({
  window: momentSchema.describe("The window's end."),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  limit: z.number(),
  samples: z.int().nullable(),
  version: z.string().nullable().describe('The version that it judges.'),
});

export const incidentReportSchema = z
  .object({
    incident: incidentSchema,
    series: z
      .array(
        z.object({
          rule: z.string(),
          title: z.string(),
          metric: z.string(),
          worse: z.enum(['above', 'below']).describe('On which side of the limit a value is bad.'),
          readings: z.array(readingSchema).describe('Oldest first.'),
        }),
      )
      .describe('The course of each of its figures; empty for something that happened.'),
    causes: z
      .array(z.string())
      .describe('What may be behind it as of now, the likeliest first; empty once it is over.'),
    advice: z
      .array(
        z.object({
          text: z.string(),
          command: z.string().nullable(),
          action: z
            .object({ label: z.string(), page: z.string().describe('The part of the address after #.') })
            .nullable(),
        }),
      )
      .describe('What mends it, as its mails say; empty once it is over.'),
  })
  .meta({
    id: 'IncidentReport',
    description: 'An incident with what its mails say, and with the course of its figures.',
  });
export type IncidentReport = z.infer<typeof incidentReportSchema>;
