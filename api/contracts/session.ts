import { z } from 'zod';
import { operationNames } from '../../domain/access/operations.ts';
import { roleSchema } from './roles.ts';

export const signInSchema = z
  .union([
    z.strictObject({ code: z.string().min(1).max(200).describe('Of a link that npx perennial open or invite made.') }),
    z.strictObject({ token: z.string().min(1).max(1_000).describe('A token of the API.') }),
  ])
  .meta({ id: 'SignIn', description: 'What lets somebody in. A code does once.' });

export type SignIn = z.output<typeof signInSchema>;

export const sessionSchema = z
  .object({
    person: z.string().nullable().describe('Under this name actions are kept; null: a program with a token.'),
    role: roleSchema,
    may: z.array(z.enum(operationNames)).describe('Operations that the role allows, by their ids in this document.'),
  })
  .meta({ id: 'Session', description: 'Who is signed in, and what they may do.' });
export type Session = z.output<typeof sessionSchema>;

export const signedOutSchema = z.object({ signed_out: z.literal(true) });
