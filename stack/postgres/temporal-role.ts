/**
 * docker-compose.yml runs this before Temporal's server starts: Temporal works in databases and with a role of its own, which
 * can't read Perennial's rows. Databases that an earlier release made for it are handed over. Run twice, it changes nothing.
 */
import pg from 'pg';

const role = 'temporal';
const databases = ['temporal', 'temporal_visibility'];

/** Everything of a database that isn't part of an extension. A table's own sequences and indexes follow it. */
const belongings = `
  select format('alter table %I.%I owner to ${role}', nspname, relname) as statement
  from pg_class as c join pg_namespace as n on n.oid = relnamespace
  where nspname = 'public' and relkind in ('r', 'p', 'v', 'm')
  union all
  select format('alter routine %s owner to ${role}', p.oid::regprocedure)
  from pg_proc as p join pg_namespace as n on n.oid = pronamespace
  where nspname = 'public' and not exists (select from pg_depend where objid = p.oid and deptype = 'e')`;

export async function prepareTemporalRole(databaseUrl: string, password: string): Promise<void> {
  await onDatabase(databaseUrl, async (client) => {
    const known = await client.query('select from pg_roles where rolname = $1', [role]);
    if (known.rowCount === 0) await client.query(`create role ${role}`);
    await client.query(
      `alter role ${role} login nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(password)}`,
    );
    await client.query(
      `revoke connect, temporary on database ${client.escapeIdentifier(client.database ?? '')} from public`,
    );
    for (const name of databases) {
      const found = await client.query('select from pg_database where datname = $1', [name]);
      if (found.rowCount === 0) await client.query(`create database ${name}`);
      await client.query(`alter database ${name} owner to ${role}`);
      await client.query(`revoke connect, temporary on database ${name} from public`);
    }
  });
  for (const name of databases) {
    const url = Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href;
    await onDatabase(url, async (client) => {
      await client.query(`alter schema public owner to ${role}`);
      const { rows } = await client.query<{ statement: string }>(belongings);
      for (const { statement } of rows) await client.query(statement);
    });
  }
}

async function onDatabase(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
