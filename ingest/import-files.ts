import { basename, resolve } from 'node:path';
import type pg from 'pg';
import { recordAct } from '../store/access/audit.ts';
import { inTransaction } from '../store/database/transaction.ts';
import { importFile } from './import-file.ts';
import type { ImportOptions } from './import-options.ts';
import type { FileReport } from './import-report.ts';
import { inOrder, type PlannedFile } from './planned-file.ts';
import { openRejects, type RejectsFile } from './rejects-file.ts';
import { admitParked } from './upsert/admit-parked.ts';

class DryRun extends Error {}

/**
 * Imports files in the order of what they feed, each in one transaction: killed or cancelled half-way, nothing of that file is there. A
 * bad row is rejected with all its reasons and doesn't keep the others out. Rows are found again by their ids, so importing a file
 * twice changes nothing.
 */
export async function importFiles(options: ImportOptions): Promise<FileReport[]> {
  const { database, files, dryRun = false, signal } = options;
  const reports: FileReport[] = [];
  async function importOne(client: pg.ClientBase, file: PlannedFile, rejects: RejectsFile): Promise<FileReport> {
    const report = await importFile(client, file, rejects, options);
    return dryRun ? { ...report, batch: null } : report;
  }
  async function finish(report: FileReport, rejects: RejectsFile): Promise<void> {
    const finished = { ...report, rejectsFile: await rejects.finish() };
    const { rejectsFile, batch } = finished;
    // who is erased is taken out of it
    if (rejectsFile !== null && batch !== null)
      await database.query('update import_batches set rejects_file = $2 where id = $1', [batch, resolve(rejectsFile)]);
    reports.push(finished);
    options.onReport?.(finished);
  }
  async function each(take: (file: PlannedFile, rejects: RejectsFile) => Promise<FileReport>): Promise<void> {
    for (const file of inOrder(files)) {
      const rejects = openRejects(options.rejectsFileOf?.(file.file) ?? null);
      try {
        await finish(await take(file, rejects), rejects);
      } catch (error) {
        await rejects.discard();
        throw error;
      }
    }
  }

  if (!dryRun) {
    await each((file, rejects) =>
      inTransaction(
        database,
        async (client) => {
          const report = await importOne(client, file, rejects);
          const details = { file: basename(report.file), stored: report.stored, rejected: report.rejected };
          await options.onStored?.(client, report);
          await recordAct(client, options.act && { ...options.act, target: String(report.batch), details });
          return report;
        },
        { signal },
      ),
    );
    await admitParked(database, options.settings, options.now, signal === undefined ? {} : { signal });
    return reports;
  }
  const done = inTransaction(
    database,
    async (client) => {
      await each((file, rejects) => importOne(client, file, rejects));
      throw new DryRun();
    },
    { signal },
  );
  await done.catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error;
  });
  return reports;
}
