import { randomUUID } from 'node:crypto';
import {
  type Client,
  type ScheduleHandle,
  ScheduleNotFoundError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { type OwnInstallation, ownMemo, requireOwnMemo } from '../contract/installation.ts';
import type { Act } from '../domain/access/actor.ts';
import { PerennialError } from '../domain/errors.ts';
import type { ScheduleCommandName, ScheduleState } from '../domain/schedules.ts';
import type { ScheduleDefinition } from '../schedules/schedules.ts';
import type { StoredCommand } from '../store/commands/commands.ts';
import type { Database } from '../store/database/database.ts';
import {
  latestCommand,
  listFirings,
  recordCommand,
  rememberSchedule,
  type ScheduleCommand,
  type ScheduleFiring,
} from '../store/schedules/schedules.ts';
import { type Carrier, carryOut } from './commands/carry-out.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/** A schedule as the code defines it; Temporal would return its cron as calendars. */
export type KnownSchedule = Pick<ScheduleDefinition, 'id' | 'cron' | 'timezone' | 'summary' | 'workflowType' | 'input'>;

export type ScheduleStatus = Omit<KnownSchedule, 'workflowType' | 'input'> & {
  readonly state: ScheduleState;
  /** From the last person who paused or resumed it, here or in Temporal. */
  readonly note: string | null;
  /** null while it is paused. */
  readonly nextAt: Date | null;
  readonly lastAt: Date | null;
  /** The results of the latest firings, newest first; empty for a schedule that has nothing to decide. */
  readonly firings: readonly ScheduleFiring[];
  readonly lastCommand: ScheduleCommand | null;
};

/** Who gives the command and why. */
export type ScheduleNote = { readonly actor: string; readonly reason: string; readonly act?: Act | undefined };

/**
 * Controls schedules for the API and the CLI.
 *
 * @throws PerennialError `schedule_not_found`, `installation_taken`, `temporal_unavailable`
 */
export type ScheduleControl = {
  list(): Promise<ScheduleStatus[]>;
  /** Records it and carries it out. If a schedule is paused twice, the later note stays. */
  command(id: string, name: ScheduleCommandName, note: ScheduleNote): Promise<ScheduleStatus>;
};

/** How its commands are carried out, for whoever settles those that were left behind. */
type ScheduleCarriers = { readonly carriers: Readonly<Record<`schedule.${ScheduleCommandName}`, Carrier<CarriedOut>>> };

/** skipped: the schedule's last firing was still at work when it was to be fired. */
type CarriedOut = { readonly outcome: 'done' | 'skipped' };

const shownFirings = 5;
/** At four bytes a letter still within what Temporal takes. */
const noteLetters = 200;

export function createScheduleControl(dependencies: {
  readonly client: Client;
  readonly database: Database;
  readonly installation: OwnInstallation;
  readonly schedules: readonly KnownSchedule[];
}): ScheduleControl & ScheduleCarriers {
  const { client, database, installation, schedules } = dependencies;
  const readSchedule = createReadSchedule({ client, database, installation });
  const handleOf = (id: string) => client.schedule.getHandle(installation.schedule(id));

  async function statusOf(known: KnownSchedule): Promise<ScheduleStatus> {
    const { id, cron, timezone, summary } = known;
    const [firings, lastCommand] = [await listFirings(database, id, shownFirings), await latestCommand(database, id)];
    const described = await readSchedule(id);
    return { id, cron, timezone, summary, ...described, firings, lastCommand };
  }

  function find(id: string): KnownSchedule {
    const known = schedules.find((schedule) => schedule.id === id);
    if (known === undefined) throw unknownSchedule(id, schedules);
    return known;
  }

  /** Pauses or resumes it; both leave the person's words as the schedule's note. */
  function rests(paused: boolean): Carrier<CarriedOut> {
    return {
      async execute({ target, actor, reason }) {
        const handle = handleOf(target);
        const words = noteOf({ actor, reason });
        await onSchedule(handle, () => (paused ? handle.pause(words) : handle.unpause(words)));
        return { outcome: 'done' };
      },
      async tookEffect({ target, actor, reason }) {
        const { state, note } = await readSchedule(target);
        const stands = state === (paused ? 'paused' : 'active');
        return stands && note === noteOf({ actor, reason }) ? { outcome: 'done' } : null;
      },
      async confirm(em, command) {
        const { target, actor, reason } = command;
        await recordCommand(em, { ...recordOf(command), command: paused ? 'pause' : 'resume' });
        await rememberSchedule(em, target, { paused, note: noteOf({ actor, reason }) });
      },
    };
  }

  /** Starts what the schedule would start, under an id of the command's: asked for twice, it runs once. */
  const fires: Carrier<CarriedOut> = {
    async execute({ id, target }) {
      const { workflowType, input, summary } = find(target);
      const { info } = await onSchedule(handleOf(target), () => handleOf(target).describe());
      if (info.runningActions.length > 0) return { outcome: 'skipped' };
      try {
        await client.workflow.start(workflowType, {
          workflowId: firedId(target, id),
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          staticSummary: summary,
          memo: ownMemo(installation),
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw temporalUnavailable(error);
      }
      return { outcome: 'done' };
    },
    async tookEffect({ id, target }) {
      try {
        await client.workflow.getHandle(firedId(target, id)).describe();
        return { outcome: 'done' };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw temporalUnavailable(error);
      }
    },
    confirm: async (em, command) => await recordCommand(em, { ...recordOf(command), command: 'trigger' }),
  };

  const firedId = (schedule: string, command: string) => `${installation.schedule(schedule)}-by-hand-${command}`;

  const carriers = { 'schedule.pause': rests(true), 'schedule.resume': rests(false), 'schedule.trigger': fires };

  return {
    list: () => Promise.all(schedules.map(statusOf)),

    async command(id, name, note) {
      const known = find(id);
      const { state } = await readSchedule(id);
      if (state === 'missing') throw missingSchedule(id);
      const kind = `schedule.${name}` as const;
      await carryOut(database, { id: randomUUID(), kind, target: id, arguments: {}, ...note }, carriers[kind]);
      return await statusOf(known);
    },

    carriers,
  };
}

function recordOf({ id, target, actor, reason, createdAt }: StoredCommand) {
  return { schedule: target, actor, reason, commandId: id, createdAt };
}

/** The whole reason is in `schedule_commands`. */
function noteOf({ actor, reason }: ScheduleNote): string {
  return shortened(`${actor}: ${reason}`);
}

/** Reads a schedule's state from Temporal. @throws PerennialError `installation_taken`, `temporal_unavailable` */
export type ReadSchedule = (id: string) => Promise<Pick<ScheduleStatus, 'state' | 'note' | 'nextAt' | 'lastAt'>>;

export function createReadSchedule(dependencies: {
  readonly client: Client;
  readonly database: Database;
  readonly installation: OwnInstallation;
}): ReadSchedule {
  const { client, database, installation } = dependencies;
  return async (id) => {
    const described = await describe(client.schedule.getHandle(installation.schedule(id)), installation);
    const byHand = (await latestCommand(database, id, 'trigger'))?.createdAt ?? null;
    const { lastAt } = described;
    return { ...described, lastAt: lastAt === null || (byHand !== null && byHand > lastAt) ? byHand : lastAt };
  };
}

async function describe(handle: ScheduleHandle, installation: OwnInstallation): ReturnType<ReadSchedule> {
  try {
    const { state, info, action } = await handle.describe();
    requireOwnMemo(installation, `schedule ${handle.scheduleId}`, action.memo);
    return {
      state: state.paused ? 'paused' : 'active',
      note: state.note || null,
      nextAt: state.paused ? null : (info.nextActionTimes[0] ?? null),
      lastAt: info.recentActions.at(-1)?.takenAt ?? null,
    };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return { state: 'missing', note: null, nextAt: null, lastAt: null };
    throw temporalUnavailable(error);
  }
}

async function onSchedule<T>(handle: ScheduleHandle, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw missingSchedule(handle.scheduleId);
    throw temporalUnavailable(error);
  }
}

/** Temporal refuses notes of more than a few hundred bytes; the record of commands keeps all of it. */
function shortened(note: string): string {
  const letters = [...note];
  return letters.length <= noteLetters ? note : `${letters.slice(0, noteLetters - 1).join('')}…`;
}

function unknownSchedule(id: string, schedules: readonly KnownSchedule[]): PerennialError {
  return new PerennialError(
    'schedule_not_found',
    `There is no schedule "${id}".`,
    `Use one of: ${schedules.map((schedule) => schedule.id).join(', ')}.`,
    { id },
  );
}

function missingSchedule(id: string): PerennialError {
  return new PerennialError(
    'schedule_not_found',
    `Temporal doesn't have the schedule "${id}".`,
    'A worker of the orchestration queue creates it when it starts: npm start, or workers/orchestration.ts.',
    { id },
  );
}
