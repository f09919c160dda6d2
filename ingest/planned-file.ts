import type { StyleOptions } from './intake/column-readers.ts';
import type { CompiledMapping } from './mapping/mapped-row.ts';
import { type MappedTable, mappedTables } from './mapping/mapping-schema.ts';

/** A file with what becomes of it. */
export type PlannedFile = {
  readonly file: string;
  /** What the mapping calls itself. */
  readonly mapping: string;
  /** Where ids come from; undefined: they stand as they are. */
  readonly source?: string;
  /** Of phone numbers without a country code, ISO 3166. */
  readonly country?: string;
  /** Of amounts that name none. */
  readonly currency?: string;
  readonly tables: readonly MappedTable[];
  readonly styles?: StyleOptions;
  /** @throws PerennialError `invalid_input` where the header lacks what the mapping needs. */
  compile(header: readonly string[]): CompiledMapping;
};

/** By what they feed: contacts before what refers to them, histories last. */
export function inOrder(files: readonly PlannedFile[]): PlannedFile[] {
  const placeOf = ({ tables }: PlannedFile) => Math.min(...tables.map((table) => mappedTables.indexOf(table)));
  const lastOf = ({ tables }: PlannedFile) => Math.max(...tables.map((table) => mappedTables.indexOf(table)));
  return [...files].sort((a, b) => placeOf(a) - placeOf(b) || lastOf(a) - lastOf(b));
}
