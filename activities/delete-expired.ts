import type { ExpiredRows, RetentionStep } from '../contract/messages.ts';
import { expiredBefore } from '../domain/retention.ts';
import { deleteExpired } from '../store/retention.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

export function createDeleteExpiredActivities({ database, settings, log }: ActivityDependencies) {
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
  };
}
