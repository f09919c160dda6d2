import { PerennialError } from '../../domain/errors.ts';
import { fieldsOf } from '../fields/table-fields.ts';
import { columnKey } from './column-finder.ts';
import { requiredOf } from './field-kinds.ts';
import type { MappedTable, Mapping } from './mapping-schema.ts';
import { plainSynonyms } from './plain-tables.ts';

/**
 * The mapping of a file whose columns are named as the fields of a table: `--map` first, then columns that bear a field's name, then
 * synonyms.
 * @param map column of the file -> field of the table, where the names differ.
 * @throws PerennialError `invalid_input` for a map that doesn't fit the file, a required field that no column gives, or columns of one name.
 */
export function plainMapping(
  table: MappedTable,
  header: readonly string[],
  map: Readonly<Record<string, string>> = {},
): Mapping {
  refuseRepeated(header);
  const columnOf = mapped(table, header, map);
  addNamed(table, header, columnOf);
  const missing = requiredOf(table, false).filter((group) => !group.some((field) => columnOf.has(field)));
  if (missing.length > 0) {
    throw refusal(
      `No column of the file gives ${missing.map((group) => group.join(' or ')).join(', ')}, which ${table} needs.`,
      `Name it: --map column=${missing[0][0]}. The file's columns are: ${header.join(', ')}.`,
      { missing, header },
    );
  }
  return mappingOf(table, columnOf);
}

/** The same where a file isn't said to be of that table: undefined where it lacks a required field. */
export function plainFit(
  table: MappedTable,
  header: readonly string[],
): { readonly mapping: Mapping; readonly used: number } | undefined {
  const columnOf = new Map<string, string>();
  addNamed(table, header, columnOf);
  if (!requiredOf(table, false).every((group) => group.some((field) => columnOf.has(field)))) return undefined;
  return { mapping: mappingOf(table, columnOf), used: columnOf.size };
}

function mappingOf(table: MappedTable, columnOf: ReadonlyMap<string, string>): Mapping {
  return { name: `plain ${table}`, tables: { [table]: Object.fromEntries(columnOf) } };
}

/** Column by field. */
function mapped(table: MappedTable, header: readonly string[], map: Readonly<Record<string, string>>) {
  const known = fieldsOf(table);
  const columnOf = new Map<string, string>();
  for (const [column, field] of Object.entries(map)) {
    const found = header.find((name) => columnKey(name) === columnKey(column));
    if (found === undefined) {
      const remedy = `Its columns are: ${header.join(', ')}.`;
      throw refusal(`The file has no column "${column}".`, remedy, { column, header });
    }
    if (!known.includes(field)) {
      throw refusal(`${table} has no field "${field}".`, `Its fields are: ${known.join(', ')}.`, { field, known });
    }
    if (columnOf.has(field) || [...columnOf.values()].includes(found)) {
      const remedy = 'Map each column and each field at most once.';
      throw refusal(`--map ${column}=${field} contradicts another --map.`, remedy, { column, field });
    }
    columnOf.set(field, found);
  }
  return columnOf;
}

function addNamed(table: MappedTable, header: readonly string[], columnOf: Map<string, string>): void {
  const names = fieldsOf(table).map((field) => [field, field] as const);
  const taken = new Set(columnOf.values());
  for (const known of [names, Object.entries(plainSynonyms[table])]) {
    const fieldOf = new Map(known.map(([name, field]) => [columnKey(name), field]));
    for (const name of header) {
      const field = fieldOf.get(columnKey(name));
      if (field === undefined || taken.has(name) || columnOf.has(field)) continue;
      columnOf.set(field, name);
      taken.add(name);
    }
  }
}

function refuseRepeated(header: readonly string[]): void {
  const keys = header.map(columnKey);
  const repeated = header.find((name, at) => name.trim() !== '' && keys.indexOf(keys[at]) !== at);
  if (repeated === undefined) return;
  throw refusal(`The file has two columns named "${repeated}".`, 'Rename one of them in its first line.', { repeated });
}

function refusal(message: string, remedy: string, details: Record<string, unknown>): PerennialError {
  return new PerennialError('invalid_input', message, remedy, details);
}
