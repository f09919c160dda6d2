import { z } from 'zod';
import { roles } from '../../domain/access/roles.ts';

export const roleSchema = z
  .enum(roles)
  .meta({ id: 'Role', description: 'From the least to the most; docs/security.md says what each may do.' });

/** What earlier clients send along; it never counted as proof, and no longer counts at all. */
export const ignoredActorSchema = z
  .string()
  .max(200)
  .optional()
  .meta({ deprecated: true, description: 'Ignored: who acts is known by token or session.' });
