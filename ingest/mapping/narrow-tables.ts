import { sourceOf } from './compile-field.ts';
import type { FieldSource, MappedTable, Mapping, TableMapping } from './mapping-schema.ts';

/** What is left of something that names columns; undefined: nothing. */
type Narrow<Given, Left> = (given: Given) => Left | undefined;
type Attributes = TableMapping['attributes'];

/** Each way in which rows feed a table by itself; a table of which nothing is left is gone. */
export function narrowTables(tables: Mapping['tables'], narrow: Narrow<TableMapping, object>): Mapping['tables'] {
  const entries = (Object.entries(tables) as [MappedTable, TableMapping | TableMapping[]][]).flatMap(
    ([table, given]) => {
      const left = [given].flat().flatMap((one) => narrow(one) ?? []);
      return left.length === 0 ? [] : [[table, Array.isArray(given) ? left : left[0]] as const];
    },
  );
  return Object.fromEntries(entries) as Mapping['tables'];
}

/** @param has whether a column that is named stays. */
export function narrowAttributes(
  attributes: Attributes,
  has: (column: string) => boolean,
  narrow: Narrow<FieldSource, string | string[] | FieldSource>,
): Attributes {
  if (attributes === undefined || attributes === '*') return attributes;
  if (Array.isArray(attributes)) {
    const named = attributes.filter(has);
    return named.length === 0 ? undefined : named;
  }
  const kept = Object.entries(attributes).flatMap(([name, field]) => {
    const left = narrow(sourceOf(field));
    return left === undefined ? [] : [[name, left] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
