import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleHandle,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { isOwn, type OwnInstallation, ownMemo, requireOwnMemo } from '../contract/installation.ts';
import type { ScheduleDefinition } from './schedules.ts';

export type Reconciled = { readonly id: string; readonly action: 'created' | 'updated' | 'deleted' };

/**
 * On the action, because a schedule's own memo can't be changed: this way one of an earlier version is marked with its next update.
 * A schedule without it was made by somebody else and stays. The installation's identity stands beside it.
 */
const mark = { definedBy: 'perennial' } as const;

/**
 * Creates what is missing, replaces spec, action and policies of what exists and deletes what the code defined once and no longer does.
 * `describe` gives a cron back as calendars, so that merging would fire twice (sdk-typescript #1351). Pause and note are the
 * operator's and stay.
 *
 * A schedule under the installation's name that is another database's is never touched. Of two databases that start at the same time
 * under one name, the first to create the first schedule has the name.
 *
 * @throws PerennialError `installation_taken`
 */
export async function reconcileSchedules(
  client: Client,
  definitions: readonly ScheduleDefinition[],
  installation: OwnInstallation,
): Promise<Reconciled[]> {
  const reconciled: Reconciled[] = [];
  for (const definition of definitions) {
    const options = toOptions(definition, installation);
    const { id } = definition;
    try {
      await client.schedule.create(options);
      reconciled.push({ id, action: 'created' });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { scheduleId, spec, action, policies } = options;
      await client.schedule.getHandle(scheduleId).update((previous) => {
        requireOwnMemo(installation, `schedule ${scheduleId}`, previous.action.memo);
        return { spec, action, policies, state: previous.state };
      });
      reconciled.push({ id, action: 'updated' });
    }
  }
  const defined = new Set(definitions.map(({ id }) => id));
  for await (const { scheduleId } of client.schedule.list()) {
    const id = installation.scheduleOf(scheduleId);
    if (id === null || defined.has(id)) continue;
    if (await deleteOwn(client.schedule.getHandle(scheduleId), installation))
      reconciled.push({ id, action: 'deleted' });
  }
  return reconciled;
}

/** @returns false for one of somebody else's, and for one that is gone already: the list is indexed a moment late. */
async function deleteOwn(handle: ScheduleHandle, installation: OwnInstallation): Promise<boolean> {
  try {
    const { action } = await handle.describe();
    if (action.taskQueue !== installation.taskQueue('orchestration')) return false;
    if (action.memo?.definedBy !== mark.definedBy || !isOwn(installation, action.memo)) return false;
    await handle.delete();
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}

function toOptions(definition: ScheduleDefinition, installation: OwnInstallation) {
  const id = installation.schedule(definition.id);
  return {
    scheduleId: id,
    spec: { cronExpressions: [definition.cron], timezone: definition.timezone, jitter: definition.jitter },
    action: {
      type: 'startWorkflow',
      workflowType: definition.workflowType,
      workflowId: id,
      taskQueue: installation.taskQueue('orchestration'),
      args: [definition.input],
      staticSummary: definition.summary,
      memo: { ...mark, ...ownMemo(installation) },
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: definition.catchupWindow },
  } as const satisfies ScheduleOptions;
}
