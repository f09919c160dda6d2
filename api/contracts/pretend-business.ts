import { z } from 'zod';
import { failureSchema } from './scalars.ts';

export const pretendBusinessSchema = z
  .object({
    offered: z.boolean().describe('Whether one can be made: there is no data yet, and models of it may serve here.'),
    why_not: z.string().nullable(),
    present: z.boolean().describe('Whether simulated people are in the database.'),
    state: z.enum(['none', 'working', 'done', 'failed']),
    step: z.enum(['simulate', 'train', 'score']).nullable(),
    share: z.number().min(0).max(1).describe('How much of it is done.'),
    message: z.string().nullable(),
    error: failureSchema.nullable(),
  })
  .meta({
    id: 'PretendBusiness',
    description: 'A simulated business with models and lists, for those who look around.',
  });
export type PretendBusiness = z.infer<typeof pretendBusinessSchema>;

export const removedBusinessSchema = z
  .object({
    contacts: z.int().describe('Simulated contacts that are gone, with everything of theirs.'),
    versions: z.int().describe('Models that no longer serve, as they had learnt from them.'),
  })
  .meta({ id: 'RemovedBusiness' });
