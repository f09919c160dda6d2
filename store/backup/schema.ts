import type { Migration } from '@mikro-orm/migrations';
import type pg from 'pg';
import { migrations, migrationsTable } from '../migrations/list.ts';
import type { Manifest } from './format.ts';

/** MikroORM makes this table itself, before it runs the first migration. */
const createMigrationsTable = `create table ${migrationsTable} (id serial primary key, name varchar(255) not null,
  executed_at timestamptz(6) not null default current_timestamp(6))`;

/**
 * Deletes Perennial's tables and makes them anew, as the backup's migrations made them. What else the database holds is left
 * alone. Statements run on the caller's connection, so they are part of its transaction.
 */
export async function buildSchema(client: pg.Client, manifest: Pick<Manifest, 'migrations'>): Promise<void> {
  const all = await statementsOf(migrations.map(({ name }) => name));
  const { tables, functions } = namesIn(all);
  for (const table of [...tables, migrationsTable]) await client.query(`drop table if exists ${table} cascade`);
  for (const name of functions) await client.query(`drop function if exists ${name} cascade`);
  await client.query(createMigrationsTable);
  for (const statement of await statementsOf(manifest.migrations))
    await client.query(statement.replace(/^\s*create schema (?!if )/gim, 'create schema if not exists '));
}

/** Every table of this release that the database has, with its schema where that isn't the usual one. */
export async function presentTables(client: pg.Client): Promise<string[]> {
  const { tables } = namesIn(await statementsOf(migrations.map(({ name }) => name)));
  const { rows } = await client.query<{ name: string }>(
    'select name from unnest($1::text[]) as name where to_regclass(name) is not null order by 1',
    [tables],
  );
  return rows.map(({ name }) => name);
}

export type ForeignKey = { readonly table: string; readonly name: string; readonly definition: string };

export async function readForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conrelid = any($1::regclass[]) order by 1, 2`,
    [await presentTables(client)],
  );
  return rows;
}

/** What the named migrations would run, in their order. They only collect SQL, so they need neither driver nor configuration. */
async function statementsOf(names: readonly string[]): Promise<string[]> {
  const statements: unknown[] = [];
  for (const { class: MigrationClass } of migrations.filter(({ name }) => names.includes(name))) {
    const migration = new (MigrationClass as unknown as new () => Migration)();
    await migration.up();
    statements.push(...migration.getQueries());
  }
  return statements.map((statement) => {
    if (typeof statement !== 'string') throw new Error('A migration holds something else than SQL text.');
    return statement;
  });
}

function namesIn(statements: readonly string[]): { readonly tables: string[]; readonly functions: string[] } {
  const text = statements.join('\n');
  const all = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];
  return {
    tables: all(/^\s*create table (?:if not exists )?([\w.]+)/gim),
    functions: all(/^\s*create (?:or replace )?function (\w+)/gim),
  };
}
