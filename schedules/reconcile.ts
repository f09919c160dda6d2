import { type Client, ScheduleAlreadyRunning, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import { taskQueues } from '../workflows/messages.ts';
import type { ScheduleDefinition } from './schedules.ts';

export type Reconciled = { readonly id: string; readonly action: 'created' | 'updated' };

/**
 * Creates what is missing and replaces spec, action and policies of what exists: `describe` gives a cron back as calendars, so that
 * merging would fire twice (sdk-typescript #1351). Pause and note are the operator's and stay.
 */
export async function reconcileSchedules(
  client: Client,
  definitions: readonly ScheduleDefinition[],
  taskQueuePrefix: string,
): Promise<Reconciled[]> {
  const reconciled: Reconciled[] = [];
  for (const definition of definitions) {
    const options = toOptions(definition, taskQueuePrefix);
    try {
      await client.schedule.create(options);
      reconciled.push({ id: definition.id, action: 'created' });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { spec, action, policies } = options;
      await client.schedule
        .getHandle(definition.id)
        .update((previous) => ({ spec, action, policies, state: previous.state }));
      reconciled.push({ id: definition.id, action: 'updated' });
    }
  }
  return reconciled;
}

function toOptions(definition: ScheduleDefinition, taskQueuePrefix: string) {
  return {
    scheduleId: definition.id,
    spec: { cronExpressions: [definition.cron], timezone: definition.timezone, jitter: definition.jitter },
    action: {
      type: 'startWorkflow',
      workflowType: definition.workflowType,
      workflowId: definition.id,
      taskQueue: taskQueuePrefix + taskQueues.orchestration,
      args: [definition.input],
      staticSummary: definition.summary,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: definition.catchupWindow },
  } as const satisfies ScheduleOptions;
}
