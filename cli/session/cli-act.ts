import { userInfo } from 'node:os';
import type { Act } from '../../domain/access/actor.ts';
import type { OperationName } from '../../domain/access/operations.ts';

/** What a command does, for the audit log, as the OS user who types it. Whoever reaches the database may do everything. */
export function cliAct(operation: OperationName, target: string | null = null, details?: Act['details']): Act {
  const act = {
    actor: { kind: 'cli', id: null, name: userInfo().username, role: 'admin' },
    operation,
    target,
  } as const;
  return details === undefined ? act : { ...act, details };
}
