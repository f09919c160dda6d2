import { z } from 'zod';
import { runOutcomes, runStates, runTriggers } from '../../domain/runs.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

export const calendarQuerySchema = z.strictObject({
  days: z.coerce.number().int().min(1).max(200).default(35).describe('How many days to look back.'),
});

const models = z.array(modelNameSchema);

export const calendarEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('training'),
    at: momentSchema,
    schedule: z.string().nullable().describe('The schedule that started it; null: none did.'),
    trigger: z.enum(runTriggers),
    retrain_id: z.string(),
    state: z.enum(runStates),
    reason: z.string().nullable(),
    runs: z.array(
      z.object({
        model: modelNameSchema,
        state: z.enum(runStates),
        outcome: z.enum(runOutcomes).nullable(),
        error: z.string().nullable(),
      }),
    ),
  }),
  z.object({ kind: z.literal('skipped'), at: momentSchema, schedule: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('scoring'), at: momentSchema, models, subjects: z.int() }),
  z.object({ kind: z.literal('measuring'), at: momentSchema, models }),
  z.object({ kind: z.literal('missed'), at: momentSchema, reason: z.string(), incident: z.int() }),
]);
export type CalendarEntry = z.infer<typeof calendarEntrySchema>;

export const calendarSchema = z.object({ entries: z.array(calendarEntrySchema) }).meta({
  id: 'Calendar',
  description: 'What ran by itself or was started, was skipped or missed, newest first. What runs hourly is left out.',
});
export type Calendar = z.infer<typeof calendarSchema>;
