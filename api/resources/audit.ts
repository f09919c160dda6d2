import type { AuditEntry } from '../../store/access/audit.ts';
import { auditQuerySchema, auditSchema } from '../contracts/audit.ts';
import { answerPage } from '../http/cursors.ts';
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
      handle: async ({ query }) => {
        const { actor, operation, since, until, sort } = query;
        const filter = { actor, operation, since: dateOf(since), until: dateOf(until), oldestFirst: sort === 'at' };
        const { rows, next_cursor } = await answerPage('audit', query, (page) => access.audit(filter, page));
        return { entries: rows.map(present), next_cursor };
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

function dateOf(moment: string | undefined): Date | undefined {
  return moment === undefined ? undefined : new Date(moment);
}
