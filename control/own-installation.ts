import { type Client, ScheduleNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { createInstallation, type OwnInstallation, requireOwnMemo } from '../contract/installation.ts';
import { modelNames } from '../domain/models.ts';
import { scheduleIds } from '../schedules/schedules.ts';
import type { Database } from '../store/database/database.ts';
import { readInstallation } from '../store/installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/** The installation of a database under the configured name. Only the one without a name can have met a release that knew no identities. */
export async function readOwnInstallation(database: Database, name: string): Promise<OwnInstallation> {
  const { id, upgraded } = await readInstallation(database);
  return { ...createInstallation(name), identity: id, adopts: upgraded && name === '' };
}

/**
 * Before anything is started, changed or polled for under the name: none of what stands there may be another database's. Schedules and
 * workflows that run for long bear the identity; `workflowId` is looked at as well.
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

/** One that doesn't exist is nobody's. */
async function requireOwnSchedule(client: Client, installation: OwnInstallation, schedule: string): Promise<void> {
  const id = installation.schedule(schedule);
  try {
    const { action } = await client.schedule.getHandle(id).describe();
    requireOwnMemo(installation, `schedule ${id}`, action.memo);
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/** One that has ended holds nothing any more. */
async function requireOwnWorkflow(client: Client, installation: OwnInstallation, id: string): Promise<void> {
  try {
    const { status, memo } = await client.workflow.getHandle(id).describe();
    if (status.name === 'RUNNING') requireOwnMemo(installation, `workflow ${id}`, memo);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
