import { z } from 'zod';
import { reproductionRefusals, reproductionVerdicts } from '../../domain/reproduction.ts';
import { failureSchema, momentSchema } from './scalars.ts';

export const startReproductionSchema = z.strictObject({
  anyway: z.boolean().default(false).describe('With other code and on another machine too.'),
});

export const reproductionSchema = z
  .object({
    run_id: z.string(),
    state: z.enum(['none', 'working', 'done', 'failed']).describe('none: nobody asked for it of late.'),
    started_at: momentSchema.nullable(),
    verdict: z.enum(reproductionVerdicts).nullable().describe('refused: nothing was trained. null: not done.'),
    refusal: z
      .object({ why: z.enum(reproductionRefusals), message: z.string(), remedy: z.string() })
      .nullable()
      .describe('Why nothing was trained.'),
    artifact: z
      .object({ recorded: z.string(), again: z.string() })
      .nullable()
      .describe('SHA-256 of the model’s file: of the run, and trained again.'),
    differing_metrics: z.array(z.string()),
    seconds: z.number().nullable(),
    error: failureSchema.nullable(),
  })
  .meta({ id: 'Reproduction', description: 'A past run, trained again and compared byte by byte.' });
export type Reproduction = z.output<typeof reproductionSchema>;
