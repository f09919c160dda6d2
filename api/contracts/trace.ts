import { z } from 'zod';
import { experimentOutcomes, experimentStates } from '../../domain/experiment/experiment.ts';
import { holdoutActions, holdoutFindings } from '../../domain/holdout-verdict.ts';
import { runTriggers } from '../../domain/runs.ts';
import { ways } from '../../ingest/trace/trace.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

const count = z.int().min(0);

export const traceParamsSchema = z.strictObject({
  id: z.string().min(1).max(100).describe('Of a prediction, or the name of a version.'),
});
export const traceQuerySchema = z.strictObject({
  model: modelNameSchema.optional().describe('Of the version, where several models have one of this name.'),
});

const waySchema = z
  .enum(ways)
  .describe('parked: rows that had waited, and were tried again. other: simulated, or from before batches were kept.');

const arrivalsSchema = z
  .array(
    z.object({
      way: waySchema,
      name: z.string().describe('Of the file or the source.'),
      batch: z.int().nullable().describe('Of a file; null: several batches, or none.'),
      batches: count,
      rows: count,
      first_at: momentSchema.nullable(),
      last_at: momentSchema.nullable(),
    }),
  )
  .describe('The latest first; a file by itself, the batches of a source together.');

const tracedVersionSchema = z.object({
  model: modelNameSchema,
  name: z.string(),
  champion: z.boolean(),
  created_at: momentSchema,
  synthetic: z.boolean(),
  artifact: z.string().describe('SHA-256 of its file.'),
  deployments: z
    .array(
      z.object({ action: z.enum(['deploy', 'rollback']), at: momentSchema, actor: z.string(), reason: z.string() }),
    )
    .describe('Newest first.'),
  gate: z.object({ action: z.enum(holdoutActions), verdict: z.enum(holdoutFindings), reason: z.string() }).nullable(),
  experiment: z
    .object({
      id: z.string(),
      state: z.enum(experimentStates),
      mode: z.enum(['live', 'paired']).nullable(),
      outcome: z.enum(experimentOutcomes).nullable(),
      reason: z.string().nullable(),
      ended_at: momentSchema.nullable(),
    })
    .nullable()
    .describe('In which it was the challenger.'),
  run: z.object({
    id: z.string(),
    trigger: z.enum(runTriggers),
    started_at: momentSchema,
    engine: z.string(),
    seed: z.int(),
    code_version: z.string(),
    engine_build: z.string().nullable(),
  }),
  snapshot: z.object({
    hash: z.string().describe('SHA-256 of the training set.'),
    as_of: momentSchema,
    rows: count,
    window_days: z.int().nullable(),
    horizon_days: z.int().nullable(),
  }),
});

const tracedRowSchema = z.object({
  external_id: z.string(),
  at: momentSchema,
  came: z
    .object({ way: waySchema, name: z.string(), batch: z.int(), at: momentSchema })
    .nullable()
    .describe('null: no batch brought it.'),
  waited: z
    .object({ origin: z.string(), since: momentSchema })
    .nullable()
    .describe('It had waited for another row, which then brought it in.'),
  delivery: z
    .object({ id: z.int(), delivery_id: z.string(), received_at: momentSchema, event: z.string().nullable() })
    .nullable()
    .describe('The webhook that said it, where it is kept.'),
});

const predictionSchema = z.object({
  id: z.uuid(),
  model: modelNameSchema,
  subject: z.string().nullable().describe('null: a row of features that came without one.'),
  answered_at: momentSchema,
  read_at: momentSchema.describe('Rows are read as of then.'),
  batch: z.string().nullable().describe('The daily scoring; null: somebody asked.'),
  value: z.number(),
  arm: z.enum(['champion', 'challenger']).nullable(),
  experiment: z.string().nullable(),
  phase: z.int().nullable(),
  error: z.string().nullable().describe('Why the challenger could not answer, so that the champion did.'),
});

const rowsSchema = z.object({
  contact: z.string(),
  tables: z.array(
    z.object({
      table: z.string(),
      rows: count.describe('Dated before the moment, and here by then.'),
      came_later: count.describe('Dated before the moment, and here only after it: they were not read.'),
      changed_since: count,
      newest: z.array(tracedRowSchema),
    }),
  ),
  arrivals: arrivalsSchema,
});

const arrivedSchema = z.object({
  run_before: z.string().nullable(),
  since: momentSchema.nullable(),
  until: momentSchema,
  arrivals: arrivalsSchema,
});

export const traceSchema = z
  .object({
    kind: z.enum(['prediction', 'version']),
    version: tracedVersionSchema.describe('The one that was asked for, or that gave the prediction.'),
    prediction: predictionSchema.nullable().describe('null: of a version.'),
    rows: rowsSchema
      .nullable()
      .describe('Of a prediction. null: none of ours were read, or the subject is not here any more.'),
    arrived: arrivedSchema
      .nullable()
      .describe('Of a version: what had come since the run before began. null: of a prediction.'),
  })
  .meta({
    id: 'Trace',
    description: 'What stands behind an answer or a version: gate, run, training set, and how the rows came.',
  });
export type Trace = z.output<typeof traceSchema>;
