import { importFiles } from '../../ingest/import-files.ts';
import type { ImportOptions } from '../../ingest/import-options.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import type { MappedTable } from '../../ingest/mapping/mapping-schema.ts';
import { planFiles } from '../../ingest/plan-files.ts';
import type { Database } from '../../store/database/database.ts';

export type LoadOptions = Partial<Omit<ImportOptions, 'database' | 'files'>> & {
  readonly map?: Readonly<Record<string, string>>;
  readonly rejectsFile?: string | null;
};

/** Imports one file whose columns are named as fields of a table. */
export async function loadTable(
  database: Database,
  table: MappedTable,
  file: string,
  { map = {}, rejectsFile = null, ...options }: LoadOptions = {},
): Promise<FileReport> {
  const files = await planFiles([file], { table, map });
  const given = { settings: { timezone: 'UTC' }, now: new Date('2026-12-01T00:00:00Z'), ...options };
  const [report] = await importFiles({ database, files, rejectsFileOf: () => rejectsFile, ...given });
  return report;
}

/** What became of the rows of a file that feeds one table. */
export function counts({ read, rejected, tables: [outcome] }: FileReport) {
  const { inserted, updated, unchanged, merged } = outcome;
  return { read, inserted, updated, unchanged, merged, rejected };
}

/** One line for each cause of rejects, the most frequent first. */
export function causes(report: FileReport): string[] {
  return report.causes.map(({ column, reason }) => `${column} ${reason}`);
}
