import type { SettledWaiting, SweepStep } from '../../contract/messages.ts';
import { expiredBefore, parkedDays } from '../../domain/retention.ts';
import { admitParked } from '../../ingest/upsert/admit-parked.ts';
import { forgetRejected, rejectParked } from '../../store/crm/parked-rows.ts';
import { forgetImages } from '../../store/crm/row-batches.ts';
import { forgetAnswers } from '../../store/crm/upsert-answers.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { importSettings } from './import-settings.ts';

/** Days in which a batch that is sent again is answered as before. */
const answeredDays = 7;

export function createSettleWaitingActivities({ database, settings, log }: ActivityDependencies) {
  return {
    /** Takes in rows whose contact has come by now, and gives up those that have waited for too long. */
    settleWaiting({ requestedAt }: SweepStep): Promise<SettledWaiting> {
      return beating(async (signal) => {
        const now = new Date(requestedAt);
        const admitted = await admitParked(database, importSettings(settings), now, { signal });
        const rejected = await rejectParked(database, expiredBefore(parkedDays, now), now);
        const forgotten =
          (await forgetRejected(database, expiredBefore(2 * parkedDays, now))) +
          (await forgetAnswers(database, expiredBefore(answeredDays, now))) +
          (await forgetImages(database, expiredBefore(parkedDays, now)));
        log.info(happened('waiting_settled', { admitted, rejected, forgotten }));
        return { admitted, rejected, forgotten };
      });
    },
  };
}
