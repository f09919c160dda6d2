import { PerennialError } from '../../domain/errors.ts';
import type { Hook } from '../../domain/hooks.ts';
import type { Database } from '../database/database.ts';

const columns = 'name, kind, ids, secret, verify_token as "verifyToken", paused, added_at as "addedAt"';

/** @throws PerennialError `invalid_input` where the name is taken */
export async function addHook(database: Database, hook: Omit<Hook, 'paused' | 'addedAt'>): Promise<Hook> {
  const rows = await database.query<Hook>(
    `insert into hooks (name, kind, ids, secret, verify_token) values ($1, $2, $3, $4, $5)
     on conflict (name) do nothing returning ${columns}`,
    [hook.name, hook.kind, hook.ids, JSON.stringify(hook.secret), hook.verifyToken && JSON.stringify(hook.verifyToken)],
  );
  const [added] = rows;
  if (added !== undefined) return added;
  const remedy = `Choose another name, or remove it first: npx perennial source remove ${hook.name}`;
  throw new PerennialError('invalid_input', `There is a source "${hook.name}" already.`, remedy, { name: hook.name });
}

export async function listHooks(database: Database): Promise<Hook[]> {
  return await database.query<Hook>(`select ${columns} from hooks order by name`);
}

/** null: there is none of the name. */
export async function findHook(database: Database, name: string): Promise<Hook | null> {
  const [found] = await database.query<Hook>(`select ${columns} from hooks where name = $1`, [name]);
  return found ?? null;
}

/** Paused, deliveries are stored and wait. @throws PerennialError `not_found` */
export async function pauseHook(database: Database, name: string, paused: boolean): Promise<Hook> {
  const [found] = await database.query<Hook>(`update hooks set paused = $2 where name = $1 returning ${columns}`, [
    name,
    paused,
  ]);
  return found ?? unknownHook(name);
}

/** Forgets the sender and what it sent; rows that came of it stay. @throws PerennialError `not_found` */
export async function removeHook(database: Database, name: string): Promise<Hook> {
  const [found] = await database.query<Hook>(`delete from hooks where name = $1 returning ${columns}`, [name]);
  return found ?? unknownHook(name);
}

export function unknownHook(name: string): never {
  throw new PerennialError('not_found', `There is no source "${name}".`, 'See npx perennial source list.', { name });
}
