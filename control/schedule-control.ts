import { type Client, type ScheduleHandle, ScheduleNotFoundError } from '@temporalio/client';
import { type OwnInstallation, requireOwnMemo } from '../contract/installation.ts';
import { PerennialError } from '../domain/errors.ts';
import type { ScheduleCommandName, ScheduleState } from '../domain/schedules.ts';
import type { Database } from '../store/database/database.ts';
import {
  latestCommand,
  listFirings,
  recordCommand,
  type ScheduleCommand,
  type ScheduleFiring,
} from '../store/schedules/schedules.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';

/** A schedule as the code defines it; Temporal would return its cron as calendars. */
export type KnownSchedule = {
  readonly id: string;
  readonly cron: string;
  readonly timezone: string;
  readonly summary: string;
};

export type ScheduleStatus = KnownSchedule & {
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
export type ScheduleNote = { readonly actor: string; readonly reason: string };

/**
 * Controls schedules for the API and the CLI.
 *
 * @throws PerennialError `schedule_not_found`, `installation_taken`, `temporal_unavailable`
 */
export type ScheduleControl = {
  list(): Promise<ScheduleStatus[]>;
  /** Carries it out and records it. If a schedule is paused twice, the later note stays. */
  command(id: string, name: ScheduleCommandName, note: ScheduleNote): Promise<ScheduleStatus>;
};

const shownFirings = 5;
/** At four bytes a letter still within what Temporal takes. */
const noteLetters = 200;

export function createScheduleControl(dependencies: {
  readonly client: Client;
  readonly database: Database;
  readonly installation: OwnInstallation;
  readonly schedules: readonly KnownSchedule[];
}): ScheduleControl {
  const { client, database, installation, schedules } = dependencies;
  const readSchedule = createReadSchedule(client, installation);

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

  return {
    list: () => Promise.all(schedules.map(statusOf)),

    async command(id, name, note) {
      const known = find(id);
      const { state } = await readSchedule(id);
      if (state === 'missing') throw missingSchedule(id);
      await carryOut(client.schedule.getHandle(installation.schedule(id)), name, note);
      await recordCommand(database, { schedule: id, command: name, ...note });
      return await statusOf(known);
    },
  };
}

/** Reads a schedule's state from Temporal. @throws PerennialError `installation_taken`, `temporal_unavailable` */
export type ReadSchedule = (id: string) => Promise<Pick<ScheduleStatus, 'state' | 'note' | 'nextAt' | 'lastAt'>>;

export function createReadSchedule(client: Client, installation: OwnInstallation): ReadSchedule {
  return (id) => describe(client.schedule.getHandle(installation.schedule(id)), installation);
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

async function carryOut(handle: ScheduleHandle, name: ScheduleCommandName, note: ScheduleNote): Promise<void> {
  const words = shortened(`${note.actor}: ${note.reason}`);
  try {
    if (name === 'pause') await handle.pause(words);
    else if (name === 'resume') await handle.unpause(words);
    else await handle.trigger();
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
