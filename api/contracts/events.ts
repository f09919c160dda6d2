import { z } from 'zod';
import { incidentStates } from '../../domain/alerts/incident.ts';
import { experimentStates } from '../../domain/experiment/experiment.ts';
import { runStates } from '../../domain/runs.ts';
import { uploadStates, uploadSteps } from '../../domain/uploads.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';
import { trainingStatusSchema } from './training.ts';

const at = { at: momentSchema };

/** By the name that stands at `event:`; the object stands at `data:`. */
export const eventSchema = z
  .discriminatedUnion('topic', [
    z
      .object({ topic: z.literal('training'), status: trainingStatusSchema })
      .describe('How the training stands: when the stream begins, and at each change. It has no id.'),
    z
      .object({
        topic: z.literal('run'),
        ...at,
        id: z.string(),
        retrain_id: z.string(),
        model: modelNameSchema,
        state: z.enum(runStates),
      })
      .describe('The run of one model began or ended.'),
    z
      .object({ topic: z.literal('predictions'), ...at, id: z.string(), model: modelNameSchema, subjects: z.int() })
      .describe('Everybody was scored: the lists are new.'),
    z.object({
      topic: z.literal('deployment'),
      ...at,
      id: z.int(),
      model: modelNameSchema,
      action: z.enum(['deploy', 'rollback']),
    }),
    z.object({
      topic: z.literal('incident'),
      ...at,
      id: z.int(),
      model: z.string(),
      rule: z.string(),
      state: z.enum(incidentStates),
    }),
    z.object({
      topic: z.literal('experiment'),
      ...at,
      id: z.string(),
      model: modelNameSchema,
      state: z.enum(experimentStates),
    }),
    z
      .object({ topic: z.literal('look'), ...at, experiment_id: z.string(), phase: z.int(), number: z.int() })
      .describe('An experiment was looked at.'),
    z
      .object({
        topic: z.literal('import'),
        ...at,
        id: z.int(),
        file: z.string(),
        mapping: z.string(),
        taken_back: z.boolean(),
      })
      .describe('A file was imported, or an import was taken back.'),
    z
      .object({
        topic: z.literal('upload'),
        ...at,
        id: z.uuid(),
        state: z.enum(uploadStates),
        step: z.enum(uploadSteps),
      })
      .describe('Work on a file that somebody sent began or ended.'),
    z
      .object({ topic: z.literal('missed') })
      .describe('What came after your Last-Event-ID is no longer kept: read again whatever you show.'),
  ])
  .meta({ id: 'Event', description: 'Something that happened. Read the resource that it names for more.' });
export type Event = z.infer<typeof eventSchema>;

export const eventsQuerySchema = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Begin behind the event with this id, as with the header Last-Event-ID, which comes first.'),
});
