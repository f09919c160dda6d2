import { type Client, ScheduleNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import type { Installation } from '../contract/installation.ts';
import { PerennialError } from '../domain/errors.ts';
import { modelNames } from '../domain/models.ts';
import { scheduleIds } from '../schedules/schedules.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

type Found = { readonly what: string; readonly identity: string | undefined; remove(): Promise<void> };

/**
 * Removes schedules, gates and a retrain of these databases from Temporal: tables that were restored say what is to run, and
 * workers build it from them when they start. Deliveries of mails stay: each looks into the outbox itself, and one that has
 * ended keeps its mail from being sent twice.
 *
 * @param identities of the database that was there, and of the one that is restored.
 * @throws PerennialError `installation_taken` where the name belongs to yet another database; nothing is removed then.
 */
export async function clearTemporal(
  client: Client,
  installation: Installation,
  identities: readonly string[],
  { dry = false }: { readonly dry?: boolean } = {},
): Promise<void> {
  try {
    const workflows = [
      installation.retrain,
      ...modelNames.map(installation.abGate),
      installation.fillSentiment,
      installation.scoreTouched,
    ];
    const found = await Promise.all([
      ...scheduleIds.map((id) => findSchedule(client, installation.schedule(id))),
      ...workflows.map((id) => findWorkflow(client, id)),
    ]);
    const ours = found.filter((each) => each !== null);
    for (const { what, identity } of ours)
      if (identity !== undefined && !identities.includes(identity)) throw taken(what);
    if (!dry) for (const { remove } of ours) await remove();
  } catch (error) {
    throw temporalUnavailable(error);
  }
}

async function findSchedule(client: Client, id: string): Promise<Found | null> {
  const handle = client.schedule.getHandle(id);
  try {
    const { action } = await handle.describe();
    return { what: `schedule ${id}`, identity: identityIn(action.memo), remove: () => handle.delete() };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

async function findWorkflow(client: Client, id: string): Promise<Found | null> {
  const handle = client.workflow.getHandle(id);
  try {
    const { status, memo } = await handle.describe();
    if (status.name !== 'RUNNING') return null;
    const remove = async () => void (await handle.terminate('A backup was restored.'));
    return { what: `workflow ${id}`, identity: identityIn(memo), remove };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

function identityIn(memo: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return typeof memo?.installation === 'string' ? memo.installation : undefined;
}

function taken(what: string): PerennialError {
  return new PerennialError(
    'installation_taken',
    `The ${what} belongs to another database.`,
    'Restore under another name: PERENNIAL_INSTALLATION=<name>. Nothing was changed.',
  );
}
