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
 * The mark is on the action, because a schedule's own memo can't be changed: this way an older schedule is marked at its
 * next update. Somebody else made a schedule without the mark, so it stays. The installation's identity is beside it.
 */
const mark = { definedBy: 'perennial' } as const;

/**
 * Creates missing schedules, replaces spec, action and policies of existing ones, and deletes those that the code no longer
 * defines. Nothing is merged: `describe` returns a cron as calendars, so a merged schedule would fire twice (sdk-typescript
 * #1351). The operator's pause and note stay.
 *
 * A schedule under the installation's name that belongs to another database is never touched. If two databases start at the
 * same time under one name, the first to create the first schedule gets the name.
 *
 * @param remembered how schedules stood when they were last seen: one that Temporal has lost is created as it stood.
 * @throws PerennialError `installation_taken`
 */
export async function reconcileSchedules(
  client: Client,
  definitions: readonly ScheduleDefinition[],
  installation: OwnInstallation,
  remembered: ReadonlyMap<string, { readonly paused: boolean; readonly note: string | null }> = new Map(),
): Promise<Reconciled[]> {
  const reconciled: Reconciled[] = [];
  for (const definition of definitions) {
    const options = toOptions(definition, installation);
    const { id } = definition;
    try {
      const stood = remembered.get(id);
      const state =
        stood === undefined ? {} : { paused: stood.paused, ...(stood.note === null ? {} : { note: stood.note }) };
      await client.schedule.create({ ...options, state });
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

/** @returns false for somebody else's schedule, and for one that is already gone: the list is indexed with a delay. */
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
