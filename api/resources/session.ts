import { wordActor } from '../../domain/access/actor.ts';
import { accessOf, operationNames } from '../../domain/access/operations.ts';
import { mayAs, type Role } from '../../domain/access/roles.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { Guest } from '../../store/access/sessions.ts';
import { type SignIn, sessionSchema, signedOutSchema, signInSchema } from '../contracts/session.ts';
import { actorOfToken } from '../http/authentication.ts';
import { defineOperation, type Operation, parseInput } from '../http/operation.ts';
import { isFromOwnPage, readSessionCookie, sessionCookie } from '../http/session-cookie.ts';
import type { Ports } from '../ports.ts';

/** Signing in with the configured token gives a session of this name: it belongs to nobody. */
const nameOfConfigured = 'Administrator';

export function sessionOperations({
  access,
  tokens,
  limits,
}: Pick<Ports, 'access' | 'tokens' | 'limits'>): Operation[] {
  /** null: nobody is let in by it. */
  async function guestOf(given: SignIn): Promise<Guest | null> {
    if ('code' in given) {
      const invited = await access.redeemCode(given.code);
      return invited && { ...invited, tokenId: null };
    }
    const token = await tokens.verify(given.token);
    if (token === null) return null;
    const person = token.id === null ? nameOfConfigured : wordActor(actorOfToken(token));
    return { person, role: token.role, tokenId: token.id };
  }

  return [
    {
      method: 'post',
      path: '/sign-in',
      operationId: 'signIn',
      tag: 'Sign-in',
      summary: 'Exchange the code of a link, or a token, for the session cookie of the dashboard',
      body: signInSchema,
      answers: { 200: { description: 'Signed in: the cookie comes along.', schema: sessionSchema } },
      refusals: ['unauthorized', 'too_many_requests'],
      async respond({ body, headers, address }) {
        const given = parseInput(signInSchema, body ?? {}, 'body');
        if (!isFromOwnPage('POST', headers)) throw notLetIn();
        await limits.requireTrusted(address);
        const guest = await guestOf(given);
        if (guest === null) {
          await limits.distrust(address);
          throw notLetIn();
        }
        const session = await access.createSession(guest);
        return {
          status: 200,
          body: present(guest.person, guest.role),
          headers: { 'Set-Cookie': sessionCookie(headers, session) },
        };
      },
    },
    defineOperation({
      method: 'get',
      path: '/api/v1/session',
      operationId: 'readSession',
      tag: 'Sign-in',
      summary: 'Read who is signed in, and what they may do',
      success: { status: 200, description: 'Who asks.', schema: sessionSchema },
      handle: async ({ caller }) => present(caller.person, caller.actor.role),
    }),
    {
      method: 'post',
      path: '/api/v1/session/end',
      operationId: 'signOut',
      tag: 'Sign-in',
      summary: 'End the session of this browser',
      answers: { 200: { description: 'The session is worth nothing any more.', schema: signedOutSchema } },
      refusals: [],
      async respond({ headers }) {
        const session = readSessionCookie(headers);
        if (session !== null) await access.endSession(session);
        return { status: 200, body: { signed_out: true }, headers: { 'Set-Cookie': sessionCookie(headers, '') } };
      },
    },
  ];
}

function present(person: string | null, role: Role) {
  const may = operationNames.filter((name) => {
    const { role: needed } = accessOf(name);
    return needed === 'anyone' || mayAs(role, needed);
  });
  return { person, role, may };
}

/** One answer for a code that is unknown, used or too old. */
function notLetIn(): PerennialError {
  return new PerennialError(
    'unauthorized',
    'This link was used before, is too old, or is not one of ours.',
    'Links work once and for a few minutes. Make another: npx perennial open, or ask a colleague for npx perennial invite.',
  );
}
