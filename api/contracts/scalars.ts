import { z } from 'zod';
import { modelNames } from '../../domain/models.ts';

/**
 * Text that is stored without the spaces around it, and must hold something else. The document says so by the same pattern, which names
 * what engines disagree on: JavaScript trims U+FEFF and no U+0085, Python the other way round.
 */
export function trimmedText(longest: number) {
  return (
    z
      .string()
      .min(1)
      .max(longest)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: spaces in some languages
      .regex(/[^\s\uFEFF\x1C-\x1F\x85]/, 'Must hold more than spaces')
      .trim()
  );
}

export const modelNameSchema = z.enum(modelNames).meta({ id: 'ModelName', description: 'One of the three models.' });
export type ModelName = z.infer<typeof modelNameSchema>;

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
