import type { Act } from '../../domain/access/actor.ts';
import { PerennialError } from '../../domain/errors.ts';
import { recordAct } from '../access/audit.ts';
import { type EntityManager, entityManager, type Session } from '../database/database.ts';
import { storable } from '../database/storable.ts';
import { lockUntilCommit } from '../training/steps.ts';
import type { Row, StoredError } from '../training/training-entities.ts';
import { CommandEntity } from './command-entity.ts';

export type StoredCommand = Row<typeof CommandEntity>;

export type NewCommand = Pick<StoredCommand, 'id' | 'kind' | 'target' | 'arguments' | 'actor' | 'reason'> & {
  /** What the audit log is told once it was carried out; left out: nobody asked for it. */
  readonly act?: Act | undefined;
};

/**
 * Records what is about to be done, before it is done. A command that was given before and isn't settled yet, by the same
 * person for the same reason, is returned instead: who asks again because no answer came asks for the same thing.
 *
 * @throws PerennialError `invalid_input` for a text that the database can't hold.
 */
export async function recordIntent(session: Session, command: NewCommand): Promise<StoredCommand> {
  for (const text of [command.id, command.target, command.actor, command.reason]) requireStorable(text);
  const { id, kind, target, actor, reason, act = null } = command;
  const given = storable(command.arguments, 'arguments of the command');
  return await entityManager(session).transactional(async (em) => {
    await lockUntilCommit(em, `command ${kind} ${target}`);
    const known = await em.findOne(CommandEntity, id);
    if (known !== null) {
      // refused before, and asked for again under the same id
      if (known.state === 'refused') em.assign(known, { state: 'intended', result: null, settledAt: null });
      await em.flush();
      return { ...known };
    }
    const same = await em.find(CommandEntity, { kind, target, actor, reason, state: 'intended' });
    const open = same.find((each) => JSON.stringify(sorted(each.arguments)) === JSON.stringify(sorted(given)));
    if (open !== undefined) return { ...open };
    const row = em.create(CommandEntity, {
      ...{ id, kind, target, actor, reason, arguments: given, act },
      ...{ state: 'intended', result: null, createdAt: new Date(), settledAt: null },
    });
    await em.flush();
    return { ...row };
  });
}

/**
 * Records that a command was carried out. `also` writes in the same transaction, what else must be on record then. A command
 * that is settled already stays as it is.
 */
export async function confirmCommand(
  session: Session,
  id: string,
  result: unknown,
  also: (em: EntityManager) => Promise<void> = async () => {},
): Promise<void> {
  await settle(session, id, 'done', result, also);
}

export async function refuseCommand(session: Session, id: string, error: StoredError): Promise<void> {
  await settle(session, id, 'refused', error, async () => {});
}

async function settle(
  session: Session,
  id: string,
  state: 'done' | 'refused',
  result: unknown,
  also: (em: EntityManager) => Promise<void>,
): Promise<void> {
  await entityManager(session).transactional(async (em) => {
    await lockUntilCommit(em, `command ${id}`);
    const command = await em.findOne(CommandEntity, id);
    if (command?.state !== 'intended') return;
    em.assign(command, { state, result: storable(result, `result of ${id}`), settledAt: new Date() });
    await em.flush();
    if (state === 'done' && command.act !== null)
      await recordAct(em, { ...command.act, details: { reason: command.reason, ...command.act.details } });
    await also(em);
  });
}

export async function findCommand(session: Session, id: string): Promise<StoredCommand | null> {
  const row = await entityManager(session).findOne(CommandEntity, id);
  return row === null ? null : { ...row };
}

/** Commands of which nobody knows yet whether they were carried out, oldest first. */
export async function intendedCommands(session: Session): Promise<StoredCommand[]> {
  const rows = await entityManager(session).find(
    CommandEntity,
    { state: 'intended' },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  return rows.map((row) => ({ ...row }));
}

/** When the last confirmed command on a target was given, of those whose kind counts; null: none was. */
export async function latestConfirmed(
  session: Session,
  target: string,
  counts: (kind: StoredCommand['kind']) => boolean,
): Promise<Date | null> {
  const rows = await entityManager(session).find(
    CommandEntity,
    { state: 'done', target },
    { orderBy: { createdAt: 'desc' }, limit: 20 },
  );
  return rows.find(({ kind }) => counts(kind))?.createdAt ?? null;
}

/** jsonb orders keys in its own way. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

function requireStorable(text: string): void {
  if (text.isWellFormed() && !text.includes('\0')) return;
  throw new PerennialError(
    'invalid_input',
    "A text holds a character that can't be stored: NUL, or half of a surrogate pair.",
    'Leave it out and try again. Nothing was done.',
  );
}
