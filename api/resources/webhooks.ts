import { type DeliveryState, deliveryStates } from '../../domain/hooks.ts';
import {
  type PresentedWebhook,
  replayDeliveriesSchema,
  replayedDeliveriesSchema,
  webhookParamsSchema,
  webhookSchema,
  webhooksSchema,
} from '../contracts/webhooks.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports, WebhookRecord } from '../ports.ts';

const commands = [
  { name: 'pause', id: 'pauseWebhook', summary: 'Let what a webhook posts wait until it is resumed', paused: true },
  { name: 'resume', id: 'resumeWebhook', summary: 'Read again what a webhook posts', paused: false },
] as const;

/** What is worth another reading. */
const unread: readonly DeliveryState[] = ['failed', 'unknown'];

/** Systems that post what happens. */
export function webhookOperations({ webhooks }: Pick<Ports, 'webhooks'>): Operation[] {
  const tag = 'Data';
  const params = webhookParamsSchema;
  const one = '/api/v1/webhooks/{name}';
  const outside = ['installation_taken', 'temporal_unavailable'] as const;
  return [
    defineOperation({
      ...{ method: 'get', path: '/api/v1/webhooks', operationId: 'listWebhooks', tag },
      summary: 'List webhooks: the address of each, and what became of what it posted',
      success: { status: 200, description: 'By name.', schema: webhooksSchema },
      handle: async () => ({ webhooks: (await webhooks.list()).map(presentWebhook) }),
    }),
    ...commands.map(({ name: command, id: operationId, summary, paused }) =>
      defineOperation({
        ...{ method: 'post', path: `${one}/${command}`, operationId, tag, summary, params },
        success: { status: 200, description: 'It is so.', schema: webhookSchema },
        refusals: ['not_found', ...outside],
        handle: async ({ params: { name } }) => presentWebhook(await webhooks.pause(name, paused)),
      }),
    ),
    defineOperation({
      ...{ method: 'post', path: `${one}/replay`, operationId: 'replayDeliveries', tag, params },
      summary: 'Read again what a webhook posted; rows are found again by their ids',
      body: replayDeliveriesSchema,
      success: { status: 202, description: 'It is being read.', schema: replayedDeliveriesSchema },
      refusals: ['not_found', ...outside],
      handle: async ({ params: { name }, body: { states = [...unread], since } }) => ({
        replayed: await webhooks.replay(name, { states, since: since === undefined ? null : new Date(since) }),
      }),
    }),
  ];
}

function presentWebhook({ hook, address, counts, lastFailure }: WebhookRecord): PresentedWebhook {
  const of = (state: DeliveryState) =>
    counts.filter((one) => one.state === state).reduce((sum, one) => sum + one.count, 0);
  const last = Math.max(...counts.map(({ lastReceivedAt }) => lastReceivedAt.getTime()));
  const { name, kind, ids, paused, addedAt } = hook;
  return {
    ...{ name, kind, ids, address, paused, added_at: addedAt.toISOString() },
    last_received_at: counts.length === 0 ? null : new Date(last).toISOString(),
    deliveries: Object.fromEntries(deliveryStates.map((state) => [state, of(state)])) as PresentedWebhook['deliveries'],
    unknown_events: counts.flatMap(({ state, event, count }) =>
      state === 'unknown' ? [{ event: event ?? 'without a name', count }] : [],
    ),
    last_failure:
      lastFailure?.error == null
        ? null
        : {
            received_at: lastFailure.receivedAt.toISOString(),
            ...{ event: lastFailure.event, error: lastFailure.error },
          },
  };
}
