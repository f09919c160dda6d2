import {
  type Client,
  type IntervalSpec,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { type OwnInstallation, ownMemo, requireOwnMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import { workflowTypes } from '../contract/messages.ts';
import type { SyncSourceInput } from '../contract/source-messages.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import type { Database } from '../store/database/database.ts';
import {
  addSource,
  forgetWatermarks,
  listSources,
  type NewSource,
  readSource,
  removeSource,
  type Source,
  setSourceState,
} from '../store/sources/sources.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/** @throws PerennialError `not_found`, `invalid_input`, `installation_taken`, `temporal_unavailable` */
export type SourceControl = {
  /** It is read at once, and from then on by itself. */
  add(source: NewSource): Promise<Source>;
  /** Reads it now, unless it is being read. @param again forgets how far it was read: everything is read once more. */
  sync(name: string, how: { readonly again: boolean; readonly acceptDeletes: boolean }): Promise<Source>;
  /** Ends the reading under way. What was read stays, and the next one goes on there. */
  cancel(name: string): Promise<Source>;
  pause(name: string): Promise<Source>;
  resume(name: string): Promise<Source>;
  /** It is read no more. Rows that came from it stay. */
  remove(name: string): Promise<void>;
  /** Makes Temporal match the table: after a restore, or where its state was lost. */
  reconcile(): Promise<void>;
};

export function createSourceControl({
  client,
  database,
  installation,
  limits = defaultLimits,
}: {
  readonly client: Client;
  readonly database: Database;
  readonly installation: OwnInstallation;
  readonly limits?: Limits;
}): SourceControl {
  const handleOf = (name: string) => client.schedule.getHandle(installation.syncSource(name));

  function optionsOf({ name, state, settings }: Pick<Source, 'name' | 'state' | 'settings'>) {
    const intervals: IntervalSpec[] = [{ every: `${settings.everyMinutes} minutes` }];
    const id = installation.syncSource(name);
    const input: SyncSourceInput = { source: name, ...limitsInput(limits) };
    return {
      scheduleId: id,
      spec: { intervals },
      action: {
        type: 'startWorkflow',
        workflowType: workflowTypes.syncSource,
        workflowId: id,
        taskQueue: installation.taskQueue('orchestration'),
        args: [input] as [SyncSourceInput],
        staticSummary: `Reads what changed in ${name}`,
        memo: ownMemo(installation),
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10 minutes' },
      state: { paused: state === 'paused' },
    } as const;
  }

  async function ensureSchedule(source: Pick<Source, 'name' | 'state' | 'settings'>): Promise<void> {
    const options = optionsOf(source);
    try {
      await client.schedule.create(options);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw temporalUnavailable(error);
      const { spec, action, policies, state } = options;
      await handleOf(source.name).update((previous) => {
        requireOwnMemo(installation, `schedule ${options.scheduleId}`, previous.action.memo);
        return { spec, action, policies, state };
      });
    }
  }

  async function onTemporal<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw temporalUnavailable(error);
    }
  }

  async function setState(name: string, state: Source['state']): Promise<Source> {
    await readSource(database, name);
    await setSourceState(database, name, state);
    const source = await readSource(database, name);
    await ensureSchedule(source);
    return source;
  }

  async function running(name: string): Promise<string[]> {
    try {
      const { info } = await handleOf(name).describe();
      return info.runningActions.map(({ workflow }) => workflow.workflowId);
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return [];
      throw temporalUnavailable(error);
    }
  }

  const control: SourceControl = {
    async add(source) {
      await requireOwnInstallation(client, installation, installation.syncSource(source.name));
      await addSource(database, source);
      try {
        await ensureSchedule({ ...source, state: 'active' });
        await onTemporal(() => handleOf(source.name).trigger(ScheduleOverlapPolicy.SKIP));
      } catch (error) {
        await removeSource(database, source.name);
        throw error;
      }
      return await readSource(database, source.name);
    },

    async sync(name, { again, acceptDeletes }) {
      const source = await readSource(database, name);
      if (again) {
        await control.cancel(name);
        await forgetWatermarks(database, name);
      }
      await ensureSchedule(source);
      if (!acceptDeletes) {
        await onTemporal(() => handleOf(name).trigger(ScheduleOverlapPolicy.SKIP));
        return await readSource(database, name);
      }
      await control.cancel(name);
      const { action } = optionsOf(source);
      const [input] = action.args;
      await onTemporal(() =>
        client.workflow.start(workflowTypes.syncSource, {
          workflowId: `${action.workflowId}/accept-deletes`,
          taskQueue: action.taskQueue,
          args: [{ ...input, acceptDeletes: true }],
          staticSummary: action.staticSummary,
          memo: action.memo,
        }),
      );
      return await readSource(database, name);
    },

    async cancel(name) {
      await readSource(database, name);
      for (const id of await running(name)) {
        const handle = client.workflow.getHandle(id);
        await onTemporal(() => handle.cancel());
        await handle.result().catch(() => {});
      }
      return await readSource(database, name);
    },

    pause: (name) => setState(name, 'paused'),
    resume: (name) => setState(name, 'active'),

    async remove(name) {
      await readSource(database, name);
      await control.cancel(name);
      try {
        await handleOf(name).delete();
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw temporalUnavailable(error);
      }
      await removeSource(database, name);
    },

    async reconcile() {
      for (const source of await listSources(database)) await ensureSchedule(source);
    },
  };
  return control;
}
