import type { FailedUpload, UploadWork } from '../../contract/import-messages.ts';
import type { Controls } from '../../control/open-controls.ts';
import { isPerennialError } from '../../domain/errors.ts';
import type { UploadError, UploadProgress } from '../../domain/uploads.ts';
import { findImport } from '../../ingest/find-import.ts';
import { importFiles } from '../../ingest/import-files.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import { inspectFile } from '../../ingest/inspect/inspect-file.ts';
import type { Inspection } from '../../ingest/inspect/inspection.ts';
import { planFiles } from '../../ingest/plan-files.ts';
import { endStep, failStep, noteProgress, readUpload, type Upload } from '../../store/uploads/uploads.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { importSettings } from './import-settings.ts';

/** ms between two notes of how far an import is. */
const noteEvery = 500;

/** On the orchestration queue: a training holds the slots of the other for up to an hour. */
export function createUploadActivities(
  { database, uploads, settings, log }: ActivityDependencies,
  sentiment: Pick<Controls['sentiment'], 'fill'>,
) {
  const of = importSettings(settings);

  async function inspect(upload: Upload, file: string, signal: AbortSignal): Promise<Inspection> {
    const { mapping, us, ...styles } = upload.options;
    await uploads.writeMapping(upload.id, upload.name, mapping ?? null);
    return await inspectFile({ file, settings: of, styles, ...(us && { us }), now: new Date(), signal });
  }

  async function bringIn(upload: Upload, file: string, signal: AbortSignal): Promise<FileReport> {
    const { id, name, step, begunAt } = upload;
    const { mapping, us, ...styles } = upload.options;
    const dryRun = step === 'try';
    // an earlier attempt may have committed it and ended before it could say so
    const before = dryRun ? null : await findImport(database, file, begunAt);
    if (before !== null) return before;
    await uploads.writeMapping(id, name, mapping ?? proposedMapping(upload.inspection as Inspection | null));
    const files = await planFiles([file]);
    const note = throttled((progress) => void noteProgress(database, id, progress).catch(() => {}));
    const [report] = await importFiles({
      ...{ database, files, settings: of, now: new Date(), styles, dryRun, signal },
      ...(us && { us }),
      // a dry run has them too: mended, the file goes in whole
      rejectsFileOf: () => uploads.rejectsPath(id, name),
      onProgress: ({ read, rejected, bytesRead, totalBytes }) =>
        note({ share: totalBytes === 0 ? 1 : bytesRead / totalBytes, read, rejected }),
    });
    return report;
  }

  /** Of a chat only a person knows which sender is the business: the senders are kept with the refusal. */
  async function askWhoWeAre({ id, name, step }: Upload, file: string, error: unknown): Promise<void> {
    if (!isPerennialError(error) || !Array.isArray(error.details.senders)) return;
    const { code, message, remedy, details } = error;
    const asked: UploadError = { code, message, remedy, senders: details.senders as string[] };
    await failStep(database, id, step, withoutFolder(asked, file, name));
  }

  return {
    workOnUpload({ uploadId, step }: UploadWork): Promise<void> {
      return beating(async (signal) => {
        const upload = await readUpload(database, uploadId);
        if (upload.state !== 'working' || upload.step !== step) return; // an earlier attempt has ended it
        const file = uploads.path(uploadId, upload.name);
        const found = await (step === 'inspect' ? inspect : bringIn)(upload, file, signal).catch(async (error) => {
          await askWhoWeAre(upload, file, error);
          throw error;
        });
        const { read, stored, rejected } = found;
        const result = withoutFolder(found, file, upload.name);
        await endStep(database, uploadId, { step, result, stored: stored > 0 });
        if (step === 'import' && stored > 0) await uploads.forget(uploadId, upload.name);
        log.info(happened('upload_worked_on', { upload: uploadId, step, read, rejected }));
        if (step === 'import' && settings.measuresSentiment && broughtMessages(found as FileReport)) {
          // the import stands whatever comes of it; the next import asks again
          await sentiment.fill().catch((error: unknown) => log.warn({ error }, 'the sentiment is not measured'));
        }
      });
    },

    async failUpload({ uploadId, step, failure }: FailedUpload): Promise<void> {
      const { name } = await readUpload(database, uploadId);
      const file = uploads.place(uploadId, name);
      await failStep(database, uploadId, step, withoutFolder(failure, file, name));
    },
  };
}

/** Of a file that no mapping was known for. */
function proposedMapping(inspection: Inspection | null): string | null {
  return inspection?.recognisedBy === null ? inspection.text : null;
}

function broughtMessages({ tables }: FileReport): boolean {
  return tables.some(({ table, inserted, updated }) => table === 'messages' && inserted + updated > 0);
}

/** People know the file by its name: where the server keeps it is nobody's business. */
function withoutFolder<Found>(found: Found, file: string, name: string): Found {
  const inside = (text: string) => JSON.stringify(text).slice(1, -1);
  return JSON.parse(JSON.stringify(found).replaceAll(inside(file), inside(name)));
}

function throttled(note: (progress: UploadProgress) => void): (progress: UploadProgress) => void {
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (now - last < noteEvery) return;
    last = now;
    note(progress);
  };
}
