import { PerennialError } from '../../domain/errors.ts';
import type { AuditEntry } from '../../store/access/audit.ts';
import { auditQuerySchema, auditSchema } from '../contracts/audit.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

export function auditOperations({ access }: Pick<Ports, 'access'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/audit',
      operationId: 'readAudit',
      tag: 'Access',
      summary: 'Read who did what, page by page',
      query: auditQuerySchema,
      success: { status: 200, description: 'A page, newest first.', schema: auditSchema },
      handle: async ({ query: { actor, operation, since, until, limit, cursor } }) => {
        const found = await access.audit({
          ...{ actor, operation, limit: limit + 1 },
          since: since === undefined ? undefined : new Date(since),
          until: until === undefined ? undefined : new Date(until),
          before: cursor === undefined ? undefined : readCursor(cursor),
        });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          entries: page.map(present),
          next_cursor: found.length > limit && last !== undefined ? writeCursor(last.id) : null,
        };
      },
    }),
  ];
}

function present({ id, at, actorKind, actorId, actor, role, operation, target, details }: AuditEntry) {
  return {
    ...{ id, at: at.toISOString(), operation, target, details: { ...details } },
    actor: { kind: actorKind, id: actorId, name: actor, role },
  };
}

/** Opaque, so that what a page goes on from may change. */
function writeCursor(id: number): string {
  return Buffer.from(`id:${id}`).toString('base64url');
}

function readCursor(cursor: string): number {
  const id = /^id:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (id !== undefined) return Number(id);
  throw new PerennialError('invalid_input', 'query.cursor is not one of ours.', 'Use next_cursor of the page before.');
}
