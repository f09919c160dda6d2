import { PerennialError } from '../../domain/errors.ts';
import { migrations, migrationsTable } from '../migrations/list.ts';
import { databasePatience, requireServerVersion, withConnection } from './connection.ts';
import { createOrm } from './database.ts';
import { fromServerError } from './server-errors.ts';

/**
 * `empty`: nothing is applied yet. `pending`: some of our migrations are missing. `newer`: the database has migrations that
 * this program doesn't know. Then a newer program has used it, and nothing may be read or written.
 */
export type MigrationState = {
  readonly state: 'current' | 'pending' | 'newer' | 'empty';
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
};

const applicationName = 'perennial migrate';
/** A number that nobody else on the server uses. The lock is held while migrating, so concurrent migrations take turns. */
const migrationLock = 7_316_510_201;

export async function migrationState(url: string): Promise<MigrationState> {
  const applied = await withConnection({ url, applicationName, patience: databasePatience }, async (client) => {
    const table = await client.query<{ present: boolean }>('select to_regclass($1) is not null as present', [
      migrationsTable,
    ]);
    if (table.rows[0]?.present !== true) return [];
    const { rows } = await client.query<{ name: string }>(`select name from ${migrationsTable} order by id`);
    return rows.map((row) => row.name);
  });
  const ours = migrations.map((migration) => migration.name);
  const pending = ours.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !ours.includes(name));
  if (unknown.length > 0) return { state: 'newer', pending, unknown };
  if (applied.length === 0) return { state: 'empty', pending, unknown };
  return { state: pending.length > 0 ? 'pending' : 'current', pending, unknown };
}

export function newerSchema(unknown: readonly string[]): PerennialError {
  return new PerennialError(
    'schema_newer',
    `The database was migrated by a newer Perennial: ${unknown.join(', ')} is unknown here.`,
    'Run that newer version, or point DATABASE_URL at another database. Nothing was changed.',
    { unknown },
  );
}

/** Throws `schema_outdated` or `schema_newer` unless the database has exactly this program's migrations. */
export async function requireCurrentSchema(url: string): Promise<void> {
  const { state, pending, unknown } = await migrationState(url);
  if (state === 'newer') throw newerSchema(unknown);
  if (state === 'current') return;
  throw new PerennialError(
    'schema_outdated',
    state === 'empty' ? 'The database has no tables yet.' : `The database lacks migrations: ${pending.join(', ')}.`,
    'Run npx perennial migrate.',
    { pending },
  );
}

/** Applies pending migrations, all in one transaction. Several processes may call it at once. */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  const settings = { url, applicationName };
  return await withConnection(settings, async (client) => {
    await requireServerVersion(client);
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    const { state, unknown } = await migrationState(url);
    if (state === 'newer') throw newerSchema(unknown);
    if (state === 'current') return { applied: [] };
    const orm = createOrm(settings, 2);
    try {
      const done = await orm.migrator.up();
      return { applied: done.map((migration) => migration.name) };
    } catch (error) {
      throw fromServerError(error, url);
    } finally {
      await orm.close(true);
    }
  });
}

/** Migrates our own database or an empty one; any other database waits for `npx perennial migrate`. */
export async function readySchema(url: string, ours: boolean): Promise<void> {
  const { state } = await migrationState(url);
  if (state === 'empty' || (state === 'pending' && ours)) await migrate(url);
  else await requireCurrentSchema(url);
}
