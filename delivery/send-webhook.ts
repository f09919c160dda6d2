import { Webhook } from 'standardwebhooks';
import packageJson from '../package.json' with { type: 'json' };
import { DeliveryFailure } from './delivery-failure.ts';
import type { OutgoingEvent } from './outgoing.ts';
import { post } from './post.ts';

/**
 * Posts an event as Standard Webhooks 1.0.0 says: the id and the moment of the attempt are signed with the body.
 *
 * @param secret base64, after `whsec_` or alone
 * @throws DeliveryFailure
 */
export async function sendWebhook(
  event: OutgoingEvent,
  to: { readonly url: URL; readonly secret: string; readonly allowPrivate: boolean; readonly patience?: number },
  { now, signal }: { readonly now: Date; readonly signal?: AbortSignal },
): Promise<void> {
  const { secret, ...target } = to;
  const body = JSON.stringify({
    id: event.id,
    type: event.type,
    timestamp: event.happenedAt.toISOString(),
    subject: event.subject,
    sequence: event.sequence,
    data: event.data,
  });
  await post({
    ...target,
    body,
    ...(signal && { signal }),
    headers: {
      'content-type': 'application/json',
      'user-agent': `Perennial/${packageJson.version}`,
      'webhook-id': event.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signerOf(secret).sign(event.id, now, body),
    },
  });
}

function signerOf(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (error) {
    throw new DeliveryFailure('Its secret is not base64, with whsec_ before it or without.', { cause: error });
  }
}
