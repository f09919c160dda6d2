import { z } from 'zod';
import { experimentOutcomes, experimentStates, gateActions } from '../../domain/experiment/experiment.ts';
import { gateCommandNames } from '../../domain/experiment/transitions.ts';
import { momentSort, nextCursorField, pageFields } from './paging.ts';
import { ignoredActorSchema } from './roles.ts';
import { filledText, modelNameSchema, momentSchema } from './scalars.ts';

export const experimentsQuerySchema = z.strictObject({
  ...pageFields('Experiments'),
  sort: momentSort('created_at'),
  model: modelNameSchema.optional().describe('Only experiments of this model.'),
  state: z.enum(experimentStates).optional().describe('Only experiments in this state.'),
});

export const experimentParamsSchema = z.strictObject({
  id: z.string().min(1).max(200).describe("The experiment's id, such as `churn-2026-11-22.2`."),
});

/** Stored in the audit beside the action. */
export const requestNoteSchema = z.strictObject({
  reason: filledText(1_000).describe('Why it is done; kept on record.'),
  actor: ignoredActorSchema,
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
    rules: z
      .object({
        shares: z.array(z.number()).describe("The challenger's share, phase by phase."),
        minimum_lift: z.number(),
        sample_ratio_alpha: z.number().describe('A split less likely than this freezes the experiment.'),
        minimum_days: z.number(),
        maximum_days: z.number(),
        attribution_days: z.number().describe('Days after which the outcome of a unit is known.'),
        minimum_conversions: z.number(),
        paired_margin: z.number().describe("By how much the challenger's loss may be higher, in paired mode."),
        error_rate: z.number().describe("How far the challenger's share of failures may exceed the champion's."),
        latency_ratio: z.number().describe("Challenger's mean milliseconds, as a multiple of the champion's."),
      })
      .describe('Fixed when it was opened.'),
    reason: z.string().nullable().describe('Why it ended.'),
    ended_by: z.string().nullable().describe('Who ended it; gate: the rules did. null: it has not ended.'),
    commands: z.array(z.enum(gateCommandNames)).describe('What may be asked of it now.'),
    created_at: momentSchema,
    started_at: momentSchema.nullable(),
    ended_at: momentSchema.nullable(),
  })
  .meta({ id: 'Experiment', description: 'A challenger that is compared with the champion on live traffic.' });
export type ExperimentAnswer = z.infer<typeof experimentSchema>;

export const experimentsSchema = z
  .object({ experiments: z.array(experimentSchema), ...nextCursorField })
  .meta({ id: 'Experiments', description: 'Experiments, newest first.' });

const armSchema = z.object({
  exposed: z.int(),
  units: z.int().describe('Matured: exposed longer ago than the attribution window.'),
  conversions: z.int(),
  opt_outs: z.int().describe('Matured units that opted out of messages since.'),
  predictions: z.int(),
  errors: z.int().describe('Predictions that failed.'),
  milliseconds: z.number().nullable().describe('Mean of a prediction; null without any.'),
});

export const experimentReportSchema = z
  .object({
    experiment: experimentSchema,
    verdict: z
      .object({
        tone: z.enum(['good', 'bad', 'warn', 'live', '']),
        sentence: z.string(),
        next: z.string().describe('What happens next, or why it ended.'),
        next_at: momentSchema.nullable().describe('When it is looked at next, or when the next phase begins.'),
      })
      .describe('How it stands, for people who know no statistics.'),
    time_left: z
      .object({ likely_days: z.number(), longest_days: z.number(), sentence: z.string() })
      .nullable()
      .describe('null unless it runs.'),
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
        paired: z
          .object({ mean: z.number(), low: z.number(), high: z.number() })
          .nullable()
          .describe("Challenger's loss minus the champion's on the same units."),
        paired_units: z.int().nullable(),
        challenger_share: z.number(),
        sample_ratio_p: z.number().nullable(),
        guardrail: z.enum(['error_rate', 'latency', 'opt_out_rate', 'score_distribution']).nullable(),
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
