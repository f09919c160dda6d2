import { z } from 'zod';
import { deliveryStates, hookKinds } from '../../domain/hooks.ts';
import { sourceNamePattern } from '../../domain/sources.ts';
import { failureSchema, momentSchema } from './scalars.ts';

const count = z.int().min(0);

export const webhookParamsSchema = z.strictObject({ name: z.string().regex(sourceNamePattern) });

export const webhookSchema = z
  .object({
    name: z.string(),
    kind: z.enum(hookKinds),
    ids: z.string().describe('What stands before ids: `shopify` of `shopify:#1001`.'),
    address: z
      .string()
      .describe('To be entered at the sender; a path where the address of the dashboard is not configured.'),
    paused: z.boolean().describe('What is posted is stored, and waits.'),
    added_at: momentSchema,
    last_received_at: momentSchema.nullable(),
    deliveries: z
      .object({ waiting: count, taken: count, unused: count, unknown: count, failed: count })
      .describe(
        'Of those that are kept. unused: the event says nothing that is learnt from. unknown: an event that this release does not know.',
      ),
    unknown_events: z.array(z.object({ event: z.string(), count })),
    last_failure: z
      .object({ received_at: momentSchema, event: z.string().nullable(), error: failureSchema })
      .nullable()
      .describe('Of the newest delivery that failed and was not read again.'),
  })
  .meta({ id: 'Webhook', description: 'A system that posts what happens, and what became of it.' });
export type PresentedWebhook = z.infer<typeof webhookSchema>;

export const webhooksSchema = z.object({ webhooks: z.array(webhookSchema) }).meta({ id: 'Webhooks' });

export const replayDeliveriesSchema = z
  .strictObject({
    states: z
      .array(z.enum(deliveryStates))
      .max(deliveryStates.length)
      .optional()
      .describe('Default: failed and unknown.'),
    since: momentSchema.optional(),
  })
  .meta({ id: 'ReplayDeliveries' });

export const replayedDeliveriesSchema = z
  .object({ replayed: count.describe('Deliveries that are read again.') })
  .meta({ id: 'ReplayedDeliveries' });
