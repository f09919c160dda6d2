import { type AttributeTable, parseAttributeName } from '../../domain/attributes.ts';

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
      (column) => `select '${table}:${column}', count(*) from ${table}s where nullif(btrim(${column}), '') is not null`,
    ),
  ]);
  return `select name, max(subjects)::double precision as subjects from (
  ${selects.join('\n  union all\n  ')}
) as found where subjects > 0 group by name order by max(subjects) desc, name collate "C" limit $1`;
}
