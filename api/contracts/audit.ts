import { z } from 'zod';
import { actorKinds } from '../../domain/access/actor.ts';
import { operationNames } from '../../domain/access/operations.ts';
import { momentSort, nextCursorField, pageFields } from './paging.ts';
import { roleSchema } from './roles.ts';
import { momentSchema } from './scalars.ts';

export const auditQuerySchema = z.strictObject({
  actor: z.string().min(1).max(200).optional().describe('Only what this person or token did.'),
  operation: z.enum(operationNames).optional().describe('Only this operation.'),
  since: z.iso.datetime({ offset: true }).optional().describe('From this moment on.'),
  until: z.iso.datetime({ offset: true }).optional().describe('Until just before it.'),
  sort: momentSort('at'),
  ...pageFields('Entries', { usual: 50 }),
});

export const auditSchema = z
  .object({
    entries: z.array(
      z.object({
        id: z.int(),
        at: momentSchema,
        actor: z.object({
          kind: z.enum(actorKinds).describe('cli: an OS user who reaches the database.'),
          id: z.string().nullable().describe('Of the token or session.'),
          name: z.string(),
          role: roleSchema,
        }),
        operation: z.enum(operationNames),
        target: z.string().nullable().describe('What it was done to.'),
        details: z.record(z.string(), z.unknown()),
      }),
    ),
    ...nextCursorField,
  })
  .meta({ id: 'Audit', description: 'What people and programs did, newest first.' });
