import { basename } from 'node:path';
import { columnKey } from './column-finder.ts';
import { tablesOf } from './compile-mapping.ts';
import { fieldSources } from './compile-table.ts';
import type { FieldSource, MappedTable, Mapping } from './mapping-schema.ts';
import { mappedTables } from './mapping-schema.ts';
import { plainFit } from './plain-mapping.ts';

/** Whether a mapping says that such a file is of its kind. One that doesn't say fits none. */
export function fitsFile({ recognise }: Mapping, file: string, header: readonly string[]): boolean {
  if (recognise === undefined) return false;
  const keys = new Set(header.map(columnKey));
  const { columns = [], not = [], file: name } = recognise;
  return (
    columns.every((column) => keys.has(columnKey(column))) &&
    !not.some((column) => keys.has(columnKey(column))) &&
    (name === undefined || matchesName(basename(file), name))
  );
}

/** How many columns of the file a mapping names. */
export function namedColumns(mapping: Mapping, header: readonly string[]): number {
  const named = new Set(namesIn(mapping).map(columnKey));
  return new Set(header.map(columnKey).filter((key) => key !== '' && named.has(key))).size;
}

function namesIn(mapping: Mapping): string[] {
  return [
    ...(mapping.recognise?.columns ?? []),
    ...Object.keys({ ...mapping.where, ...mapping.unless }),
    ...tablesOf(mapping).flatMap(([, table]) => {
      const { attributes, when, unless } = table;
      const kept = attributes === undefined || attributes === '*' ? [] : Object.values(attributes);
      return [
        ...Object.keys({ ...when, ...unless }),
        ...[...fieldSources(table).map(([, source]) => source), ...kept].flatMap(namesOf),
      ];
    }),
  ];
}

function namesOf(source: string | readonly string[] | FieldSource): readonly string[] {
  if (typeof source === 'string') return [source];
  if (!('length' in source)) {
    const { column, columns = [], first = [], multiply = [] } = source;
    return [...(column === undefined ? [] : [column]), ...columns, ...first, ...multiply];
  }
  return source;
}

/**
 * Tables of ours that the columns of a file are named after: the one that the file's name tells too where two thirds of its columns are
 * fields, else those of which every column is a field.
 */
export function plainFits(
  file: string,
  header: readonly string[],
): { table: MappedTable; mapping: Mapping; used: number }[] {
  const columns = header.filter((name) => name.trim() !== '').length;
  const fits = mappedTables.flatMap((table) => {
    const fit = plainFit(table, header);
    return fit === undefined ? [] : [{ table, ...fit }];
  });
  const told = tableInName(file);
  const named = fits.filter(({ table, used }) => table === told && used >= (2 / 3) * columns);
  return named.length > 0 ? named : fits.filter(({ used }) => used === columns);
}

/** 'export-contact_changes.2026.csv': the longest name of a table in it. */
function tableInName(file: string): MappedTable | undefined {
  const name = `_${basename(file)
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '_')}_`;
  return mappedTables.filter((table) => name.includes(`_${table}_`)).sort((a, b) => b.length - a.length)[0];
}

function matchesName(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'iu').test(name);
}
