import { z } from 'zod';
import { modelNames } from '../../domain/models.ts';

export const modelNameSchema = z.enum(modelNames).meta({ id: 'ModelName', description: 'One of the three models.' });
export type ModelName = z.infer<typeof modelNameSchema>;

/** The characters that show nothing, as `trim` takes them and as readers of patterns in other languages do: all of either. */
const blank = '\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
const somethingToRead = new RegExp(`^[^\\u0000]*[^${blank}][^\\u0000]*$`);

/** A text that isn't blank, without the blanks around it. Its length is counted with them, as whoever sends it counts. */
export function filledText(longest: number) {
  return z.string().min(1).max(longest).regex(somethingToRead, 'Must not be blank').trim();
}

export const momentSchema = z.iso
  .datetime()
  .meta({ description: 'ISO 8601, UTC.', examples: ['2024-01-15T10:30:00Z'] });

export const metricsSchema = z.record(z.string(), z.number().nullable()).meta({
  id: 'Metrics',
  description:
    'Metrics on the holdout by name; null when one is undefined for these rows. Shares are 0-1, errors are in points.',
  examples: [{ mae: 8.45, r2: 0.87 }],
});
export type Metrics = z.infer<typeof metricsSchema>;

export const targetResultSchema = z
  .object({
    metric: z.string(),
    comparison: z.enum(['<', '>']),
    limit: z.number(),
    value: z.number().nullable(),
    met: z.boolean(),
  })
  .meta({
    id: 'TargetResult',
    description: "A performance target of the guide and whether the run's metric meets it.",
  });

export const failureSchema = z
  .object({ code: z.string(), message: z.string(), remedy: z.string() })
  .meta({ id: 'Failure', description: 'Why a run failed and what to do.' });
