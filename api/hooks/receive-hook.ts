import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { isPerennialError, PerennialError } from '../../domain/errors.ts';
import { type HookKind, longestDelivery } from '../../domain/hooks.ts';
import { checkSignature, deliveryIdOf, keptHeaders } from '../../ingest/hooks/check-signature.ts';
import { methodNotAllowed, sendUnavailable } from '../http/error-handler.ts';
import { readBytes } from '../http/read-body.ts';
import type { HookPorts } from './hook-ports.ts';
import { tooBusy } from './keep-deliveries.ts';
import { type KnownHook, secretsOf } from './known-hooks.ts';

/** Bytes of bodies that are being read. */
const mostReading = 64 * 1024 * 1024;

/**
 * `/hooks/<source>`: a delivery is stored as it came, then answered, then read. A signature lets it in, no token and no name of this host.
 * What can't be stored is refused so that the sender repeats it.
 */
export function createHookRouter(ports: HookPorts): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router
    .route('/hooks/:source')
    .post(unlessAway(receiver(ports)))
    .get(unlessAway(challenger(ports)))
    .all(methodNotAllowed(['POST']));
  return router;
}

function receiver({ find, keeper, wake, clock }: HookPorts): RequestHandler {
  let reading = 0;

  async function bodyOf(request: Request): Promise<Buffer> {
    const announced = Math.min(Number(request.headers['content-length'] ?? longestDelivery), longestDelivery);
    if (reading + announced + keeper.waitingBytes() > mostReading) throw tooBusy();
    reading += announced;
    try {
      return await readBytes(request, longestDelivery);
    } finally {
      reading -= announced;
    }
  }

  return async (request, response) => {
    const hook = await known(find, request);
    const body = await bodyOf(request);
    const posted = { headers: headersOf(request), body };
    const verdict = checkSignature(hook.kind, posted, hook.secrets, clock());
    if (verdict !== 'genuine') throw unauthorized(hook.kind, verdict);
    await keeper.keep({
      source: hook.name,
      deliveryId: deliveryIdOf(hook.kind, posted),
      headers: keptHeaders(hook.kind, posted),
      body,
    });
    wake(hook.name);
    send(response, 'application/json', '{}');
  };
}

/** Meta asks once whether the address is ours: developers.facebook.com/docs/graph-api/webhooks/getting-started. */
function challenger({ find, readSecret }: HookPorts): RequestHandler {
  const refuse = methodNotAllowed(['POST']);
  return async (request, response, next) => {
    const hook = await known(find, request);
    if (hook.kind !== 'whatsapp') return refuse(request, response, next);
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query;
    const expected = hook.verifyToken === null ? [] : secretsOf(readSecret, hook.verifyToken);
    const isOurs = typeof token === 'string' && expected.some((each) => timingSafeEqual(digest(each), digest(token)));
    if (mode !== 'subscribe' || !isOurs || typeof challenge !== 'string' || !/^[\w.-]{1,200}$/.test(challenge)) {
      throw new PerennialError(
        'unauthorized',
        'This is not the challenge that was expected.',
        'Enter the same verify token at Meta as --verify-env names here.',
      );
    }
    send(response, 'text/plain', challenge);
  };
}

async function known(find: HookPorts['find'], { params }: Request): Promise<KnownHook> {
  const name = String(params.source);
  const hook = await find(name);
  if (hook !== null) return hook;
  throw new PerennialError(
    'not_found',
    `There is no source "${name.slice(0, 50)}".`,
    'Add it: npx perennial source add',
    {},
  );
}

function headersOf({ headers }: Request): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

function unauthorized(kind: HookKind, verdict: 'wrong' | 'old'): PerennialError {
  return verdict === 'old'
    ? new PerennialError(
        'unauthorized',
        'The signature is older than five minutes, or from the future.',
        'Send it with a new one; otherwise one of the two clocks is wrong.',
      )
    : new PerennialError(
        'unauthorized',
        `The signature is not that of ${kind} with the secret known here.`,
        'Compare the secret of the sender with the one that npx perennial source list names.',
      );
}

/** Answered without a line in the log for each: a thousand of them come in a second. The keeper's failures are logged by `open-hooks.ts`. */
function unlessAway(handler: RequestHandler): RequestHandler {
  return async (request, response, next) => {
    try {
      await handler(request, response, next);
    } catch (error) {
      if (isPerennialError(error) && error.code === 'database_unavailable' && !response.headersSent)
        return sendUnavailable(response, error);
      throw error;
    }
  };
}

function send(response: Response, type: string, text: string): void {
  if (response.headersSent) return; // refused meanwhile, because the process ends
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
