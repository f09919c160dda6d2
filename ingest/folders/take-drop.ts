import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isPerennialError, isTransient, type PerennialError } from '../../domain/errors.ts';
import type { ListedFile } from '../../domain/folder-files.ts';
import type { Database } from '../../store/database/database.ts';
import { findTaken, forgetFile, knownFiles, settleFile } from '../../store/sources/source-files.ts';
import { moveWatermark, type Source } from '../../store/sources/sources.ts';
import { safeName, type UploadFiles } from '../../store/uploads/upload-files.ts';
import { hashFile } from '../find-import.ts';
import { importFiles } from '../import-files.ts';
import type { ImportSettings } from '../import-options.ts';
import type { FileReport } from '../import-report.ts';
import { erasedBefore } from '../intake/leave-out-erased.ts';
import { planFiles } from '../plan-files.ts';
import { inOrder, type PlannedFile } from '../planned-file.ts';
import type { FolderPlace } from './folder-place.ts';
import { folderWish } from './folder-wish.ts';

export type TakeOptions = {
  readonly source: Source;
  readonly place: FolderPlace;
  /** For copies, and for what is rejected. */
  readonly uploads: UploadFiles;
  readonly settings: ImportSettings;
  readonly clock: () => Date;
  readonly signal?: AbortSignal;
  readonly onProgress?: (words: string) => void;
};

type BroughtFile = { readonly id: string; readonly file: ListedFile; readonly plan: PlannedFile };

export type TakenDrop = { readonly read: number; readonly written: number; readonly broughtMessages: boolean };

/** Takes files that came together, in the order of what they feed and then as they are given. */
export async function takeDrop(
  database: Database,
  options: TakeOptions,
  files: readonly ListedFile[],
): Promise<TakenDrop> {
  const known = await knownFiles(database, options.source.name);
  const ids = new Map(known.map(({ id, name }) => [name, id]));
  const brought: BroughtFile[] = [];
  const reports: FileReport[] = [];
  try {
    for (const file of files) {
      const id = ids.get(file.name) ?? '';
      const plan = await apart(database, options, { id, file }, () => bring(database, options, id, file));
      if (plan !== null) brought.push({ id, file, plan });
    }
    for (const plan of inOrder(brought.map((one) => one.plan))) {
      const one = brought.find((each) => each.plan === plan) as BroughtFile;
      const report = await apart(database, options, one, () => take(database, options, one));
      if (report !== null) reports.push(report);
    }
  } finally {
    for (const { id, plan } of brought) await removeCopy(options, id, plan.file);
  }
  const written = reports.reduce((sum, report) => sum + writtenOf(report), 0);
  const read = reports.reduce((sum, report) => sum + report.read, 0);
  return { read, written, broughtMessages: reports.some(hasMessages) };
}

/** What is wrong with one file is noted with it; what is wrong with a server ends the reading. */
async function apart<Result>(
  database: Database,
  { signal, clock }: TakeOptions,
  { id, file: { name } }: { readonly id: string; readonly file: ListedFile },
  work: () => Promise<Result | null>,
): Promise<Result | null> {
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (!isPerennialError(error) || isTransient(error.code)) throw error;
    await settleFile(database, id, { state: 'failed', error: withoutPlace(error, name) }, clock());
    return null;
  }
}

/** null: nothing of it is to be taken. */
async function bring(
  database: Database,
  { source, place, uploads, signal, clock }: TakeOptions,
  id: string,
  { name }: ListedFile,
): Promise<PlannedFile | null> {
  const folder = async () => {
    await uploads.makeFolder(id);
    return dirname(uploads.place(id, 'file'));
  };
  const path = await place.bring(name, folder, signal);
  if (path === null) {
    await forgetFile(database, id);
    return null;
  }
  const contentHash = await hashFile(path);
  const same = await findTaken(database, source.name, contentHash);
  if (same !== null) {
    const settled =
      same.id === id
        ? ({ state: 'taken', contentHash } as const)
        : ({ state: 'same', contentHash, sameAs: same.name } as const);
    await settleFile(database, id, settled, clock());
    return null;
  }
  const [plan] = await planFiles([path], folderWish(source.name, source));
  return plan ?? null;
}

/** null: an earlier one of the drop has its content. */
async function take(
  database: Database,
  { source, uploads, settings, clock, signal, onProgress }: TakeOptions,
  { id, file, plan }: BroughtFile,
): Promise<FileReport | null> {
  const contentHash = await hashFile(plan.file);
  const same = await findTaken(database, source.name, contentHash);
  if (same !== null && same.id !== id) {
    await settleFile(database, id, { state: 'same', contentHash, sameAs: same.name }, clock());
    return null;
  }
  await uploads.makeFolder(id);
  const rejects = uploads.rejectsPath(id, safeName(file.name));
  await rm(rejects, { force: true });
  const now = clock();
  const [report] = await importFiles({
    ...{ database, files: [plan], settings, now, ...(signal && { signal }) },
    rejectsFileOf: () => rejects,
    onProgress: ({ read, rejected }) => onProgress?.(`${file.name}: ${read} rows read, ${rejected} rejected`),
    async onStored(client, stored) {
      await settleFile(
        client,
        id,
        { state: 'taken', contentHash, report: withName(stored, plan.file, file.name) },
        now,
      );
      const [cause] = stored.causes;
      const [example] = cause?.examples ?? [];
      const rejectExample = cause === undefined ? null : `line ${example?.line}: ${cause.column} ${cause.reason}`;
      await moveWatermark(
        client,
        source.name,
        plan.mapping.name,
        { changedAt: file.modifiedAt.toISOString(), changedKey: file.name },
        {
          ...{ read: stored.read, written: writtenOf(stored), parked: 0, rejected: stored.rejected, rejectExample },
          erased: stored.leftOut.find(({ why }) => why === erasedBefore)?.rows ?? 0,
        },
      );
    },
  });
  return report ?? null;
}

/** Only what was copied beside the rejects: a file of the folder itself stays where it is. */
async function removeCopy({ uploads }: TakeOptions, id: string, path: string): Promise<void> {
  if (dirname(path) === dirname(uploads.place(id, 'file'))) await rm(path, { force: true });
}

function writtenOf({ tables }: FileReport): number {
  return tables.reduce((sum, { inserted, updated, removed }) => sum + inserted + updated + removed, 0);
}

function hasMessages({ tables }: FileReport): boolean {
  return tables.some(({ table, inserted, updated }) => table === 'messages' && inserted + updated > 0);
}

/** People know the file by its name in the folder. */
function withName(report: FileReport, path: string, name: string): FileReport {
  const inside = (text: string) => JSON.stringify(text).slice(1, -1);
  return JSON.parse(JSON.stringify(report).replaceAll(inside(path), inside(name)));
}

function withoutPlace({ code, message, remedy, details }: PerennialError, name: string) {
  const path = String(details.file ?? details.path ?? '');
  const plain = (text: string) => (path === '' ? text : text.replaceAll(path, name));
  return { code, message: plain(message), remedy: plain(remedy) };
}
