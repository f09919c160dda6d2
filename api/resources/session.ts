import { PerennialError } from '../../domain/errors.ts';
import { sessionSchema, signedOutSchema, signInSchema } from '../contracts/session.ts';
import { defineOperation, type Operation, parseInput } from '../http/operation.ts';
import { isFromOwnPage, readSessionCookie, sessionCookie } from '../http/session-cookie.ts';
import type { Ports } from '../ports.ts';

/** Signing in with a token gives a session of this name: a token belongs to nobody. */
const nameOfToken = 'Administrator';

export function sessionOperations({ access, verifyToken }: Pick<Ports, 'access' | 'verifyToken'>): Operation[] {
  return [
    {
      method: 'post',
      path: '/sign-in',
      operationId: 'signIn',
      tag: 'Sign-in',
      summary: 'Exchange the code of a link, or a token, for the session cookie of the dashboard',
      body: signInSchema,
      answers: { 200: { description: 'Signed in: the cookie comes along.', schema: sessionSchema } },
      refusals: ['unauthorized'],
      async respond({ body, headers }) {
        const given = parseInput(signInSchema, body ?? {}, 'body');
        if (!isFromOwnPage('POST', headers)) throw notLetIn();
        const person =
          'code' in given ? await access.redeemCode(given.code) : (await verifyToken(given.token)) ? nameOfToken : null;
        if (person === null) throw notLetIn();
        const session = await access.createSession(person);
        return { status: 200, body: { person }, headers: { 'Set-Cookie': sessionCookie(headers, session) } };
      },
    },
    defineOperation({
      method: 'get',
      path: '/api/v1/session',
      operationId: 'readSession',
      tag: 'Sign-in',
      summary: 'Read who is signed in',
      success: { status: 200, description: 'Who asks.', schema: sessionSchema },
      handle: async ({ caller }) => ({ person: caller.person }),
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

/** One answer for a code that is unknown, used or too old. */
function notLetIn(): PerennialError {
  return new PerennialError(
    'unauthorized',
    'This link was used before, is too old, or is not one of ours.',
    'Links work once and for a few minutes. Make another: npx perennial open, or ask a colleague for npx perennial invite.',
  );
}
