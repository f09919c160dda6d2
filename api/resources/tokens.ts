import { PerennialError } from '../../domain/errors.ts';
import type { TokenRecord } from '../../store/tokens.ts';
import {
  madeTokenSchema,
  newTokenSchema,
  type Token,
  tokenParamsSchema,
  tokenSchema,
  tokensQuerySchema,
  tokensSchema,
} from '../contracts/tokens.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

const tag = 'Access';

export function tokenOperations({ access }: Pick<Ports, 'access'>, now = () => new Date()): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/tokens',
      operationId: 'listTokens',
      tag,
      summary: 'List tokens: what they are for, what they may, when they were last used',
      query: tokensQuerySchema,
      success: { status: 200, description: 'Newest first; revoked and expired ones too.', schema: tokensSchema },
      handle: async ({ query }) => {
        const { rows, next_cursor } = await answerPage('tokens', query, access.tokens);
        return { tokens: rows.map(present), next_cursor };
      },
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/tokens',
      operationId: 'createToken',
      tag,
      summary: 'Make a token for a program',
      body: newTokenSchema,
      success: { status: 201, description: 'The token, shown this once.', schema: madeTokenSchema },
      handle: async ({ body: { name, role, expires_at }, act }) => {
        const expiresAt = expires_at === undefined ? null : new Date(expires_at);
        if (expiresAt !== null && expiresAt <= now()) throw tooEarly();
        const token = await access.createToken({ label: name, role, expiresAt, act: act(null) });
        return { token, id: idOf(token) };
      },
    }),
    defineOperation({
      method: 'post',
      path: '/api/v1/tokens/{id}/revoke',
      operationId: 'revokeToken',
      tag,
      summary: 'Make a token worthless, and end the sessions that were begun with it',
      params: tokenParamsSchema,
      success: { status: 200, description: 'The token.', schema: tokenSchema },
      refusals: ['not_found'],
      handle: async ({ params, act }) => {
        const id = idOf(params.id);
        const revoked = await access.revokeToken(id, act(id));
        if (revoked !== null) return present(revoked);
        throw new PerennialError(
          'not_found',
          'There is no token with this id.',
          'List tokens at /api/v1/tokens and use an id from there.',
        );
      },
    }),
  ];
}

function idOf(token: string): string {
  return token.split('.')[0] ?? '';
}

function present({ id, label, role, createdAt, expiresAt, revokedAt, lastUsedAt }: TokenRecord): Token {
  return {
    ...{ id, name: label, role, created_at: createdAt.toISOString() },
    expires_at: expiresAt?.toISOString() ?? null,
    revoked_at: revokedAt?.toISOString() ?? null,
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}

function tooEarly(): PerennialError {
  return new PerennialError('invalid_input', 'body.expires_at lies in the past.', 'Say when it is to expire.');
}
