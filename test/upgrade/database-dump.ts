import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/**
 * A whole database as data: pg_dump doesn't come with the embedded server. The schema is what the release's own migrations say, so that
 * a fixture needs nothing of that release any more; rows are PostgreSQL's COPY text, in which numbers keep every bit.
 */
export type DatabaseDump = {
  /** SQL statements, in their order. */
  readonly schema: readonly string[];
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[]; readonly rows: string }[];
  /** Sequences that were used, with the number that they gave last. */
  readonly sequences: readonly { readonly name: string; readonly last: string }[];
};

/** MikroORM makes this table itself, before it runs the first migration. */
const migrationsTable = 'perennial_migrations';
const createMigrationsTable = `create table ${migrationsTable} (id serial primary key, name varchar(255) not null,
  executed_at timestamptz(6) not null default current_timestamp(6))`;

export async function dumpDatabase(url: string, checkout: string): Promise<DatabaseDump> {
  return await connected(url, async (client) => {
    const schema = [createMigrationsTable, ...(await migrationStatements(checkout))];
    const names = await client.query<{ schema: string; name: string }>(
      `select schemaname as schema, tablename as name from pg_tables where ${ours('schemaname')} order by 1, 2`,
    );
    const tables = [];
    for (const { schema, name } of names.rows) {
      const table = `${quoted(schema)}.${quoted(name)}`;
      const columns = await writtenColumns(client, table);
      const out = client.query(copyTo(`copy ${table} (${columns.map(quoted).join(', ')}) to stdout`));
      tables.push({ name: table, columns, rows: Buffer.concat(await out.toArray()).toString('utf8') });
    }
    const sequences = await client.query<{ name: string; last: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(sequencename) as name, last_value::text as last from pg_sequences
       where ${ours('schemaname')} and last_value is not null order by 1`,
    );
    return { schema, tables, sequences: sequences.rows };
  });
}

/** Into an empty database, whose owner is a superuser: triggers and foreign keys rest while rows come in the order of their tables' names. */
export async function restoreDatabase(url: string, { schema, tables, sequences }: DatabaseDump): Promise<void> {
  await connected(url, async (client) => {
    await client.query('begin');
    for (const statement of schema) await client.query(statement);
    await client.query('set local session_replication_role = replica');
    // a migration may write rows of its own, which stand in the dump as they became
    await client.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
    for (const { name, columns, rows } of tables) {
      const into = client.query(copyFrom(`copy ${name} (${columns.map(quoted).join(', ')}) from stdin`));
      await pipeline([Buffer.from(rows, 'utf8')], into);
    }
    for (const { name, last } of sequences) await client.query('select setval($1::regclass, $2)', [name, last]);
    await client.query('commit');
  });
}

/** What the migrations of a checkout would run. They only collect SQL, so they need neither driver nor configuration. */
async function migrationStatements(checkout: string): Promise<string[]> {
  type Listed = { readonly class: new () => { up(): Promise<void>; getQueries(): unknown[] } };
  const list = pathToFileURL(join(checkout, 'store/migrations/list.ts'));
  const { migrations } = (await import(list.href)) as { readonly migrations: readonly Listed[] };
  const statements: unknown[] = [];
  for (const { class: Migration } of migrations) {
    const migration = new Migration();
    await migration.up();
    statements.push(...migration.getQueries());
  }
  return statements.map((statement) => {
    if (typeof statement !== 'string') throw new Error('A migration holds something else than SQL text.');
    return statement;
  });
}

async function writtenColumns(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/**
 * Everything that a schema consists of, a line each: two databases with the same lines have the same schema. Comments are left out.
 */
export async function describeSchema(url: string): Promise<string[]> {
  return await connected(url, async (client) => {
    const { rows } = await client.query<{ line: string }>(`
select format('column %s.%s %s %s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull,
  attidentity, attgenerated, pg_get_expr(adbin, adrelid)) as line
from pg_attribute join pg_class on pg_class.oid = attrelid and relkind in ('r', 'v', 'm', 'p', 'S')
left join pg_attrdef on adrelid = attrelid and adnum = attnum
where attnum > 0 and not attisdropped and ${ours('relnamespace::regnamespace::text')}
union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
where ${ours('connamespace::regnamespace::text')}
union all select indexdef from pg_indexes where ${ours('schemaname')}
union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all select pg_get_functiondef(oid) from pg_proc where prokind <> 'a' and ${ours('pronamespace::regnamespace::text')}
order by 1`);
    return rows.map(({ line }) => line);
  });
}

/** Condition: a schema that isn't PostgreSQL's own. */
function ours(schema: string): string {
  return `${schema} !~ '^pg_' and ${schema} <> 'information_schema'`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
