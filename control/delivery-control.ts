import type { Client } from '@temporalio/client';
import type { DeliverEventsInput } from '../contract/delivery-messages.ts';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { signals, workflowTypes } from '../contract/messages.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/** Has workers deliver what waits for a destination. */
export type DeliveryControl = {
  /** Returns once a server has the order. A delivery that sleeps until something is due looks at once. */
  wake(destinationId: string): Promise<void>;
};

export function createDeliveryControl(dependencies: {
  readonly client: Client;
  readonly installation: OwnInstallation;
}): DeliveryControl {
  const { client, installation } = dependencies;
  return {
    async wake(destinationId) {
      const input: DeliverEventsInput = { destinationId };
      await requireOwnInstallation(client, installation);
      try {
        await client.workflow.signalWithStart(workflowTypes.deliverEvents, {
          workflowId: installation.deliverEvents(destinationId),
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          signal: signals.again,
          memo: ownMemo(installation),
          staticSummary: 'delivers events to a destination',
        });
      } catch (error) {
        throw temporalUnavailable(error);
      }
    },
  };
}
