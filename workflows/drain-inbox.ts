import {
  continueAsNew,
  defineQuery,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import type { DrainedInbox, DrainInboxInput } from '../contract/hook-messages.ts';
import { limitsInput, limitsOf } from '../contract/limits.ts';
import { queries, signals } from '../contract/messages.ts';
import { stepOptions } from './step-options.ts';

const progressQuery = defineQuery<DrainedInbox>(queries.progress);
const again = defineSignal(signals.again);

const nothing: DrainedInbox = { taken: 0, unused: 0, unknown: 0, failed: 0 };

/**
 * Reads what a source posted, until nothing waits. There is one of a source, so that a person's deliveries are read in the order in which
 * they came. Who stores something meanwhile makes it look once more.
 */
export async function drainInbox(input: DrainInboxInput): Promise<DrainedInbox> {
  const { source, goesOn } = input;
  const limits = limitsOf(input);
  let drained = goesOn ?? nothing;
  let asked = true;
  setHandler(progressQuery, () => drained, { description: 'How many deliveries were read, by what became of them.' });
  setHandler(
    again,
    () => {
      asked = true;
    },
    { description: 'Looks once more: something was stored.' },
  );
  const { drainDeliveries } = proxyActivities<OrchestrationActivities>(stepOptions(limits, limits.importTimeout));
  while (asked) {
    asked = false;
    drained = sum(drained, await drainDeliveries({ source }));
    setCurrentDetails(describe(source, drained));
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof drainInbox>({ source, ...limitsInput(limits), goesOn: drained });
  }
  return drained;
}

function sum(a: DrainedInbox, b: DrainedInbox): DrainedInbox {
  return {
    taken: a.taken + b.taken,
    unused: a.unused + b.unused,
    unknown: a.unknown + b.unknown,
    failed: a.failed + b.failed,
  };
}

function describe(source: string, { taken, unused, unknown, failed }: DrainedInbox): string {
  return `${source}: ${taken} deliveries taken, ${unused} without rows, ${unknown} unknown, ${failed} failed`;
}
