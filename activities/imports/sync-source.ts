import type {
  FailedSync,
  SweepSourceStep,
  SweptSource,
  SyncedSlice,
  SyncStep,
} from '../../contract/source-messages.ts';
import { sweepHours } from '../../domain/sources.ts';
import { definitionOf } from '../../ingest/sources/definition-of.ts';
import { sweepKeys } from '../../ingest/sources/sweep-keys.ts';
import { syncSlice } from '../../ingest/sources/sync-slice.ts';
import { beginSync, endSync, failSync, noteSwept, readSource } from '../../store/sources/sources.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { importSettings } from './import-settings.ts';

export function createSyncSourceActivities({ database, settings, readCredential, log }: ActivityDependencies) {
  async function optionsOf(name: string, signal: AbortSignal) {
    const source = await readSource(database, name);
    const url = readCredential(source.credential);
    return { source, definition: definitionOf(source), url, settings: importSettings(settings), signal };
  }

  return {
    syncSlice({ source: name }: SyncStep): Promise<SyncedSlice> {
      return beating(async (signal, note) => {
        await beginSync(database, name, new Date());
        const onProgress = ({ stream, read, expected }: { stream: string; read: number; expected: number | null }) =>
          note(`${stream}: ${read} of ${expected ?? '?'} rows`);
        const slice = await syncSlice(database, { ...(await optionsOf(name, signal)), onProgress });
        log.info(happened('source_read', { source: name, ...slice }));
        return slice;
      });
    },

    /** Once a day; the first reading has found all there is. */
    sweepSource({ source: name, acceptDeletes }: SweepSourceStep): Promise<SweptSource> {
      return beating(async (signal) => {
        const now = new Date();
        const options = await optionsOf(name, signal);
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
