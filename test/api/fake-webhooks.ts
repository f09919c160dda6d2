import type { Ports, WebhookRecord } from '../../api/ports.ts';
import type { FakeConnections } from './fake-connections.ts';

const moment = new Date('2026-06-01T08:00:00Z');

export const webshop: WebhookRecord = {
  hook: {
    ...{ name: 'webshop', kind: 'shopify', ids: 'shopify', secret: { env: 'SHOPIFY_SECRET' }, verifyToken: null },
    ...{ paused: false, addedAt: moment },
  },
  address: 'https://crm.example.com/hooks/webshop',
  counts: [
    { source: 'webshop', state: 'taken', event: 'orders/create', count: 1_204, lastReceivedAt: moment },
    { source: 'webshop', state: 'unknown', event: 'themes/publish', count: 3, lastReceivedAt: moment },
    { source: 'webshop', state: 'failed', event: 'orders/updated', count: 2, lastReceivedAt: moment },
  ],
  lastFailure: {
    ...{
      id: 812,
      source: 'webshop',
      deliveryId: 'b54557e4',
      receivedAt: moment,
      state: 'failed',
      event: 'orders/updated',
    },
    ...{ rowCount: 3, byteCount: 4_812 },
    error: {
      code: 'invalid_input',
      message: 'purchases.currency "EURO" is not a currency code of three letters.',
      remedy: 'Send a currency code of three letters, or leave it out.',
    },
  },
};

/** @param reach throws where the database is away. */
export function fakeWebhooks(reach: <T>(answer: () => T) => Promise<T>, world: FakeConnections): Ports['webhooks'] {
  const note = (command: string) => void world.commands.push(command);
  return {
    list: () => reach(() => world.webhooks),
    pause: (name, paused) =>
      reach(() => {
        note(`${paused ? 'pause' : 'resume'} ${name}`);
        return { ...webshop, hook: { ...webshop.hook, paused } };
      }),
    replay: (name) =>
      reach(() => {
        note(`replay ${name}`);
        return 5;
      }),
  };
}
