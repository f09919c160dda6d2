import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import type { DeliverEventsInput } from '../contract/delivery-messages.ts';
import { signals } from '../contract/messages.ts';
import { defaultLimits } from '../domain/limits.ts';
import { stepOptions } from './step-options.ts';

const again = defineSignal(signals.again);

/**
 * Delivers what waits for one destination, round by round, until nothing waits. What failed is due later, and it sleeps until then. Each
 * destination has a workflow of its own, so none waits for another. Who puts something out meanwhile wakes it.
 */
export async function deliverEvents({ destinationId }: DeliverEventsInput): Promise<void> {
  let asked = false;
  setHandler(
    again,
    () => {
      asked = true;
    },
    { description: 'Something may be due: looks at once.' },
  );
  const { deliverDue } = proxyActivities<OrchestrationActivities>(
    stepOptions(defaultLimits, defaultLimits.deliveryTimeout),
  );
  let delivered = 0;
  while (true) {
    asked = false;
    const round = await deliverDue({ destinationId });
    delivered += round.delivered;
    setCurrentDetails(`${delivered} delivered${round.failed > 0 ? `, ${round.failed} failed in the last round` : ''}`);
    if (round.wait === null && !asked) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof deliverEvents>({ destinationId });
    if (round.wait !== null && round.wait > 0) await condition(() => asked, round.wait);
  }
}
