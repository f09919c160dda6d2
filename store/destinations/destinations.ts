import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { NewDestination } from '../../domain/destinations/destination.ts';
import { testEvent } from '../../domain/destinations/events.ts';
import { PerennialError } from '../../domain/errors.ts';
import { suggestion } from '../../domain/suggestion.ts';
import { type Database, entityManager, type Session } from '../database/database.ts';
import type { Row } from '../training/training-entities.ts';
import { DestinationEntity } from './destination-entities.ts';

export type Destination = Row<typeof DestinationEntity>;

/** With how its deliveries are. */
export type DestinationStatus = Destination & {
  readonly waiting: number;
  readonly parked: number;
  readonly delivered: number;
  readonly lastDeliveredAt: Date | null;
  /** Of the latest failed attempt that nothing came after. */
  readonly lastError: string | null;
};

/** @throws PerennialError `invalid_input` for a name that is taken. */
export async function addDestination(session: Session, destination: NewDestination): Promise<Destination> {
  const em = entityManager(session);
  const { name, kind, settings, events, scoreChange } = destination;
  try {
    const [{ id }] = await em.execute<{ id: string }[]>(
      `insert into destinations (name, kind, settings, events, score_change)
       values (?, ?, ?::jsonb, ?::text[], ?) returning id`,
      [name, kind, JSON.stringify(settings), `{${events.join(',')}}`, scoreChange],
    );
    return { ...(await em.findOneOrFail(DestinationEntity, { id })) };
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new PerennialError(
      'invalid_input',
      `There is a destination "${name}" already.`,
      `Choose another name, or remove it first: npx perennial destination remove ${name}`,
      { name },
      error,
    );
  }
}

/** By id; null: it was removed. */
export async function findDestination(session: Session, id: string): Promise<Destination | null> {
  const row = await entityManager(session).findOne(DestinationEntity, { id }, { disableIdentityMap: true });
  return row === null ? null : { ...row };
}

const columns = `d.id, d.name, d.kind, d.settings, d.events, d.score_change as "scoreChange", d.state, d.note, d.failures,
  d.failing_since as "failingSince", d.held_until as "heldUntil", d.created_at as "createdAt"`;

/** By name. Tries are left out. */
export async function listDestinations(database: Database, name: string | null = null): Promise<DestinationStatus[]> {
  return await database.query<DestinationStatus>(
    `select ${columns}, coalesce(told.waiting, 0) as waiting, coalesce(told.parked, 0) as parked,
       coalesce(told.delivered, 0) as delivered, told.last as "lastDeliveredAt",
       (select last_error from deliveries as failed where failed.destination_id = d.id and failed.state in ('waiting', 'parked')
          and failed.last_error is not null order by failed.due_at desc limit 1) as "lastError"
     from destinations as d left join (
       select y.destination_id, count(*) filter (where y.state = 'waiting') as waiting,
         count(*) filter (where y.state = 'parked') as parked, count(*) filter (where y.state = 'delivered') as delivered,
         max(y.ended_at) filter (where y.state = 'delivered') as last
       from deliveries as y join outbox as e on e.id = y.event_id and e.type <> $2 group by 1
     ) as told on told.destination_id = d.id
     where $1::text is null or d.name = $1 order by d.name`,
    [name, testEvent],
  );
}

/** @throws PerennialError `not_found` */
export async function readDestination(database: Database, name: string): Promise<DestinationStatus> {
  const [found] = await listDestinations(database, name);
  if (found !== undefined) return found;
  const names = (await listDestinations(database)).map((each) => each.name);
  throw new PerennialError(
    'not_found',
    `There is no destination "${name}".`,
    names.length === 0
      ? 'Add one: npx perennial destination add --help'
      : `See npx perennial destination list.${suggestion(name, names)}`,
    { name },
  );
}

/** What it wants from now on is kept for it. @throws PerennialError `not_found` */
export async function pauseDestination(database: Database, name: string, note: string | null = null): Promise<void> {
  const { id } = await readDestination(database, name);
  await database.query(`update destinations set state = 'paused', note = $2 where id = $1`, [id, note]);
}

/** The receiver said that it wants nothing any more. */
export async function pauseGoneDestination(database: Database, id: string, note: string): Promise<void> {
  await database.query(`update destinations set state = 'paused', note = $2 where id = $1`, [id, note]);
}

/** What was kept is delivered, each for as long as if it were new. @throws PerennialError `not_found` */
export async function resumeDestination(database: Database, name: string): Promise<void> {
  const { id } = await readDestination(database, name);
  await database.query(
    `with resumed as (
       update destinations set state = 'active', note = null, failures = 0, failing_since = null, held_until = null
       where id = $1 returning id
     ), again as (
       update deliveries set since = now(), due_at = now() where destination_id in (select id from resumed) and state = 'waiting'
     )
     select pg_notify('perennial_outbox', '')`,
    [id],
  );
}

/**
 * Notes that a round brought nothing, and parks what has waited for too long.
 *
 * @param wait ms for which it is left alone
 * @param giveUp ms
 */
export async function holdDestination(
  database: Database,
  id: string,
  { error, wait, giveUp }: { readonly error: string; readonly wait: number; readonly giveUp: number },
): Promise<void> {
  await database.query(
    `with held as (
       update destinations set failures = failures + 1, failing_since = coalesce(failing_since, now()),
         held_until = now() + make_interval(secs => $2::double precision / 1000)
       where id = $1
     )
     update deliveries set state = 'parked', ended_at = now(), last_error = coalesce(last_error, $3)
     where destination_id = $1 and state = 'waiting' and since <= now() - make_interval(secs => $4::double precision / 1000)`,
    [id, wait, error, giveUp],
  );
}

/** It takes something again: what failed meanwhile is due now. */
export async function welcomeBack(database: Database, id: string): Promise<void> {
  await database.query(
    `with back as (
       update destinations set failures = 0, failing_since = null, held_until = null where id = $1
     )
     update deliveries set due_at = now() where destination_id = $1 and state = 'waiting' and attempts > 0 and due_at > now()`,
    [id],
  );
}

/** With all that waits for it or is parked. @throws PerennialError `not_found` */
export async function removeDestination(database: Database, name: string): Promise<DestinationStatus> {
  const removed = await readDestination(database, name);
  await database.query('delete from destinations where id = $1', [removed.id]);
  return removed;
}
