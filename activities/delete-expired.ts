import type { ExpiredRows, RetentionStep, SweepStep, SweptArtifacts } from '../contract/messages.ts';
import { expiredBefore, leastArtifactDays } from '../domain/retention.ts';
import { collectGarbage } from '../store/artifacts/collect-garbage.ts';
import { deleteExpired } from '../store/retention.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

export function createDeleteExpiredActivities({ database, blobs, settings, log }: ActivityDependencies) {
  return {
    /** Rows that an earlier attempt deleted are not counted again. */
    deleteExpired({ table, requestedAt }: RetentionStep): Promise<ExpiredRows> {
      return beating(async (signal, note) => {
        const before = expiredBefore(settings.retention[table], new Date(requestedAt));
        const onBatch = (deleted: number) => note(`${deleted} rows deleted`);
        const deleted = await deleteExpired(database, table, before, { signal, onBatch });
        log.info(happened('rows_expired', { table, before, deleted }));
        return { table, before: before.toISOString(), deleted };
      });
    },

    /** Artifacts that no record names any more. It comes after the steps, whose results name most of them. */
    sweepArtifacts({ requestedAt }: SweepStep): Promise<SweptArtifacts> {
      return beating(async (signal, note) => {
        // nobody's clock makes what was just written old
        const asked = Math.min(Date.parse(requestedAt), Date.now());
        const before = expiredBefore(leastArtifactDays, new Date(asked));
        const temporary = await blobs.sweepTemporary();
        const onBatch = (removed: number) => note(`${removed} artifacts removed`);
        const { removed, byteCount } = await collectGarbage(database, blobs, before, { signal, onBatch });
        log.info(happened('artifacts_swept', { before, removed, byteCount, temporary }));
        return { removed, byteCount, temporary };
      });
    },
  };
}
