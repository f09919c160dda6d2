import type pg from 'pg';
import type { EntityColumn } from './entity-tables.ts';
import type { StagedTable } from './staging.ts';

export type Folded = {
  /** A table with one row per external id: place, external_id, cleared and the staged columns. */
  readonly name: string;
  readonly rows: number;
};

/** Of so few rows their number, which the planner sees, tells enough. */
const fewRows = 10_000;

/**
 * What several rows of a file say about one row of the table: of each column the last value that isn't blank, the earliest, or the sum.
 * Where every id stands once, which is so for most files, the staged rows are taken as they are.
 */
export async function foldStaged(
  client: pg.ClientBase,
  staged: StagedTable,
  addedUp: readonly string[],
): Promise<Folded> {
  const { name, columns, rows, derivedRows } = staged;
  const folded = `folded_${staged.table}`;
  const names = columns.map(({ field }) => field);
  const list = names.map((each) => `, ${each}`).join('');
  if (rows > fewRows) await client.query(`analyze ${name}`);
  let source = name;
  if (derivedRows > 0) {
    // the n-th of several equal rows ends in n
    source = `numbered_${staged.table}`;
    await client.query(`drop table if exists pg_temp.${source}`);
    await client.query(
      `create temporary table ${source} on commit drop as
       select place, case when derived then external_id || ':' || row_number() over (partition by external_id, derived order by place)
         else external_id end as external_id, cleared${list} from ${name}`,
    );
    await client.query(`analyze ${source}`);
  }
  if (derivedRows === rows || !(staged.ids.anyRepeated() ?? (await hasRepeated(client, source))))
    return { name: source, rows };
  await client.query(`drop table if exists pg_temp.${folded}`);
  const cleared =
    staged.cleared.size === 0
      ? 'null::text[]'
      : '(select array_agg(distinct field) from unnest(array_agg(s.cleared_text)) as given, unnest(given::text[]) as field)';
  const made = await client.query(
    `create temporary table ${folded} on commit drop as
     select min(place) as place, external_id, ${cleared} as cleared${columns.map((each) => `, ${foldedValue(each, staged, addedUp)}`).join('')}
     from (select *, cleared::text as cleared_text from ${source}) as s group by external_id`,
  );
  await client.query(`analyze ${folded}`);
  return { name: folded, rows: made.rowCount ?? 0 };
}

async function hasRepeated(client: pg.ClientBase, source: string): Promise<boolean> {
  const { rowCount } = await client.query(`select 1 from ${source} group by external_id having count(*) > 1 limit 1`);
  return rowCount !== 0;
}

function foldedValue(
  { field, keep, type }: EntityColumn,
  { cleared }: StagedTable,
  addedUp: readonly string[],
): string {
  if (addedUp.includes(field)) return `sum(${field})::${type} as ${field}`;
  if (field === 'synthetic') return `bool_and(${field}) as ${field}`;
  if (keep === 'earliest') return `min(${field}) as ${field}`;
  const says = cleared.has(field) ? `${field} is not null or '${field}' = any(cleared)` : `${field} is not null`;
  return `(array_agg(${field} order by place desc) filter (where ${says}))[1] as ${field}`;
}
