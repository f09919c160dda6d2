import { isPerennialError, isTransient, PerennialError } from '../../domain/errors.ts';
import {
  confirmCommand,
  type NewCommand,
  recordIntent,
  refuseCommand,
  type StoredCommand,
} from '../../store/commands/commands.ts';
import type { Database, EntityManager } from '../../store/database/database.ts';

/** How commands of one kind are carried out. `execute` may be called again for the same command: it changes nothing then. */
export type Carrier<Result> = {
  execute(command: StoredCommand): Promise<Result>;
  /** What came of it, if it took effect; null: it didn't, or nobody can tell. */
  tookEffect(command: StoredCommand): Promise<Result | null>;
  /** What else is written when it is confirmed, in the same transaction. */
  confirm?(em: EntityManager, command: StoredCommand): Promise<void>;
};

/**
 * Records the command, carries it out and confirms it. If the process ends in between, or Temporal doesn't answer, the command
 * stays `intended` until `settleIntended` finds out.
 *
 * @throws PerennialError `invalid_input` before anything was done; whatever `execute` throws.
 */
export async function carryOut<Result>(
  database: Database,
  command: NewCommand,
  carrier: Carrier<Result>,
): Promise<Result> {
  const intended = await recordIntent(database, command);
  if (intended.state === 'done') return intended.result as Result;
  return await execute(database, intended, carrier);
}

/** @throws what the carrier throws; if that is final, the command is refused. */
export async function execute<Result>(
  database: Database,
  command: StoredCommand,
  carrier: Carrier<Result>,
): Promise<Result> {
  let result: Result;
  try {
    result = await carrier.execute(command);
  } catch (error) {
    if (!isPerennialError(error)) throw error;
    if (isTransient(error.code)) throw stillIntended(error);
    const { code, message, remedy } = error;
    await refuseCommand(database, command.id, { code, message, remedy });
    throw error;
  }
  await confirm(database, command, carrier, result);
  return result;
}

export async function confirm<Result>(
  database: Database,
  command: StoredCommand,
  carrier: Carrier<Result>,
  result: Result,
): Promise<void> {
  await confirmCommand(database, command.id, result, async (em) => await carrier.confirm?.(em, command));
}

/** Who asked learns that it may still happen. */
function stillIntended(error: PerennialError): PerennialError {
  const remedy = `${error.remedy} The command is recorded: it is carried out if Temporal answers again within a quarter of an hour.`;
  return new PerennialError(error.code, error.message, remedy, error.details, error);
}
