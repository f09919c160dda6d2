import { z } from 'zod';
import { modelNameSchema } from './scalars.ts';

export const verdictParamsSchema = z.strictObject({ model: modelNameSchema });

export const modelVerdictSchema = z
  .object({
    model: modelNameSchema,
    version: z.string().describe('The version that serves.'),
    source: z
      .enum(['live', 'holdout'])
      .describe('live: answers that it served and whose outcomes are known. holdout: rows kept aside in its training.'),
    finding: z
      .enum(['better', 'no_better', 'unknown'])
      .describe('better: whom it names comes true more often than anybody.'),
    sentence: z.string().describe('How good it is, in words for people who are not experts.'),
    basis: z.string().describe('On what the sentence rests.'),
    calls: z
      .object({
        rows: z.int(),
        called: z.int().describe('Those whom it named: hot leads, people who leave, messages that are answered.'),
        called_true: z.int().describe('Of these, for whom that came true.'),
        all_true: z.int().describe('Of all rows, for whom it came true.'),
      })
      .nullable()
      .describe('The counts behind the sentence; null: an earlier release trained the version and kept none.'),
  })
  .meta({ id: 'ModelVerdict', description: 'Whether the version that serves is of use.' });
export type ModelVerdict = z.output<typeof modelVerdictSchema>;
