import { type CommandKind, judgeIntended, supersedes } from '../../domain/commands.ts';
import { isPerennialError } from '../../domain/errors.ts';
import { intendedCommands, latestConfirmed, refuseCommand, type StoredCommand } from '../../store/commands/commands.ts';
import type { Database } from '../../store/database/database.ts';
import type { StoredError } from '../../store/training/training-entities.ts';
import { type Carrier, confirm, execute } from './carry-out.ts';

export type Carriers = (kind: CommandKind) => Carrier<unknown> | undefined;

/** What became of a command that somebody left behind. */
export type Settled = { readonly id: string; readonly outcome: 'found_done' | 'carried_out' | 'refused' };

/**
 * Settles commands whose process ended, or got no answer, before they were confirmed: what took effect is confirmed, what
 * didn't is carried out while it is young, and refused later. Where Temporal doesn't answer, a command stays as it is.
 */
export async function settleIntended(database: Database, carriers: Carriers, now: Date): Promise<Settled[]> {
  const settled: Settled[] = [];
  for (const command of await intendedCommands(database)) {
    const carrier = carriers(command.kind);
    const verdict = judgeIntended(command.createdAt, now);
    if (carrier === undefined || verdict === 'leave') continue;
    const outcome = await settleOne(database, command, carrier, verdict);
    if (outcome !== null) settled.push({ id: command.id, outcome });
  }
  return settled;
}

async function settleOne(
  database: Database,
  command: StoredCommand,
  carrier: Carrier<unknown>,
  verdict: 'carry_out' | 'refuse',
): Promise<Settled['outcome'] | null> {
  try {
    const effect = await carrier.tookEffect(command);
    if (effect !== null) {
      await confirm(database, command, carrier, effect);
      return 'found_done';
    }
    if (await isSuperseded(database, command)) return await refuse(database, command, superseded);
    if (verdict === 'refuse') return await refuse(database, command, tooLate);
    await execute(database, command, carrier);
    return 'carried_out';
  } catch (error) {
    // either the command is refused by now, or its time will come
    if (isPerennialError(error)) return null;
    throw error;
  }
}

async function isSuperseded(database: Database, { kind, target, createdAt }: StoredCommand): Promise<boolean> {
  const later = await latestConfirmed(database, target, (each) => supersedes(each, kind));
  return later !== null && later > createdAt;
}

async function refuse(database: Database, { id }: StoredCommand, error: StoredError): Promise<'refused'> {
  await refuseCommand(database, id, error);
  return 'refused';
}

const superseded: StoredError = {
  code: 'cancelled',
  message: 'A later command was carried out first.',
  remedy: 'Give the command again if it is still wanted.',
};

const tooLate: StoredError = {
  code: 'temporal_unavailable',
  message: 'The Temporal server did not answer for too long: the command was not carried out.',
  remedy: 'Give the command again if it is still wanted.',
};
