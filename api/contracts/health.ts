import { z } from 'zod';

export const healthSchema = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    version: z.string(),
    checks: z.record(
      z.string(),
      z.object({ status: z.enum(['ok', 'unavailable']), detail: z.string(), milliseconds: z.number() }),
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
export type Health = z.infer<typeof healthSchema>;
