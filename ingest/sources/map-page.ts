import { readMoment } from '../fields/moment-text.ts';
import { createColumnSurveys } from '../intake/column-readers.ts';
import { compileMapping } from '../mapping/compile-mapping.ts';
import type { CompiledMapping } from '../mapping/mapped-row.ts';
import type { Mapping } from '../mapping/mapping-schema.ts';
import type { GivenRecord } from '../upsert/given-record.ts';

export type PageMapper = {
  readonly addedUp: CompiledMapping['addedUp'];
  /** null: the mapping leaves the row out. */
  map(cells: readonly (string | null)[], changedAt: string): GivenRecord | null;
};

/** Maps rows of a query as those of a file with these columns. A database writes numbers and moments in one way only. */
export function createPageMapper(mapping: Mapping, columns: readonly string[]): PageMapper {
  const compiled = compileMapping(mapping, columns, { isPreset: true });
  const readers = createColumnSurveys(compiled.styled).settle(',', columns, {}, mapping.zone ?? 'UTC');
  const { currency, source } = mapping;
  return {
    addedUp: compiled.addedUp,
    map(cells, changedAt) {
      const mapped = compiled.map(
        cells.map((cell) => cell ?? ''),
        readers.read,
      );
      if ('leftOut' in mapped) return null;
      const rows = mapped.rows.map((row) => {
        const takesCurrency = row.table === 'purchases' || row.table === 'leads';
        if (currency === undefined || !takesCurrency || row.values.currency !== undefined) return row;
        return { ...row, values: { ...row.values, currency } };
      });
      return {
        kind: 'upsert',
        rows,
        ...(mapped.problems.length > 0 && { problems: mapped.problems }),
        // 1970 stands for a change that nobody dated
        ...(!changedAt.startsWith('1970') && { changedAt: readMoment(changedAt)?.text ?? changedAt }),
        source: source === undefined ? '' : `${source}:`,
      };
    },
  };
}
