import { z } from 'zod';
import { holdoutActions, holdoutFindings } from '../../domain/holdout-verdict.ts';
import { labelSources } from '../../domain/lead-labels.ts';
import { stages } from '../../domain/runs.ts';
import { findingSchema } from './data.ts';
import { trainingRunSchema } from './history.ts';
import { metricsSchema, modelNameSchema, momentSchema, targetResultSchema } from './scalars.ts';

const count = z.int().min(0);

export const retrainParamsSchema = z.strictObject({ retrain_id: z.string().min(1).max(200) });
export const runParamsSchema = retrainParamsSchema.extend({ model: modelNameSchema });

export const retrainRunsSchema = z
  .object({ retrain_id: z.string(), runs: z.array(trainingRunSchema).describe('In the order of training.') })
  .meta({ id: 'RetrainRuns', description: 'What one training trained: a run for each of its models.' });
export type RetrainRuns = z.output<typeof retrainRunsSchema>;

const calibrationSchema = z
  .array(z.object({ rows: count, predicted: z.number(), actual: z.number() }))
  .describe('Means of the rows of a range.');

export const plotsSchema = z.discriminatedUnion('task', [
  z.object({
    task: z.literal('regression'),
    points: z
      .array(z.object({ predicted: z.number(), actual: z.number() }))
      .describe('At most 200 rows, from all over the range of predictions.'),
    residuals: z.array(z.object({ from: z.number(), to: z.number(), rows: count })).describe('Predicted minus actual.'),
    calibration: calibrationSchema,
  }),
  z.object({
    task: z.literal('classification'),
    threshold: z.number().describe('From this probability on it says yes.'),
    confusion: z.object({ true_positive: count, false_positive: count, true_negative: count, false_negative: count }),
    curve: z
      .array(
        z.object({
          threshold: z.number(),
          false_positive_rate: z.number(),
          recall: z.number(),
          precision: z.number(),
        }),
      )
      .describe('By falling threshold, at most 200 points; empty where one class is absent.'),
    calibration: calibrationSchema,
  }),
]);
export type Plots = z.output<typeof plotsSchema>;

export const runReportSchema = z
  .object({
    run: trainingRunSchema,
    message: z.string().nullable().describe('What it does, or how it ended.'),
    progress: z.number().min(0).max(100),
    as_of: momentSchema.nullable().describe('The time whose data it learnt from.'),
    horizon_days: z.int().nullable(),
    feature_count: z.int().nullable(),
    label_source: z.enum(labelSources).nullable(),
    code_version: z.string(),
    stages: z
      .array(
        z.object({
          stage: z.enum(stages.map(({ name }) => name)),
          doing: z.string(),
          state: z.enum(['done', 'running', 'ended', 'ahead']).describe('ended: the run failed or was cancelled here.'),
          entered_at: momentSchema.nullable().describe('null: not entered, or an earlier release did not record it.'),
          seconds: z.number().nullable(),
        }),
      )
      .describe('In order.'),
    quality: z.array(findingSchema).nullable().describe('null: no data was checked, or an earlier release kept none.'),
    search: z
      .object({
        folds: z.int(),
        rule: z.string(),
        chosen: z.int().describe('Index in `candidates`.'),
        standard_error: z.number().describe('Of the chosen candidate’s loss.'),
        candidates: z.array(
          z.object({
            parameters: z.record(z.string(), z.number()),
            losses: z.array(z.number()).describe('Mean loss of the cross-validation at each rung that it reached.'),
          }),
        ),
      })
      .nullable(),
    metrics: z.array(
      z.object({
        metric: z.string(),
        value: z.number().nullable(),
        low: z.number().nullable().describe('Lower end of the 95% interval.'),
        high: z.number().nullable(),
        without_model: z.number().nullable().describe('The same figure when knowing nothing.'),
        target: targetResultSchema.nullable(),
        reason: z.string().nullable().describe('Why there is no value.'),
      }),
    ),
    gate: z.object({ action: z.enum(holdoutActions), verdict: z.enum(holdoutFindings), reason: z.string() }).nullable(),
    comparison: z
      .object({ rows: count, metric: z.string(), difference: z.number(), low: z.number(), high: z.number() })
      .nullable()
      .describe('The new version minus the champion, in a loss: below zero the new one is better.'),
    not_compared: z.string().nullable().describe('Why there is no comparison with the champion.'),
    beside_champion: z
      .object({ champion: z.string(), rows: count, metrics: metricsSchema, champion_metrics: metricsSchema })
      .nullable()
      .describe('Both on the rows that neither was trained on.'),
    importance: z
      .array(
        z.object({
          group: z.string(),
          share: z.number(),
          features: z.array(z.object({ feature: z.string(), description: z.string(), share: z.number() })),
        }),
      )
      .describe('Largest first: what the model relies on, as the share of the loss that shuffling it adds.'),
    holdout_rows: count.nullable(),
    plots: plotsSchema.nullable().describe('null: not evaluated yet, or trained by an earlier release.'),
    card: z
      .unknown()
      .describe('The model card of the version: data, search, metrics, limits. null: no version came of it.'),
    workflow: z.object({
      id: z.string(),
      url: z.string().nullable().describe('In the Temporal Web UI; null: this installation has none of its own.'),
    }),
  })
  .meta({ id: 'RunReport', description: 'Everything about one training of one model.' });
export type RunReport = z.output<typeof runReportSchema>;
