import type { DeliverEventsInput, DeliveryDone } from '../../contract/delivery-messages.ts';
import { usualBackoff } from '../../domain/destinations/backoff.ts';
import type { ReadSecret } from '../../domain/secret-reference.ts';
import type { BucketAccess } from '../../store/artifacts/bucket-client.ts';
import {
  dueDeliveries,
  forgetDelivered,
  supersedeLists,
  untilDue,
  withholdUnwanted,
} from '../../store/destinations/deliveries.ts';
import { findDestination } from '../../store/destinations/destinations.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import { DeliveryRound } from './delivery-round.ts';
import { senderOf } from './sender.ts';

/** Events that are read at a time. */
const pageSize = 1_000;
/** ms after which a round reports, so that the workflow's details say how far it is. */
const roundTime = 20_000;

/**
 * One round of deliveries to one destination. An event is marked after the receiver took it: whoever dies in between sends it again,
 * under the same id.
 */
export function createDeliverDueActivities(
  dependencies: Pick<ActivityDependencies, 'database' | 'blobs' | 'definitions' | 'log'> & {
    readonly settings: Pick<ActivityDependencies['settings'], 'businessTimezone' | 'dashboardUrl' | 'backoff'>;
    readonly readSecret: ReadSecret;
    readonly buckets: BucketAccess;
  },
  random: () => number = Math.random,
) {
  const { database, settings, log } = dependencies;
  const { businessTimezone, dashboardUrl, backoff = usualBackoff } = settings;
  return {
    deliverDue({ destinationId }: DeliverEventsInput): Promise<DeliveryDone> {
      return beating(async (signal, note) => {
        const destination = await findDestination(database, destinationId);
        if (destination === null) return { delivered: 0, failed: 0, wait: null };
        await forgetDelivered(database);
        await withholdUnwanted(database, destinationId);
        if (destination.kind === 'sql') await supersedeLists(database, destinationId);
        const sender = senderOf(destination, { ...dependencies, businessTimezone, dashboardUrl });
        const round = new DeliveryRound({ database, destination, sender, backoff, random });
        const until = Date.now() + roundTime;
        while (!round.stopped && Date.now() < until) {
          const due = await dueDeliveries(database, destinationId, pageSize);
          if (due.length === 0) break;
          await round.deliver(due, signal);
          note(`${round.delivered} delivered, ${round.failed} failed`);
        }
        await round.end();
        const { delivered, failed } = round;
        if (delivered + failed > 0)
          log.info(happened('events_delivered', { destination: destination.name, delivered, failed }));
        return { delivered, failed, wait: await untilDue(database, destinationId) };
      });
    },
  };
}
