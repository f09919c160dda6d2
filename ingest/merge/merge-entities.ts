import type pg from 'pg';
import { type EntityColumn, type EntityTable, entityColumns } from './entity-tables.ts';
import { rateSql } from './exchange-rate.ts';
import { foldStaged } from './fold-staged.ts';
import { keepImages } from './journal.ts';
import type { MergeContext, Outcome } from './merge-context.ts';
import type { StagedTable } from './staging.ts';

export type MergedEntities = Outcome & {
  /** A temporary table of the ids of rows that were changed, not added; null: none were. */
  readonly changed: string | null;
};

/**
 * Brings staged rows into their table: new ones are inserted, those that differ updated. What the file doesn't give stays as it is,
 * unless it is cleared. Where the table is empty nothing is looked for.
 */
export async function mergeEntities(
  context: MergeContext,
  staged: StagedTable,
  addedUp: readonly string[],
): Promise<MergedEntities> {
  const { client, batch } = context;
  const table = staged.table as EntityTable;
  const folded = await foldStaged(client, staged, addedUp);
  const columns = entityColumns[table].filter(({ field }) => staged.columns.some((each) => each.field === field));
  const given = givenRows(context, table, staged, columns, folded.name);
  const stored = columns.filter(({ virtual }) => !virtual);
  const synthetic = staged.columns.some(({ field }) => field === 'synthetic')
    ? 'coalesce(g.synthetic, false)'
    : 'false';
  const wasEmpty = await isEmpty(client, table);
  const { rows: folds, name } = folded;
  const merged = staged.rows - folds;
  const update: Update = { table, staged, spokenFor: wasEmpty ? null : await findSpokenFor(context, table) };
  const inserted = await insertNew(context, table, columns, given, synthetic, wasEmpty);
  // what was just inserted is as it was given
  const changed = inserted === folds ? null : await findChanged(client, update, stored, given, synthetic);
  if (changed !== null) await keepImages(client, batch, table, `select id from ${changed}`);
  let updated = 0;
  if (changed !== null) {
    const assignments = stored.map((column) => `${column.column} = ${renewed(column, update)}`);
    assignments.push(...withoutDate(stored, update));
    if (table === 'purchases') assignments.push(`rate = ${renewedRate(context, columns, synthetic, update)}`);
    const result = await client.query(
      `update ${table} as t set ${[...assignments, `synthetic = ${synthetic}`].join(', ')}
       from ${given} as g where t.external_id = g.external_id and t.id in (select id from ${changed})`,
    );
    updated = result.rowCount ?? 0;
  }
  if (name !== staged.name) await client.query(`drop table ${name}`);
  return {
    inserted,
    updated,
    unchanged: folds - inserted - updated,
    merged,
    removed: 0,
    changed: updated === 0 ? null : changed,
  };
}

async function isEmpty(client: pg.ClientBase, table: string): Promise<boolean> {
  return (await client.query(`select 1 from ${table} limit 1`)).rowCount === 0;
}

/** The folded rows with ids for external ids, as a subquery. */
function givenRows(
  context: MergeContext,
  table: EntityTable,
  staged: StagedTable,
  columns: readonly EntityColumn[],
  folded: string,
): string {
  const fields = new Set(staged.columns.map(({ field }) => field));
  const values = columns.map(({ field, column, refersTo }) => {
    if (refersTo !== undefined) return `r_${field}.id as ${column}`;
    if (table === 'leads' && field === 'order_value' && fields.has('currency')) {
      return `${inOwnCurrency(context, fields)} as order_value`;
    }
    return `f.${field}`;
  });
  const joins = columns.flatMap(({ field, refersTo }) =>
    refersTo === undefined ? [] : [`left join ${refersTo} as r_${field} on r_${field}.external_id = f.${field}`],
  );
  const extra = fields.has('synthetic') ? ', f.synthetic' : '';
  return `(select f.place, f.external_id, f.cleared${extra}, ${values.join(', ')} from ${folded} as f ${joins.join(' ')})`;
}

/** Order values of leads are kept in the business's own currency; in another one without a rate they aren't known. */
function inOwnCurrency({ currency }: MergeContext, fields: ReadonlySet<string>): string {
  const moment = fields.has('converted_at') ? 'coalesce(f.converted_at, f.created_at)' : 'f.created_at';
  const rate = rateSql(currency, 'f.currency', moment);
  return `case when f.currency is null then f.order_value else round(f.order_value * (${rate})::numeric, 2) end`;
}

type Update = {
  readonly table: EntityTable;
  readonly staged: StagedTable;
  /** A temporary table of the ids of rows whose stored values stand; null: there are none. */
  readonly spokenFor: string | null;
};

/** Rows that standing imports brought or changed by a mapping to which the file's own yields. */
async function findSpokenFor({ client, yieldsTo }: MergeContext, table: EntityTable): Promise<string | null> {
  // contacts are of all files
  if (yieldsTo.length === 0 || table === 'contacts') return null;
  const name = `spoken_for_${table}`;
  await client.query(`drop table if exists pg_temp.${name}`);
  await client.query(`create temporary table ${name} (id bigint primary key) on commit drop`);
  const { rowCount } = await client.query(
    `insert into ${name}
     with batches as (select id from import_batches where mapping = any($1) and undone_at is null)
     select id from ${table} where batch_id in (select id from batches)
     union select row_id from import_changes where table_name = '${table}' and batch_id in (select id from batches)`,
    [yieldsTo],
  );
  return rowCount === 0 ? null : name;
}

async function findChanged(
  client: pg.ClientBase,
  update: Update,
  columns: readonly EntityColumn[],
  given: string,
  synthetic: string,
): Promise<string | null> {
  const { table } = update;
  const changed = `changed_${table}`;
  const now = [...columns.map(({ column }) => `t.${column}`), 't.synthetic'].join(', ');
  const then = [...columns.map((column) => renewed(column, update)), synthetic].join(', ');
  await client.query(`drop table if exists pg_temp.${changed}`);
  const { rowCount } = await client.query(
    `create temporary table ${changed} on commit drop as
     select t.id from ${table} as t join ${given} as g on g.external_id = t.external_id
     where row(${now}) is distinct from row(${then})`,
  );
  return rowCount === 0 ? null : changed;
}

async function insertNew(
  context: MergeContext,
  table: EntityTable,
  columns: readonly EntityColumn[],
  given: string,
  synthetic: string,
  wasEmpty: boolean,
): Promise<number> {
  const stored = columns.filter(({ virtual }) => !virtual);
  const names = stored.map(({ column }) => column);
  const values = stored.map((column) => firstValue(context, column));
  const absent = defaultsOf(context, table, columns);
  if (table === 'purchases') {
    names.push('rate');
    const currency = columns.some(({ field }) => field === 'currency')
      ? `coalesce(g.currency, '${context.currency}')`
      : `'${context.currency}'::text`;
    values.push(`case when ${synthetic} then 1 else ${rateSql(context.currency, currency, 'g.purchased_at')} end`);
  }
  for (const [column, value] of absent) {
    names.push(column);
    values.push(value);
  }
  const isNew = wasEmpty ? '' : `where not exists (select from ${table} as t where t.external_id = g.external_id)`;
  const { rowCount } = await context.client.query(
    `insert into ${table} (external_id, ${names.join(', ')}, synthetic, batch_id)
     select g.external_id, ${values.join(', ')}, ${synthetic}, ${context.batch} from ${given} as g ${isNew} order by g.place`,
  );
  return rowCount ?? 0;
}

function firstValue({ currency }: MergeContext, column: EntityColumn): string {
  const otherwise = column.column === 'currency' ? `'${currency}'` : column.otherwise;
  return otherwise === undefined ? `g.${column.column}` : `coalesce(g.${column.column}, ${otherwise})`;
}

/** Columns that the file has not and whose default isn't the table's own. */
function defaultsOf(
  { currency }: MergeContext,
  table: EntityTable,
  columns: readonly EntityColumn[],
): (readonly [string, string])[] {
  const has = (field: string) => columns.some((each) => each.field === field);
  if (table === 'campaigns' && !has('name')) return [['name', 'g.external_id']];
  if (table === 'purchases' && !has('currency')) return [['currency', `'${currency}'`]];
  return [];
}

/** Since when a state holds isn't known any more once it changed and the file doesn't say when. */
function withoutDate(columns: readonly EntityColumn[], update: Update): string[] {
  const pair = datedStates[update.table];
  const state = columns.find(({ column }) => column === pair?.state);
  if (pair === undefined || state === undefined || columns.some(({ column }) => column === pair.date)) return [];
  return [`${pair.date} = case when t.${state.column} = ${renewed(state, update)} then t.${pair.date} end`];
}

const datedStates: Readonly<Partial<Record<EntityTable, { readonly state: string; readonly date: string }>>> = {
  contacts: { state: 'opted_in', date: 'opted_in_changed_at' },
  leads: { state: 'stage', date: 'stage_changed_at' },
  support_tickets: { state: 'state', date: 'state_changed_at' },
};

/** The column's value after the import: what the file doesn't give stays. */
function renewed(column: EntityColumn, update: Update): string {
  const { column: name } = column;
  const { spokenFor } = update;
  if (spokenFor === null) return changedTo(column, update);
  return `case when t.id in (select id from ${spokenFor}) then coalesce(t.${name}, g.${name}) else ${changedTo(column, update)} end`;
}

function changedTo({ field, column, keep, otherwise }: EntityColumn, { table, staged }: Update): string {
  const { cleared } = staged;
  if (keep === 'earliest') return `least(t.${column}, g.${column})`;
  const pair = datedStates[table];
  if (pair?.date === column && staged.columns.some((each) => each.field === pair.state)) {
    return `coalesce(g.${column}, case when coalesce(g.${pair.state}, t.${pair.state}) = t.${pair.state} then t.${column} end)`;
  }
  if (!cleared.has(field)) return `coalesce(g.${column}, t.${column})`;
  const empty = table === 'purchases' && column === 'currency' ? `t.${column}` : (otherwise ?? 'null');
  return `case when g.${column} is not null then g.${column} when '${field}' = any(g.cleared) then ${empty} else t.${column} end`;
}

function renewedRate(
  { currency }: MergeContext,
  columns: readonly EntityColumn[],
  synthetic: string,
  update: Update,
): string {
  const newest = (name: string) => {
    const column = columns.find(({ field }) => field === name);
    return column === undefined ? `t.${name}` : renewed(column, update);
  };
  return `case when ${synthetic} then 1 else ${rateSql(currency, `(${newest('currency')})`, `(${newest('purchased_at')})`)} end`;
}
