import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { HookKind } from '../../domain/hooks.ts';

export type PostedDelivery = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
};

export type SignatureVerdict = 'genuine' | 'wrong' | 'old';

type Scheme = {
  /** @param secret one of those that are valid; there are two while one replaces the other. */
  check(posted: PostedDelivery, secret: string, now: Date): SignatureVerdict;
  /** By what a repetition is known; undefined: the sender gives deliveries no id. */
  idOf(posted: PostedDelivery): string | undefined;
  /** Headers that are kept for the reading. */
  readonly keeps: readonly string[];
};

/** s by which a signed moment may differ from now: as Standard Webhooks and Stripe have it. */
const tolerance = 300;

const schemes: Readonly<Record<HookKind, Scheme>> = {
  // Meta repeats the same bytes, and signs no moment
  whatsapp: {
    check: ({ headers, body }, secret) => verdict(isHex(headers['x-hub-signature-256'], 'sha256=', hmac(secret, body))),
    idOf: () => undefined,
    keeps: [],
  },
  chatwoot: {
    check({ headers, body }, secret, now) {
      const stamp = headers['x-chatwoot-timestamp'] ?? '';
      const expected = hmac(secret, `${stamp}.`, body);
      return verdict(isHex(headers['x-chatwoot-signature'], 'sha256=', expected), stamp, now);
    },
    idOf: ({ headers }) => headers['x-chatwoot-delivery'],
    keeps: ['x-chatwoot-timestamp'],
  },
  shopify: {
    check({ headers, body }, secret) {
      const given = Buffer.from(headers['x-shopify-hmac-sha256'] ?? '', 'base64');
      return verdict(isEqual(given, hmac(secret, body)));
    },
    idOf: ({ headers }) => headers['x-shopify-webhook-id'],
    keeps: ['x-shopify-topic', 'x-shopify-triggered-at'],
  },
  stripe: {
    check({ headers, body }, secret, now) {
      const { t: [stamp = ''] = [], v1 = [] } = partsOf(headers['stripe-signature'] ?? '');
      const expected = hmac(secret, `${stamp}.`, body);
      return verdict(v1.map((each) => isHex(each, '', expected)).includes(true), stamp, now);
    },
    idOf: ({ body }) => /"id"\s*:\s*"(evt_\w{1,100})"/.exec(body.toString('utf8'))?.[1],
    keeps: [],
  },
  standard: {
    check({ headers, body }, secret, now) {
      const { 'webhook-id': id = '', 'webhook-timestamp': stamp = '', 'webhook-signature': signature = '' } = headers;
      if (id === '' || !/^\d{1,11}$/.test(stamp)) return 'wrong';
      const expected = new Webhook(secret).sign(id, new Date(Number(stamp) * 1000), body);
      const given = signature.split(' ').map((each) => isEqual(Buffer.from(each), Buffer.from(expected)));
      return verdict(given.includes(true), stamp, now);
    },
    idOf: ({ headers }) => headers['webhook-id'],
    keeps: ['webhook-timestamp'],
  },
};

/** Whether any of the secrets made the signature, and lately where it says when. */
export function checkSignature(
  kind: HookKind,
  posted: PostedDelivery,
  secrets: readonly string[],
  now: Date,
): SignatureVerdict {
  const verdicts = secrets.map((secret) => schemes[kind].check(posted, secret, now));
  return verdicts.find((each) => each === 'genuine') ?? verdicts.find((each) => each === 'old') ?? 'wrong';
}

/** The same for a repetition of the delivery. */
export function deliveryIdOf(kind: HookKind, posted: PostedDelivery): string {
  const given = schemes[kind].idOf(posted)?.trim();
  if (given !== undefined && given !== '' && given.length <= longestId) return given;
  return `sha256:${createHash('sha256').update(posted.body).digest('hex')}`;
}

const longestId = 200;

export function keptHeaders(kind: HookKind, { headers }: PostedDelivery): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of schemes[kind].keeps) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value.replaceAll('\0', '').slice(0, 200);
  }
  return kept;
}

function verdict(isGenuine: boolean, stamp?: string, now?: Date): SignatureVerdict {
  if (!isGenuine) return 'wrong';
  if (stamp === undefined || now === undefined) return 'genuine';
  const age = Math.abs(now.getTime() / 1000 - Number(stamp));
  return age <= tolerance ? 'genuine' : 'old'; // a stamp that is no number is old
}

function hmac(secret: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const made = createHmac('sha256', secret);
  for (const part of parts) made.update(part);
  return made.digest();
}

function isHex(given: string | undefined, prefix: string, expected: Buffer): boolean {
  if (given === undefined || !given.startsWith(prefix)) return false;
  return isEqual(Buffer.from(given.slice(prefix.length), 'hex'), expected);
}

function isEqual(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** `t=1614,v1=ab,v1=cd` (docs.stripe.com/webhooks#verify-manually). */
function partsOf(header: string): Readonly<Record<string, readonly string[]>> {
  const parts: Record<string, string[]> = {};
  for (const [name, value] of header.split(',').map((each) => each.trim().split('=', 2))) {
    if (name === 't' || name === 'v1') parts[name] = [...(parts[name] ?? []), value ?? ''];
  }
  return parts;
}
