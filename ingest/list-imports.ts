import type { Database } from '../store/database/database.ts';

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
export async function listImports(database: Database, limit: number): Promise<ListedImport[]> {
  return await database.query<ListedImport>(
    `select id as batch, file, mapping, imported_at as "importedAt", undone_at as "undoneAt",
       coalesce((report ->> 'stored')::integer, 0) as stored, coalesce((report ->> 'rejected')::integer, 0) as rejected
     from import_batches where kind = 'file' order by id desc limit $1`,
    [limit],
  );
}
