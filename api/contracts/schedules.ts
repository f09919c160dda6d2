import { z } from 'zod';
import { cadences } from '../../domain/cadence.ts';
import { scheduleCommands, scheduleStates } from '../../domain/schedules.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

export const scheduleParamsSchema = z.strictObject({
  id: z.string().min(1).max(200).describe("The schedule's id, such as `retrain-weekly`."),
});

const firingSchema = z.object({
  at: momentSchema,
  outcome: z.enum(['started', 'skipped']),
  retrain_id: z.string().nullable(),
  reason: z.string(),
  cadence: z.enum(cadences.map(({ name }) => name)),
  leads_a_week: z.number().describe('Mean over the last four weeks.'),
  models: z.array(
    z.object({
      model: modelNameSchema,
      train: z.boolean(),
      changes: z.int().nullable().describe('Labels that are new or changed since its last training; null: not known.'),
      reason: z.string(),
    }),
  ),
});

export const scheduleSchema = z
  .object({
    id: z.string(),
    cron: z.string(),
    timezone: z.string(),
    summary: z.string(),
    state: z.enum(scheduleStates).describe('missing: no worker has started yet.'),
    note: z.string().nullable().describe('Who paused or resumed it last, and why.'),
    next_at: momentSchema.nullable(),
    last_at: momentSchema.nullable(),
    firings: z.array(firingSchema).describe('What the latest firings did, newest first; for retraining only.'),
    last_command: z
      .object({ command: z.enum(scheduleCommands), actor: z.string(), reason: z.string(), at: momentSchema })
      .nullable(),
  })
  .meta({ id: 'Schedule', description: 'Something that runs automatically, and when.' });
export type ScheduleAnswer = z.infer<typeof scheduleSchema>;

export const schedulesSchema = z
  .object({ schedules: z.array(scheduleSchema) })
  .meta({ id: 'Schedules', description: 'All schedules.' });
export type SchedulesAnswer = z.infer<typeof schedulesSchema>;
