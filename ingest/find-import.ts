import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Database } from '../store/database/database.ts';
import type { FileReport } from './import-report.ts';

export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The report of the import of just this file since then; null: there was none. */
export async function findImport(database: Database, file: string, since: Date): Promise<FileReport | null> {
  const [row] = await database.query<{ report: FileReport }>(
    `select report from import_batches where file = $1 and content_hash = $2 and imported_at >= $3 and undone_at is null
     order by id desc limit 1`,
    [basename(file), await hashFile(file), since],
  );
  return row?.report ?? null;
}
