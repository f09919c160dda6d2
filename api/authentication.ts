import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { PerennialError } from '../domain/errors.ts';

/** RFC 6750, section 2.1. */
const bearer = /^Bearer +([\w.~+/-]+=*) *$/i;

/** One answer for every reason, so that nothing can be learnt about which tokens exist. */
export function requireToken(verifyToken: (token: string) => Promise<boolean>): RequestHandler {
  return async (request, _response, next) => {
    const token = bearer.exec(request.get('authorization') ?? '')?.[1];
    if (token === undefined || !(await verifyToken(token))) {
      throw new PerennialError(
        'unauthorized',
        'This needs a valid token.',
        'Send the header "Authorization: Bearer YOUR_TOKEN" with the token that was printed at the first start.',
      );
    }
    next();
  };
}

/** Accepts the configured token, if there is one, beside those that `others` knows. */
export function acceptConfiguredToken(
  configured: string | undefined,
  others: (token: string) => Promise<boolean>,
): (token: string) => Promise<boolean> {
  if (configured === undefined) return others;
  const expected = digest(configured);
  return async (token) => timingSafeEqual(digest(token), expected) || (await others(token));
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
