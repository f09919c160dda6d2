import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleHandle,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { taskQueues } from '../contract/messages.ts';
import type { ScheduleDefinition } from './schedules.ts';

export type Reconciled = { readonly id: string; readonly action: 'created' | 'updated' | 'deleted' };

/**
 * On the action, because a schedule's own memo can't be changed: this way one of an earlier version is marked with its next update.
 * A schedule without it was made by somebody else and stays.
 */
const mark = { definedBy: 'perennial' } as const;

/**
 * Creates what is missing, replaces spec, action and policies of what exists and deletes what the code defined once and no longer does.
 * `describe` gives a cron back as calendars, so that merging would fire twice (sdk-typescript #1351). Pause and note are the
 * operator's and stay.
 */
export async function reconcileSchedules(
  client: Client,
  definitions: readonly ScheduleDefinition[],
  taskQueuePrefix: string,
): Promise<Reconciled[]> {
  const taskQueue = taskQueuePrefix + taskQueues.orchestration;
  const reconciled: Reconciled[] = [];
  for (const definition of definitions) {
    const options = toOptions(definition, taskQueue);
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
  const defined = new Set(definitions.map(({ id }) => id));
  for await (const { scheduleId: id } of client.schedule.list()) {
    if (defined.has(id)) continue;
    if (await deleteOwn(client.schedule.getHandle(id), taskQueue)) reconciled.push({ id, action: 'deleted' });
  }
  return reconciled;
}

/** @returns false for one of somebody else's, and for one that is gone already: the list is indexed a moment late. */
async function deleteOwn(handle: ScheduleHandle, taskQueue: string): Promise<boolean> {
  try {
    const { action } = await handle.describe();
    if (action.taskQueue !== taskQueue || action.memo?.definedBy !== mark.definedBy) return false;
    await handle.delete();
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}

function toOptions(definition: ScheduleDefinition, taskQueue: string) {
  return {
    scheduleId: definition.id,
    spec: { cronExpressions: [definition.cron], timezone: definition.timezone, jitter: definition.jitter },
    action: {
      type: 'startWorkflow',
      workflowType: definition.workflowType,
      workflowId: definition.id,
      taskQueue,
      args: [definition.input],
      staticSummary: definition.summary,
      memo: mark,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: definition.catchupWindow },
  } as const satisfies ScheduleOptions;
}
