import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';
import { migrations } from '../migrations/list.ts';
import type { Manifest } from './format.ts';
import { presentTables } from './schema.ts';

/** Tables in which a fresh installation has rows of its own. */
const ofFreshInstallation = [
  'installation',
  'business',
  'api_tokens',
  'steps',
  'expected_firings',
  'schedule_states',
  'sign_in_links',
  'sessions',
];

/** Refuses what a newer release wrote. @throws PerennialError `schema_newer` */
export function requireRestorable(manifest: Manifest): void {
  const known = migrations.map(({ name }) => name);
  const unknown = manifest.migrations.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new PerennialError(
    'schema_newer',
    `The backup was made by a newer Perennial (${manifest.release}): ${unknown.join(', ')} is unknown here.`,
    'Restore it with that version. Nothing was changed.',
    { unknown },
  );
}

/** Refuses a database with rows in it, unless they may go. @throws PerennialError `database_not_empty` */
export async function requireRoom(client: pg.Client, replace: boolean): Promise<void> {
  if (replace) return;
  for (const table of await presentTables(client)) {
    if (ofFreshInstallation.includes(table)) continue;
    const { rowCount } = await client.query(`select from ${table} limit 1`);
    if (rowCount !== 0) throw notEmpty(table);
  }
}

/**
 * Refuses while a server, worker or command of ours is connected: it would go on with what it holds in memory, or wait for
 * tables that are gone. The command line's own connection doesn't count.
 *
 * @throws PerennialError `already_running`
 */
export async function requireNobodyElse(client: pg.Client): Promise<void> {
  let rows = await others(client);
  // what has just ended takes a moment to leave the list
  for (const until = Date.now() + leaves; rows.length > 0 && Date.now() < until; rows = await others(client))
    await sleep(100);
  if (rows.length === 0) return;
  throw new PerennialError(
    'already_running',
    `The database is in use: ${rows.map(({ name }) => name).join(', ')}.`,
    'Stop npm start, the API and all workers, then restore. Nothing was changed.',
    { connected: rows.map(({ name }) => name) },
  );
}

/** ms */
const leaves = 2_000;

async function others(client: pg.Client): Promise<{ readonly name: string }[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'perennial%'
       and application_name <> 'perennial cli'`,
  );
  return rows;
}

function notEmpty(table: string): PerennialError {
  return new PerennialError(
    'database_not_empty',
    `The database holds something already: there are rows in ${table}.`,
    'Name an empty database (DATABASE_URL), or allow what it holds to be deleted: --replace.',
    { table },
  );
}
