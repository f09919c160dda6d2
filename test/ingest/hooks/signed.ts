import { createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { HookKind } from '../../../domain/hooks.ts';
import type { PostedDelivery } from '../../../ingest/hooks/check-signature.ts';

/** A delivery as its sender signs it. @param id of the delivery, where the sender gives it one in a header. */
export function signed(
  kind: HookKind,
  secret: string,
  body: Buffer,
  at: Date,
  id: string = randomUUID(),
): PostedDelivery & { readonly headers: Readonly<Record<string, string>> } {
  const stamp = String(Math.floor(at.getTime() / 1000));
  const hmac = (...parts: (string | Buffer)[]) => {
    const made = createHmac('sha256', secret);
    for (const part of parts) made.update(part);
    return made;
  };
  switch (kind) {
    case 'whatsapp':
      return { headers: { 'x-hub-signature-256': `sha256=${hmac(body).digest('hex')}` }, body };
    case 'chatwoot': {
      const signature = `sha256=${hmac(`${stamp}.`, body).digest('hex')}`;
      return {
        headers: { 'x-chatwoot-signature': signature, 'x-chatwoot-timestamp': stamp, 'x-chatwoot-delivery': id },
        body,
      };
    }
    case 'shopify':
      return { headers: { 'x-shopify-hmac-sha256': hmac(body).digest('base64'), 'x-shopify-webhook-id': id }, body };
    case 'stripe':
      return { headers: { 'stripe-signature': `t=${stamp},v1=${hmac(`${stamp}.`, body).digest('hex')}` }, body };
    case 'standard': {
      const signature = new Webhook(secret).sign(id, at, body);
      return { headers: { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature }, body };
    }
  }
}
