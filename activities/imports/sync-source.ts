import type {
  FailedSync,
  SweepSourceStep,
  SweptSource,
  SyncedSlice,
  SyncSliceStep,
  SyncStep,
} from '../../contract/source-messages.ts';
import type { Controls } from '../../control/open-controls.ts';
import { defaultLimits } from '../../domain/limits.ts';
import { sweepHours } from '../../domain/sources.ts';
import { openFolder } from '../../ingest/folders/open-folder.ts';
import { syncFolder } from '../../ingest/folders/sync-folder.ts';
import { definitionOf } from '../../ingest/sources/definition-of.ts';
import { sweepKeys } from '../../ingest/sources/sweep-keys.ts';
import { syncSlice } from '../../ingest/sources/sync-slice.ts';
import {
  beginSync,
  endSync,
  failSync,
  noteSwept,
  readSource,
  requireCredential,
  type Source,
} from '../../store/sources/sources.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { importSettings } from './import-settings.ts';

export function createSyncSourceActivities(
  { database, settings, readCredential, buckets, uploads, log }: ActivityDependencies,
  sentiment: Pick<Controls['sentiment'], 'fill'>,
) {
  async function lookIntoFolder(
    source: Source,
    folder: string,
    { settle = defaultLimits.folderSettle, since }: SyncSliceStep,
    { signal, note }: { readonly signal: AbortSignal; readonly note: (words: string) => void },
  ): Promise<SyncedSlice> {
    const { broughtMessages, ...slice } = await syncFolder(database, {
      ...{ source, uploads, settle, signal, settings: importSettings(settings), clock: () => new Date() },
      place: openFolder(source.name, folder, buckets),
      since: since === undefined ? undefined : new Date(since),
      onProgress: note,
    });
    if (broughtMessages && settings.measuresSentiment) {
      // the files are in whatever comes of it; the next import asks again
      await sentiment.fill().catch((error: unknown) => log.warn({ error }, 'the sentiment is not measured'));
    }
    return slice;
  }

  function optionsOf(source: Source, signal: AbortSignal) {
    const url = readCredential(requireCredential(source));
    return { source, definition: definitionOf(source), url, settings: importSettings(settings), signal };
  }

  return {
    syncSlice(step: SyncSliceStep): Promise<SyncedSlice> {
      const { source: name } = step;
      return beating(async (signal, note) => {
        await beginSync(database, name, new Date());
        const onProgress = ({ stream, read, expected }: { stream: string; read: number; expected: number | null }) =>
          note(`${stream}: ${read} of ${expected ?? '?'} rows`);
        const source = await readSource(database, name);
        const { folder } = source.settings;
        const slice =
          folder === undefined
            ? await syncSlice(database, { ...optionsOf(source, signal), onProgress })
            : await lookIntoFolder(source, folder, step, { signal, note });
        log.info(happened('source_read', { source: name, ...slice }));
        return slice;
      });
    },

    /** Once a day; the first reading has found all there is. */
    sweepSource({ source: name, acceptDeletes }: SweepSourceStep): Promise<SweptSource> {
      return beating(async (signal) => {
        const now = new Date();
        const source = await readSource(database, name);
        // of files that are gone nothing follows
        if (source.kind === 'folder') return { deleted: null };
        const options = optionsOf(source, signal);
        const { sweptAt } = options.source;
        const isDue = sweptAt === null || now.getTime() - sweptAt.getTime() >= sweepHours * 3_600_000;
        if (!isDue && !acceptDeletes) return { deleted: null };
        const deleted = await sweepKeys(database, options, acceptDeletes);
        await noteSwept(database, name, now);
        log.info(happened('source_swept', { source: name, deleted }));
        return { deleted };
      });
    },

    async endSync({ source }: SyncStep): Promise<void> {
      await endSync(database, source, new Date());
    },

    async failSync({ source, failure }: FailedSync): Promise<void> {
      log.warn(happened('source_failed', { source, code: failure.code }));
      await failSync(database, source, failure, new Date());
    },
  };
}
