import type { FileReport } from '../../ingest/import-report.ts';
import type { Upload } from '../contracts/imports.ts';

export function presentCauses(causes: FileReport['causes']) {
  return causes.map(({ column, reason, remedy, rows, examples }) => ({
    ...{ column, reason, remedy, rows },
    examples: examples.map(({ line, value }) => ({ line, value })),
  }));
}

/** What came of a file. */
export function presentReport(found: FileReport): NonNullable<Upload['report']> {
  const { mapping, batch, read, stored, rejected, attributes } = found;
  return {
    ...{ mapping, batch, read, stored, rejected, attributes },
    left_out: [...found.leftOut],
    tables: found.tables.map(({ table, inserted, updated, unchanged, merged, removed }) => ({
      ...{ table, inserted, updated, unchanged, merged, removed },
    })),
    causes: presentCauses(found.causes),
    ignored_columns: [...found.ignoredColumns],
    missing_columns: [...found.missingColumns],
    assumed: [...found.assumed],
    notes: [...found.notes],
  };
}
