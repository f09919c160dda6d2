import { z } from 'zod';
import { experimentOutcomes, experimentStates, gateActions } from '../../domain/experiment/experiment.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

export const experimentsQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(20).describe('Experiments to return, newest first.'),
  model: modelNameSchema.optional().describe('Only experiments of this model.'),
});

export const experimentParamsSchema = z.strictObject({
  id: z.string().min(1).max(200).describe("The experiment's id, such as `churn-2026-11-22.2`."),
});

/** Stored in the audit beside the action. */
export const requestNoteSchema = z.strictObject({
  reason: z.string().trim().min(1).max(1000).describe('Why it is done; kept on record.'),
  actor: z.string().trim().min(1).max(200).default('api').describe('Who asks for it; kept on record.'),
});

export const experimentSchema = z
  .object({
    id: z.string(),
    model: modelNameSchema,
    champion: z.string().describe('The version that served when the experiment began.'),
    challenger: z.string(),
    state: z.enum(experimentStates),
    outcome: z.enum(experimentOutcomes).nullable(),
    mode: z
      .enum(['live', 'paired'])
      .nullable()
      .describe('live: conversions decide. paired: errors on the same subjects decide.'),
    rule: z.enum(['evidence', 'observed']),
    plan: z
      .object({
        reason: z.string(),
        units_per_day: z.number(),
        base_rate: z.number().nullable(),
        needed_units: z.number().nullable(),
        expected_units: z.number(),
        needed_days: z.number().nullable(),
      })
      .nullable()
      .describe('null while the experiment waits to begin.'),
    reason: z.string().nullable().describe('Why it ended.'),
    created_at: momentSchema,
    started_at: momentSchema.nullable(),
    ended_at: momentSchema.nullable(),
  })
  .meta({ id: 'Experiment', description: 'A challenger that is compared with the champion on live traffic.' });
export type ExperimentAnswer = z.infer<typeof experimentSchema>;

export const experimentsSchema = z
  .object({ experiments: z.array(experimentSchema) })
  .meta({ id: 'Experiments', description: 'Experiments, newest first.' });

const armSchema = z.object({
  exposed: z.int(),
  units: z.int().describe('Matured: exposed longer ago than the attribution window.'),
  conversions: z.int(),
});

export const experimentReportSchema = z
  .object({
    experiment: experimentSchema,
    phases: z.array(
      z.object({
        number: z.int(),
        challenger_share: z.number(),
        started_at: momentSchema,
        closed_at: momentSchema.nullable(),
        excluded: z.int().describe('Units that count for no arm: contacts that were merged, and their leads.'),
      }),
    ),
    looks: z.array(
      z.object({
        phase: z.int(),
        number: z.int(),
        at: momentSchema,
        action: z.enum(gateActions),
        reason: z.string(),
        champion: armSchema,
        challenger: armSchema,
        lift: z
          .object({
            observed: z.number(),
            low: z.number(),
            high: z.number(),
            p: z.number(),
            chance_to_win: z.number(),
          })
          .nullable(),
        paired: z.object({ mean: z.number(), low: z.number(), high: z.number() }).nullable(),
        sample_ratio_p: z.number().nullable(),
        days_left: z.number(),
      }),
    ),
    events: z.array(z.object({ type: z.string(), actor: z.string(), reason: z.string(), at: momentSchema })),
  })
  .meta({ id: 'ExperimentReport', description: 'An experiment with all its daily looks, and with who did what.' });
export type ExperimentReport = z.infer<typeof experimentReportSchema>;

export const commandAnswerSchema = z
  .object({ experiment: z.string(), message: z.string() })
  .meta({ id: 'ExperimentCommandAnswer', description: 'What the command did.' });
