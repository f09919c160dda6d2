import { type AttributeTable, attributeName, attributeTables, parseAttributeName } from '../../domain/attributes.ts';

/**
 * The attributes of each subject `s` as of its moment, as one JSON object of texts by name: `attributes`. A name without a value is left
 * out. A value counts from its date on; one that came without a date counts as known since the row was created, and what a later import
 * changed counts from that import on (`ingest/merge/merge-attributes.ts`).
 */

/** Columns of the CRM's own tables that count as attributes. A lead's source is a fact of its coming and has no history. */
const ownColumns: Readonly<Record<AttributeTable, readonly string[]>> = {
  lead: ['source'],
  contact: ['source', 'country', 'language'],
};

/** Which attributes a subject has: a lead also has its contact's. */
export function tablesOf(subject: 'lead' | 'contact' | 'message'): readonly AttributeTable[] {
  return subject === 'lead' ? ['lead', 'contact'] : ['contact'];
}

export type AttributeSql = {
  readonly column: string;
  /** What follows the joins of the features. */
  readonly joins: string;
};

/** @param names of attributes; features among them are left out. @returns null where there is none. */
export function attributeSql(subject: 'lead' | 'contact' | 'message', names: readonly string[]): AttributeSql | null {
  const tables = tablesOf(subject).flatMap((table) => {
    const columns = names.flatMap((name) => {
      const found = parseAttributeName(name);
      return found?.table === table ? [found.column] : [];
    });
    return columns.length === 0 ? [] : [{ table, columns }];
  });
  if (tables.length === 0) return null;
  const parts = tables.map(({ table }) => `coalesce(${table}_attributes.texts, '{}')`);
  return {
    column: `${parts.join(' || ')} as attributes`,
    joins: tables.map(({ table, columns }) => joinOf(table, columns)).join(''),
  };
}

function joinOf(table: AttributeTable, columns: readonly string[]): string {
  const own = columns.filter((column) => ownColumns[table].includes(column));
  const selects = [storedSql(table, columns), ...(own.length === 0 ? [] : [ownSql(table, own)])];
  // an attribute of the name of an own column comes first
  return `
left join lateral (
  select jsonb_object_agg('${table}:' || found.name, found.value) as texts
  from (
    select distinct on (each.name) each.name, each.value from (${selects.join('\n    union all\n    ')}
    ) as each
    where each.value is not null
    order by each.name, each.place
  ) as found
) as ${table}_attributes on true`;
}

const idOf: Readonly<Record<AttributeTable, string>> = { lead: 's.subject_id', contact: 's.contact_id' };

function storedSql(table: AttributeTable, columns: readonly string[]): string {
  return `
      (select distinct on (a.name) a.name, nullif(btrim(a.value), '') as value, 1 as place
       from ${table}_attributes as a
       where a.${table}_id = ${idOf[table]} and a.name in (${columns.map(quoted).join(', ')}) and a.valid_from < s.moment
       order by a.name, a.valid_from desc)`;
}

function ownSql(table: AttributeTable, columns: readonly string[]): string {
  const values = columns.map((column) => `(${quoted(column)}, nullif(btrim(v.${column}), ''))`).join(', ');
  const rows = {
    lead: `leads as v where v.id = ${idOf.lead}`,
    contact: `contact_versions as v where v.contact_id = ${idOf.contact} and v.valid_from < s.moment order by v.valid_from desc limit 1`,
  };
  return `
      select own.name, own.value, 2 as place
      from (select * from ${rows[table]}) as v cross join lateral (values ${values}) as own (name, value)`;
}

/** Names are a business's own texts. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * What there is to choose from, the fullest first: (name, subjects). Parameter $1: how many at most. `subject`: what the model is about.
 */
export function candidatesQuery(subject: 'lead' | 'contact' | 'message'): string {
  const selects = tablesOf(subject).flatMap((table) => [
    `select '${table}:' || name as name, count(distinct ${table}_id) as subjects from ${table}_attributes where value is not null group by name`,
    ...ownColumns[table].map(
      (column) =>
        `select '${attributeName(table, column)}', count(*) from ${table}s where nullif(btrim(${column}), '') is not null`,
    ),
  ]);
  return `select name, max(subjects)::double precision as subjects from (
  ${selects.join('\n  union all\n  ')}
) as found where subjects > 0 group by name order by max(subjects) desc, name collate "C" limit $1`;
}

/**
 * When the values of leads' attributes were written, beside the moments at which the leads ended (`ColumnTimes`): (column, ended,
 * filledAfter, changedAfter, open, changedOpen). Of the newest leads. A lead that was won or lost when it came has no date of that.
 * Parameters: $1 as-of, $2 names.
 */
export const attributeTimesQuery = `
with newest as (
  select l.id as lead_id, l.contact_id, l.created_at, least(l.converted_at, (
      select min(v.valid_from) from lead_versions as v
      where v.lead_id = l.id and v.stage in ('won', 'lost') and v.valid_from > l.created_at
    )) as ended_at
  from leads as l where l.created_at <= $1 order by l.created_at desc, l.id desc limit 20000
),
written as (
  ${attributeTables
    .map(
      (table) => `select '${table}:' || a.name as name, n.lead_id, n.created_at, n.ended_at, a.valid_from, a.value
  from newest as n join ${table}_attributes as a on a.${table}_id = n.${table}_id`,
    )
    .join('\n  union all\n  ')}
),
each as (
  select name, lead_id, ended_at, min(valid_from) filter (where value is not null) as first_at,
    coalesce(bool_or(valid_from >= ended_at), false) as after_end,
    bool_or(valid_from > created_at + interval '48 hours') as late
  from written where name = any($2::text[])
  group by name, lead_id, ended_at, created_at
)
select name as column,
  count(*) filter (where ended_at is not null)::integer as ended,
  count(*) filter (where first_at >= ended_at)::integer as "filledAfter",
  count(*) filter (where first_at < ended_at and after_end)::integer as "changedAfter",
  (select count(*) from newest where ended_at is null)::integer as open,
  count(*) filter (where ended_at is null and late)::integer as "changedOpen"
from each where first_at is not null
group by name`;
