import type pg from 'pg';
import type { Act } from '../../domain/access/actor.ts';
import type { OperationName } from '../../domain/access/operations.ts';
import type { Database, EntityManager } from '../database/database.ts';
import { byKey, fillPage, type Page, type PageAsked, readPage } from '../database/read-page.ts';
import { storable } from '../database/storable.ts';
import type { Row } from '../training/training-entities.ts';
import { AuditEntity } from './access-entities.ts';

export type AuditEntry = Row<typeof AuditEntity>;

const columns = ['actor_kind', 'actor_id', 'actor', 'role', 'operation', 'target', 'details'] as const;

/**
 * Adds an act to the log. In the transaction of a session or client it is on record exactly if what it tells of is. undefined: nobody
 * asked for what is done, such as a step of a workflow.
 */
export async function recordAct(
  session: Database | EntityManager | pg.ClientBase,
  act: Act | undefined,
): Promise<void> {
  if (act === undefined) return;
  const { actor, operation, target, details = {} } = act;
  const kept = JSON.stringify(storable(details, `details of ${operation}`));
  const values = [actor.kind, actor.id, actor.name, actor.role, operation, target, kept];
  const into = `insert into audit_log (${columns.join(', ')}) values`;
  const numbered = `${into} (${columns.map((_, at) => `$${at + 1}`).join(', ')})`;
  if ('fork' in session) await session.execute(`${into} (${columns.map(() => '?').join(', ')})`, values);
  else if ('orm' in session) await session.query(numbered, values);
  else await session.query(numbered, values);
}

export type AuditFilter = {
  readonly actor?: string | undefined;
  readonly operation?: OperationName | undefined;
  /** From this moment on. */
  readonly since?: Date | undefined;
  /** Until just before it. */
  readonly until?: Date | undefined;
};
export type AuditPageFilter = AuditFilter & { readonly oldestFirst?: boolean };

/** Newest first. */
export async function listAudit(
  database: Database,
  {
    before,
    limit,
    ...filter
  }: AuditFilter & {
    /** Only entries older than the one with this id. */
    readonly before?: number | undefined;
    readonly limit: number;
  },
): Promise<AuditEntry[]> {
  const { actor, operation, since, until } = filter;
  const rows = await database.em().find(
    AuditEntity,
    {
      ...(actor !== undefined && { actor }),
      ...(operation !== undefined && { operation }),
      ...(before !== undefined && { id: { $lt: before } }),
      at: { $gte: since ?? new Date(0), ...(until !== undefined && { $lt: until }) },
    },
    { orderBy: { id: 'desc' }, limit },
  );
  return rows.map((row) => ({ ...row }));
}

export async function pageAudit(
  database: Database,
  { actor, operation, since, until, oldestFirst = false }: AuditPageFilter,
  page: PageAsked,
): Promise<Page<AuditEntry>> {
  const query = {
    columns: 'id',
    from: 'audit_log',
    where: `($1::text is null or actor = $1) and ($2::text is null or operation = $2)
      and ($3::timestamptz is null or at >= $3) and ($4::timestamptz is null or at < $4)`,
    parameters: [actor ?? null, operation ?? null, since ?? null, until ?? null],
    order: byKey(!oldestFirst),
  };
  return await fillPage(await readPage<Pick<AuditEntry, 'id'>>(database, query, page), async (ids) => {
    const rows = await database.em().find(AuditEntity, { id: { $in: ids } });
    return rows.map((row) => ({ ...row }));
  });
}
