import { type Client, ScheduleNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { createInstallation, type OwnInstallation, requireOwnMemo } from '../contract/installation.ts';
import { modelNames } from '../domain/models.ts';
import { scheduleIds } from '../schedules/schedules.ts';
import type { Database } from '../store/database/database.ts';
import { readInstallation } from '../store/installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/**
 * The installation of a database under the configured name. Only an installation without a name can have used a release
 * that had no identities.
 */
export async function readOwnInstallation(database: Database, name: string): Promise<OwnInstallation> {
  const { id, upgraded } = await readInstallation(database);
  return { ...createInstallation(name), identity: id, adopts: upgraded && name === '' };
}

/**
 * Refuses the name if another database uses it. Call it before anything is started, changed or polled for under the name.
 * The identity is in the memo of schedules and long-lived workflows; `workflowId` is checked as well.
 *
 * @throws PerennialError `installation_taken`, `temporal_unavailable`
 */
export async function requireOwnInstallation(
  client: Client,
  installation: OwnInstallation,
  workflowId?: string,
): Promise<void> {
  const workflows = [installation.retrain, ...modelNames.map(installation.abGate), ...(workflowId ? [workflowId] : [])];
  try {
    await Promise.all([
      ...scheduleIds.map((id) => requireOwnSchedule(client, installation, id)),
      ...workflows.map((id) => requireOwnWorkflow(client, installation, id)),
    ]);
  } catch (error) {
    throw temporalUnavailable(error);
  }
}

/** A schedule that doesn't exist belongs to nobody. */
async function requireOwnSchedule(client: Client, installation: OwnInstallation, schedule: string): Promise<void> {
  const id = installation.schedule(schedule);
  try {
    const { action } = await client.schedule.getHandle(id).describe();
    requireOwnMemo(installation, `schedule ${id}`, action.memo);
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/** A workflow that has ended no longer claims the name. */
async function requireOwnWorkflow(client: Client, installation: OwnInstallation, id: string): Promise<void> {
  try {
    const { status, memo } = await client.workflow.getHandle(id).describe();
    if (status.name === 'RUNNING') requireOwnMemo(installation, `workflow ${id}`, memo);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
