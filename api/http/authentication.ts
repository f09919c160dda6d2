import { hash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Actor } from '../../domain/access/actor.ts';
import { isPerennialError, PerennialError } from '../../domain/errors.ts';
import { actorOf, type OpenSession } from '../../store/access/sessions.ts';
import type { CheckedToken, RateLimits, TokenCheck } from '../access-ports.ts';
import { addressOf } from './rate-limits.ts';
import { isFromOwnPage, readSessionCookie } from './session-cookie.ts';

/** As the configuration takes it: RFC 6750, section 2.1, allows fewer characters, but those that it leaves out do no harm. */
const bearer = /^Bearer +([\x21-\x7e]+) *$/i;

/** Who asks: a program with a token, or a person who is signed in. */
export type Caller = {
  readonly actor: Actor;
  /** null: a program. */
  readonly person: string | null;
  /** By which they were let in. Nothing but its hash is kept anywhere. */
  readonly credential: string;
  /** Whether it would let them in again: a stream outlives the request that began it. @throws when nobody can be asked */
  isStillIn(): Promise<boolean>;
};

export type Doors = {
  readonly tokens: TokenCheck;
  /** Whose session it is. */
  readonly verifySession: (session: string) => Promise<OpenSession | null>;
  readonly limits: RateLimits;
};

/** One answer for every reason, so that nothing can be learnt about which tokens exist. */
export function requireCaller(doors: Doors): RequestHandler {
  return async (request, response, next) => {
    const caller = await callerOf(request, doors);
    if (caller === null) {
      await doors.limits.spend(`address ${addressOf(request)}`, response);
      throw new PerennialError(
        'unauthorized',
        'This needs a valid token.',
        'Send the header "Authorization: Bearer YOUR_TOKEN" with the token that was printed at the first start.',
      );
    }
    await doors.limits.spend(`${caller.actor.kind} ${caller.actor.id}`, response);
    response.locals.caller = caller;
    next();
  };
}

/** A header that is there decides: a wrong token isn't made good by a session. */
async function callerOf(request: Request, { tokens, verifySession, limits }: Doors): Promise<Caller | null> {
  const authorization = request.get('authorization');
  if (authorization !== undefined) {
    // whatever else it is, it is looked up as a token would be
    const credential = bearer.exec(authorization)?.[1] ?? '';
    const address = addressOf(request);
    if (!tokens.isKnown(credential)) await limits.requireTrusted(address);
    const token = await tokens.verify(credential);
    if (token === null) await limits.distrust(address);
    const isStillIn = async () => (await tokens.verify(credential)) !== null;
    return token === null ? null : { actor: actorOfToken(token), person: null, credential, isStillIn };
  }
  const credential = readSessionCookie(request.headers);
  if (credential === null || !isFromOwnPage(request.method, request.headers)) return null;
  const session = await verifySession(credential);
  const isStillIn = async () => (await verifySession(credential)) !== null;
  return session === null ? null : { actor: actorOf(session), person: session.person, credential, isStillIn };
}

export function actorOfToken({ id, label, role }: CheckedToken): Actor {
  return { kind: id === null ? 'configuration' : 'token', id, name: label, role };
}

export const configuredToken: CheckedToken = { id: null, label: 'configured token', role: 'admin', expiresAt: null };

/** Accepts the configured token, if there is one, beside those that `others` knows. */
export function acceptConfiguredToken(configured: string | undefined, others: TokenCheck): TokenCheck {
  if (configured === undefined) return others;
  const expected = digest(configured);
  const isConfigured = (token: string) => timingSafeEqual(digest(token), expected);
  return {
    verify: async (token) => (isConfigured(token) ? configuredToken : await others.verify(token)),
    isKnown: (token) => isConfigured(token) || others.isKnown(token),
  };
}

/** Milliseconds for which a token that was valid counts as valid: a revocation takes effect within them. */
export const tokenMemory = 5_000;
/** Milliseconds for which it does while nobody can be asked. */
export const tokenMemoryWithoutDatabase = 600_000;

type Remembered = { readonly token: CheckedToken; readonly validAt: number; readonly askAgainAt: number };

/**
 * Asks `verify` once in `tokenMemory` rather than at every request, and once for all requests that come meanwhile. While the database is
 * unavailable, whoever was let in before stays in, until their token expires: predictions from given features need nothing else of
 * it. Keeps hashes only, and only of tokens that were valid, so that guessing doesn't fill the memory.
 */
export function rememberValidTokens(
  verify: (token: string) => Promise<CheckedToken | null>,
  clock: () => number = () => performance.now(),
  now: () => Date = () => new Date(),
): TokenCheck {
  const remembered = new Map<string, Remembered>();
  const asking = new Map<string, Promise<CheckedToken | null>>();
  const isExpired = ({ expiresAt }: CheckedToken) => expiresAt !== null && expiresAt <= now();

  async function ask(key: string, token: string): Promise<CheckedToken | null> {
    const known = remembered.get(key);
    try {
      const found = await verify(token);
      const at = clock();
      if (found === null) remembered.delete(key);
      else remembered.set(key, { token: found, validAt: at, askAgainAt: at + tokenMemory });
      return found;
    } catch (error) {
      const at = clock();
      const away = isPerennialError(error) && error.code === 'database_unavailable';
      if (!away || known === undefined || at - known.validAt > tokenMemoryWithoutDatabase) throw error;
      remembered.set(key, { ...known, askAgainAt: at + tokenMemory });
      return known.token;
    }
  }

  async function find(token: string): Promise<CheckedToken | null> {
    const key = hash('sha256', token, 'base64');
    const known = remembered.get(key);
    if (known !== undefined && clock() < known.askAgainAt) return known.token;
    const asked = asking.get(key);
    if (asked !== undefined) return await asked;
    const answer = ask(key, token).finally(() => asking.delete(key));
    asking.set(key, answer);
    return await answer;
  }

  return {
    async verify(token) {
      const found = await find(token);
      return found === null || isExpired(found) ? null : found;
    },
    isKnown: (token) => remembered.has(hash('sha256', token, 'base64')),
  };
}

function digest(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
