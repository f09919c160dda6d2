import { PerennialError } from '../../domain/errors.ts';
import { fieldsOf } from '../fields/table-fields.ts';
import { fieldSources } from './compile-table.ts';
import { type FieldSource, type MappedTable, type Mapping, mappedTables, type TableMapping } from './mapping-schema.ts';
import { unnamed } from './propose/complete-draft.ts';
import { parseMappings } from './read-mapping-file.ts';
import { releaseColumns } from './release-columns.ts';
import { writeMapping } from './write-mapping.ts';

/** 'leads.stage', 'attribute of leads', or nothing at all, as an inspection words what a column becomes. */
export type ColumnUse = string;

type Tables = Mapping['tables'];

/**
 * What a person says of single columns, written into a mapping. What they filled before is freed; words and styles of a field stay, conditions
 * too. Comments are lost.
 *
 * @param text one mapping as YAML, which may lack columns that have to be named yet.
 * @throws PerennialError `invalid_input` for an unknown use, two columns of one field, and a mapping that says too little afterwards.
 */
export function assignColumns(text: string, uses: Readonly<Record<string, ColumnUse>>): string {
  const [mapping, ...others] = parseMappings(text, 'The mapping');
  if (others.length > 0) throw refusal('There are several mappings.', 'Change their text instead.', {});
  const columns = Object.keys(uses);
  let tables = releaseColumns(mapping.tables, [...columns, unnamed]);
  const taken = new Map<string, string>();
  for (const [column, use] of Object.entries(uses)) {
    if (use === '') continue;
    const before = taken.get(use);
    if (before !== undefined && !use.startsWith(attributeOf)) throw twice(use, before, column);
    taken.set(use, column);
    tables = assigned(tables, column, use, mapping.tables);
  }
  const written = writeMapping({ ...mapping, tables });
  parseMappings(written, 'The mapping');
  return written;
}

const attributeOf = 'attribute of ';

function assigned(tables: Tables, column: string, use: ColumnUse, before: Tables): Tables {
  if (use.startsWith(attributeOf)) {
    const table = use.slice(attributeOf.length);
    if (table === 'contacts' || table === 'leads') return withAttribute(tables, table, column);
  }
  const [table, field] = use.split('.', 2) as [MappedTable, string | undefined];
  if (field === undefined || !mappedTables.includes(table) || !fieldsOf(table).includes(field)) {
    throw refusal(`There is no use "${use}".`, 'Name a field, as leads.stage, or "attribute of leads".', {
      column,
      use,
    });
  }
  const styled = fieldSources(first(before[table]) ?? {}).find(([name]) => name === field)?.[1];
  return changed(tables, table, (one) => ({ ...one, [field]: filledBy(column, styled) }));
}

/** As a person would write it. */
function filledBy(column: string, styled: FieldSource | undefined): string | FieldSource {
  const { column: _, columns, join, first, multiply, value, pattern, split, take, prefix, ...kept } = styled ?? {};
  const said = Object.entries(kept).filter(([, each]) => each !== undefined);
  return said.length === 0 ? column : { column, ...kept };
}

function withAttribute(tables: Tables, table: 'contacts' | 'leads', column: string): Tables {
  return changed(tables, table, (one) => {
    const { attributes = [] } = one;
    if (attributes === '*') return one;
    const list = Array.isArray(attributes) ? [...attributes, column] : { ...attributes, [column]: column };
    return { ...one, attributes: list };
  });
}

/** Where rows feed a table in several ways, the first is meant. */
function changed(tables: Tables, table: MappedTable, change: (one: TableMapping) => TableMapping): Tables {
  const given = tables[table];
  if (Array.isArray(given)) return { ...tables, [table]: [change(given[0]), ...given.slice(1)] };
  return { ...tables, [table]: change(given ?? {}) };
}

function first(given: Tables[MappedTable]): TableMapping | undefined {
  return Array.isArray(given) ? given[0] : given;
}

function twice(use: ColumnUse, one: string, other: string): PerennialError {
  return refusal(`${use} can't be both "${one}" and "${other}".`, 'Choose one of the two columns for it.', {
    use,
    columns: [one, other],
  });
}

function refusal(message: string, remedy: string, details: Record<string, unknown>): PerennialError {
  return new PerennialError('invalid_input', message, remedy, details);
}
