import { hash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { isPerennialError, PerennialError } from '../../domain/errors.ts';
import { isFromOwnPage, readSessionCookie } from './session-cookie.ts';

/** As the configuration takes it: RFC 6750, section 2.1, allows fewer characters, but those that it leaves out do no harm. */
const bearer = /^Bearer +([\x21-\x7e]+) *$/i;

/** Who asks: a program with a token, or a person who is signed in. */
export type Caller = { readonly person: string | null };

type Doors = {
  readonly verifyToken: (token: string) => Promise<boolean>;
  /** Whose session it is. */
  readonly verifySession: (session: string) => Promise<string | null>;
};

/** One answer for every reason, so that nothing can be learnt about which tokens exist. */
export function requireCaller(doors: Doors): RequestHandler {
  return async (request, response, next) => {
    const caller = await callerOf(request, doors);
    if (caller === null) {
      throw new PerennialError(
        'unauthorized',
        'This needs a valid token.',
        'Send the header "Authorization: Bearer YOUR_TOKEN" with the token that was printed at the first start.',
      );
    }
    response.locals.caller = caller;
    next();
  };
}

/** A header that is there decides: a wrong token isn't made good by a session. */
async function callerOf(request: Request, { verifyToken, verifySession }: Doors): Promise<Caller | null> {
  const authorization = request.get('authorization');
  if (authorization !== undefined) {
    const token = bearer.exec(authorization)?.[1];
    return token !== undefined && (await verifyToken(token)) ? { person: null } : null;
  }
  const session = readSessionCookie(request.headers);
  if (session === null || !isFromOwnPage(request.method, request.headers)) return null;
  const person = await verifySession(session);
  return person === null ? null : { person };
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

/** Milliseconds for which a token that was valid counts as valid: a revocation takes effect within them. */
export const tokenMemory = 5_000;
/** Milliseconds for which it does while nobody can be asked. */
export const tokenMemoryWithoutDatabase = 600_000;

type Remembered = { readonly validAt: number; readonly askAgainAt: number };

/**
 * Asks `verify` once in `tokenMemory` rather than at every request, and once for all requests that come meanwhile. While the database is
 * unavailable, whoever was let in before stays in: predictions from given features need nothing else of it. Keeps hashes only,
 * and only of tokens that were valid, so that guessing doesn't fill the memory.
 */
export function rememberValidTokens(
  verify: (token: string) => Promise<boolean>,
  clock: () => number = () => performance.now(),
): (token: string) => Promise<boolean> {
  const remembered = new Map<string, Remembered>();
  const asking = new Map<string, Promise<boolean>>();

  async function ask(key: string, token: string): Promise<boolean> {
    const known = remembered.get(key);
    try {
      const valid = await verify(token);
      const at = clock();
      if (valid) remembered.set(key, { validAt: at, askAgainAt: at + tokenMemory });
      else remembered.delete(key);
      return valid;
    } catch (error) {
      const at = clock();
      const away = isPerennialError(error) && error.code === 'database_unavailable';
      if (!away || known === undefined || at - known.validAt > tokenMemoryWithoutDatabase) throw error;
      remembered.set(key, { ...known, askAgainAt: at + tokenMemory });
      return true;
    }
  }

  return async (token) => {
    const key = hash('sha256', token, 'base64');
    const known = remembered.get(key);
    if (known !== undefined && clock() < known.askAgainAt) return true;
    const asked = asking.get(key);
    if (asked !== undefined) return asked;
    const answer = ask(key, token).finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  };
}

function digest(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
