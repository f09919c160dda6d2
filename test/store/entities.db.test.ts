import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrationsTable } from '../../store/migrations/list.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();

type Column = { table: string; column: string; type: string; nullable: boolean };

function byName(a: Column, b: Column): number {
  return `${a.table}.${a.column}` < `${b.table}.${b.column}` ? -1 : 1;
}

/** PostgreSQL's names of the types that the entities declare. */
const typeNames: Readonly<Record<string, string>> = {
  'timestamptz(6)': 'timestamp with time zone',
  timestamptz: 'timestamp with time zone',
  bigserial: 'bigint',
  int: 'integer',
  'text[]': 'ARRAY',
  'bigint[]': 'ARRAY',
  'double precision[]': 'ARRAY',
  'numeric(14,2)': 'numeric',
  'double precision': 'double precision',
};

test('the entities have the columns, types and nullability of the migrated tables', async () => {
  const found = await database.query<Column>(
    `select case table_schema when 'public' then '' else table_schema || '.' end || table_name as table,
       column_name as column, data_type as type, is_nullable = 'YES' as nullable
     from information_schema.columns
     where table_schema in ('public', 'simulation') and table_name <> $1`,
    [migrationsTable],
  );
  const declared: Column[] = [];
  for (const meta of database.orm.getMetadata().getAll().values()) {
    const schema = meta.schema === undefined ? '' : `${meta.schema}.`;
    for (const property of meta.props) {
      const type = property.columnTypes[0] ?? '';
      declared.push({
        table: schema + meta.tableName,
        column: property.fieldNames[0] ?? '',
        type: typeNames[type] ?? type,
        nullable: property.nullable === true,
      });
    }
  }
  assert.deepEqual(declared.sort(byName), found.sort(byName));
});
