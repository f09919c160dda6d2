import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { HookKind } from '../../../domain/hooks.ts';
import { checkSignature, deliveryIdOf, keptHeaders } from '../../../ingest/hooks/check-signature.ts';
import { signed } from './signed.ts';

const now = new Date('2026-11-30T12:00:00Z');
const body = Buffer.from('{"id":"evt_1","text":"Größe?"}');
const secretOf = (kind: HookKind) =>
  kind === 'standard' ? 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' : 'the app secret';
const kinds = ['whatsapp', 'chatwoot', 'shopify', 'stripe', 'standard'] as const;

describe('the signature of a delivery', () => {
  for (const kind of kinds) {
    const secret = secretOf(kind);
    const other = kind === 'standard' ? 'whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSw' : 'another';

    it(`of ${kind} is genuine with the secret and the bytes that it was made of, and with nothing else`, () => {
      const posted = signed(kind, secret, body, now);
      assert.equal(checkSignature(kind, posted, [secret], now), 'genuine');
      assert.equal(checkSignature(kind, posted, [other, secret], now), 'genuine');
      assert.equal(checkSignature(kind, posted, [other], now), 'wrong');
      assert.equal(
        checkSignature(kind, { ...posted, body: Buffer.from(body.toString().replace('?', '!')) }, [secret], now),
        'wrong',
      );
      assert.equal(checkSignature(kind, { headers: {}, body }, [secret], now), 'wrong');
      const short = Object.fromEntries(
        Object.entries(posted.headers).map(([name, value]) => [name, value?.slice(0, 12)]),
      );
      assert.equal(checkSignature(kind, { headers: short, body }, [secret], now), 'wrong');
    });
  }

  it('that says when it was made is old after five minutes, and before its time', () => {
    for (const kind of ['chatwoot', 'stripe', 'standard'] as const) {
      for (const [seconds, verdict] of [
        [-299, 'genuine'],
        [-301, 'old'],
        [299, 'genuine'],
        [301, 'old'],
      ] as const) {
        const posted = signed(kind, secretOf(kind), body, new Date(now.getTime() + seconds * 1000));
        assert.equal(checkSignature(kind, posted, [secretOf(kind)], now), verdict, `${kind}, ${seconds} s`);
      }
    }
  });

  it('of Standard Webhooks is one that the public library finds genuine too, and any of several counts', () => {
    const secret = secretOf('standard');
    const posted = signed('standard', secret, body, new Date());
    new Webhook(secret).verify(body, posted.headers as Record<string, string>);
    const several = { ...posted.headers, 'webhook-signature': `v1,AAAA ${posted.headers['webhook-signature']}` };
    assert.equal(checkSignature('standard', { headers: several, body }, [secret], new Date()), 'genuine');
  });

  it('of Stripe may be one of several while a secret is replaced', () => {
    const { headers } = signed('stripe', 'the app secret', body, now);
    const [stamp, v1] = headers['stripe-signature']?.split(',') ?? [];
    const v0 = createHmac('sha256', 'x').update('y').digest('hex');
    const several = { 'stripe-signature': `${stamp},v0=${v0},v1=${v0},${v1}` };
    assert.equal(checkSignature('stripe', { headers: several, body }, ['the app secret'], now), 'genuine');
  });
});

describe('the id of a delivery', () => {
  it("is the sender's, else the hash of the body", () => {
    const idOf = (kind: HookKind, headers: Record<string, string>) => deliveryIdOf(kind, { headers, body });
    assert.equal(idOf('shopify', { 'x-shopify-webhook-id': 'b54557e4' }), 'b54557e4');
    assert.equal(idOf('chatwoot', { 'x-chatwoot-delivery': 'd-1' }), 'd-1');
    assert.equal(idOf('standard', { 'webhook-id': 'msg_1' }), 'msg_1');
    assert.equal(idOf('stripe', {}), 'evt_1');
    assert.match(idOf('whatsapp', {}), /^sha256:[0-9a-f]{64}$/);
    assert.equal(idOf('chatwoot', { 'x-chatwoot-delivery': 'x'.repeat(201) }), idOf('whatsapp', {}));
  });

  it('comes with the headers that its reading needs, and no others', () => {
    const headers = { 'x-shopify-topic': 'orders/create', authorization: 'Bearer x', 'x-shopify-hmac-sha256': 'y' };
    assert.deepEqual(keptHeaders('shopify', { headers, body }), { 'x-shopify-topic': 'orders/create' });
  });
});
