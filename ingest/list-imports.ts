import type { Database } from '../store/database/database.ts';
import { byKey, type Page, type PageAsked, readPage } from '../store/database/read-page.ts';

/** An imported file, as `import --list` shows it. */
export type ListedImport = {
  readonly batch: number;
  readonly file: string;
  readonly mapping: string;
  readonly importedAt: Date;
  readonly undoneAt: Date | null;
  readonly stored: number;
  readonly rejected: number;
};

/** The latest first. */
export async function pageImports(database: Database, page: PageAsked): Promise<Page<ListedImport>> {
  return await readPage<ListedImport>(
    database,
    {
      columns: `id as batch, file, mapping, imported_at as "importedAt", undone_at as "undoneAt",
        coalesce((report ->> 'stored')::integer, 0) as stored, coalesce((report ->> 'rejected')::integer, 0) as rejected`,
      from: 'import_batches',
      where: `kind = 'file'`,
      parameters: [],
      order: byKey(true),
    },
    page,
  );
}

/** The latest first. */
export async function listImports(database: Database, limit: number): Promise<readonly ListedImport[]> {
  return (await pageImports(database, { limit, after: null })).rows;
}
