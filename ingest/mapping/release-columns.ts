import { columnKey } from './column-finder.ts';
import { sourceOf } from './compile-field.ts';
import { notFields } from './compile-table.ts';
import type { FieldSource, Mapping, TableMapping } from './mapping-schema.ts';
import { narrowAttributes, narrowTables } from './narrow-tables.ts';

type Tables = Mapping['tables'];

/** A mapping's tables without what the columns fill. Conditions stay, and a table that no column fills any more is gone. */
export function releaseColumns(tables: Tables, columns: readonly string[]): Tables {
  const keys = new Set(columns.map(columnKey));
  const stays = (column: string) => !keys.has(columnKey(column));
  return narrowTables(tables, (table) => releasedTable(table, stays));
}

type Stays = (column: string) => boolean;

function releasedTable(table: TableMapping, stays: Stays): TableMapping | undefined {
  const { attributes, attributes_at: since, ...options } = table;
  const fields = Object.entries(options).flatMap(([name, given]) => {
    if (notFields.has(name)) return [[name, given] as const];
    const left = releasedSource(sourceOf(given as Parameters<typeof sourceOf>[0]), stays);
    return left === undefined ? [] : [[name, left] as const];
  });
  const kept = narrowAttributes(attributes, stays, (source) => releasedSource(source, stays));
  const isFilled = kept !== undefined || fields.some(([name, source]) => !notFields.has(name) && isFromFile(source));
  if (!isFilled) return undefined;
  const at = since === undefined ? undefined : releasedSource(sourceOf(since), stays);
  return {
    ...Object.fromEntries(fields),
    ...(kept !== undefined && { attributes: kept }),
    ...(at !== undefined && { attributes_at: at }),
  } as TableMapping;
}

/** undefined: nothing fills it any more. */
function releasedSource(source: FieldSource, stays: Stays): string | string[] | FieldSource | undefined {
  const { column, columns, first: choice, multiply, ...rest } = source;
  if (column !== undefined && !stays(column)) return undefined;
  if (multiply !== undefined && !multiply.every(stays)) return undefined;
  const [joined, chosen] = [columns?.filter(stays), choice?.filter(stays)];
  if (joined?.length === 0 || chosen?.length === 0) return undefined;
  const left = Object.fromEntries(
    Object.entries({ column, columns: joined, first: chosen, multiply, ...rest }).filter(
      ([, each]) => each !== undefined,
    ),
  ) as FieldSource;
  const only = Object.keys(left).length === 1;
  return only ? (left.column ?? left.columns ?? left) : left;
}

function isFromFile(source: unknown): boolean {
  if (typeof source === 'string' || Array.isArray(source)) return true;
  const { column, columns, first: choice, multiply } = source as FieldSource;
  return (column ?? columns ?? choice ?? multiply) !== undefined;
}
