import { z } from 'zod';

export const healthSchema = z
  .object({
    status: z
      .enum(['ok', 'degraded', 'unavailable'])
      .describe('degraded: it takes requests, but some of them fail, or something needs a look.'),
    version: z.string(),
    checks: z.record(
      z.string(),
      z.object({ status: z.enum(['ok', 'degraded', 'unavailable']), detail: z.string(), milliseconds: z.number() }),
    ),
  })
  .meta({
    id: 'Health',
    description: 'Whether this process can do its work.',
    examples: [
      {
        status: 'ok',
        version: '0.1.0',
        checks: {
          database: { status: 'ok', detail: 'answers', milliseconds: 2 },
          temporal: { status: 'ok', detail: 'answers', milliseconds: 3 },
        },
      },
    ],
  });
export const livenessSchema = z
  .object({ status: z.literal('ok'), version: z.string() })
  .meta({ id: 'Liveness', description: 'The process answers. Restarting it would mend nothing.' });

export type Health = z.infer<typeof healthSchema>;
