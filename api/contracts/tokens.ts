import { z } from 'zod';
import { defaultRole } from '../../domain/access/roles.ts';
import { nextCursorField, pageFields } from './paging.ts';
import { roleSchema } from './roles.ts';
import { filledText, momentSchema } from './scalars.ts';

export const newTokenSchema = z
  .strictObject({
    name: filledText(200).describe('What it is for; the audit log names whoever uses it so.'),
    role: roleSchema.default(defaultRole),
    expires_at: z.iso.datetime({ offset: true }).optional().describe('Default: it is good until it is revoked.'),
  })
  .meta({ id: 'NewToken', description: 'A token to be made.', examples: [{ name: 'crm', role: 'operator' }] });

export const tokenSchema = z
  .object({
    id: z.string().describe('The first part of the token.'),
    name: z.string(),
    role: roleSchema,
    created_at: momentSchema,
    expires_at: momentSchema.nullable(),
    revoked_at: momentSchema.nullable(),
    last_used_at: momentSchema.nullable().describe('To the minute.'),
  })
  .meta({ id: 'Token', description: 'A token, without its secret.' });
export type Token = z.output<typeof tokenSchema>;

export const madeTokenSchema = z
  .object({ token: z.string().describe('Shown only now: only its hash is kept.'), id: z.string() })
  .meta({ id: 'MadeToken' });

export const tokensQuerySchema = z.strictObject(pageFields('Tokens', { usual: 200 }));
export const tokensSchema = z.object({ tokens: z.array(tokenSchema), ...nextCursorField }).meta({ id: 'Tokens' });

export const tokenParamsSchema = z.strictObject({
  id: z.string().min(1).max(64).describe("The token's id, or the token itself."),
});
