import type { DeliveryState } from '../../domain/destinations/delivery.ts';
import { testEvent } from '../../domain/destinations/events.ts';
import { PerennialError } from '../../domain/errors.ts';
import { wantsMessages } from '../crm/people.ts';
import type { Database } from '../database/database.ts';
import { type Page, type PageAsked, readPage } from '../database/read-page.ts';
import { readDestination } from './destinations.ts';

/** An event on its way to one destination. */
export type Delivery = {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly contact: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly happenedAt: Date;
  readonly state: DeliveryState;
  readonly since: Date;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly endedAt: Date | null;
};

const columns = `e.id, e.type, e.subject, e.sequence, e.contact, e.data, e.happened_at as "happenedAt", y.state, y.since, y.attempts,
  y.last_error as "lastError", y.ended_at as "endedAt"`;

/** What is tried now: a paused destination gets what a person tries, and so does one that is left alone for a while. */
function mayGo(test: string): string {
  return `(e.type = ${test} or (d.state = 'active' and (d.held_until is null or d.held_until <= now())))`;
}
const onTheWay = `deliveries as y join outbox as e on e.id = y.event_id join destinations as d on d.id = y.destination_id`;

/** Destinations for which something is due. */
export async function dueDestinations(database: Database): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `select d.id from destinations as d where exists (
       select from deliveries as y join outbox as e on e.id = y.event_id
       where y.destination_id = d.id and y.state = 'waiting' and y.due_at <= now() and ${mayGo('$1')})`,
    [testEvent],
  );
  return rows.map(({ id }) => id);
}

/** In the order in which they became due. */
export async function dueDeliveries(database: Database, destinationId: string, limit: number): Promise<Delivery[]> {
  return await database.query<Delivery>(
    `select ${columns} from ${onTheWay}
     where y.destination_id = $1 and y.state = 'waiting' and y.due_at <= now() and ${mayGo('$2')}
     order by y.due_at, e.happened_at, e.sequence limit $3`,
    [destinationId, testEvent, limit],
  );
}

/** ms until something is due that may go; null: nothing waits, or only a person can let it go. */
export async function untilDue(database: Database, destinationId: string): Promise<number | null> {
  const [row] = await database.query<{ wait: number | null }>(
    `select extract(epoch from greatest(min(y.due_at), d.held_until) - clock_timestamp())::double precision * 1000 as wait
     from destinations as d join deliveries as y on y.destination_id = d.id and y.state = 'waiting'
     where d.id = $1 and d.state = 'active' group by d.held_until`,
    [destinationId],
  );
  return row?.wait == null ? null : Math.max(0, Math.ceil(row.wait));
}

/** Whose event it is now: a merged contact is known by the ids of both. */
const about = `coalesce((select id from contacts where external_id = e.contact), (select contact_id from contact_identities
  where kind = 'id' and source = perennial_source_of(e.contact) and value = e.contact))`;

/**
 * Ends what is about people who opted out since it was put out, or who are gone.
 * @returns how many
 */
export async function withholdUnwanted(database: Database, destinationId: string): Promise<number> {
  const rows = await database.query<{ id: string }>(
    `update deliveries as y set state = 'withheld', ended_at = now(), last_error = null
     from outbox as e where e.id = y.event_id and y.destination_id = $1 and y.state = 'waiting' and e.contact is not null
       and not exists (select from contacts as c where c.id = ${about}
         and ((e.data ->> 'opted_in')::boolean is not true or ${wantsMessages}))
     returning y.event_id as id`,
    [destinationId],
  );
  return rows.length;
}

/** A table of one's own shows the newest list only. */
export async function supersedeLists(database: Database, destinationId: string): Promise<void> {
  await database.query(
    `update deliveries as y set state = 'superseded', ended_at = now()
     from outbox as e where e.id = y.event_id and y.destination_id = $1 and y.state = 'waiting' and e.type = 'scoring.finished'
       and exists (select from outbox as newer join deliveries as told on told.event_id = newer.id and told.destination_id = $1
         where newer.type = e.type and newer.subject = e.subject and newer.sequence > e.sequence)`,
    [destinationId],
  );
}

export async function markDelivered(
  database: Database,
  destinationId: string,
  events: readonly string[],
): Promise<void> {
  await database.query(
    `update deliveries set state = 'delivered', ended_at = now(), attempts = attempts + 1, last_error = null
     where destination_id = $1 and event_id = any ($2::uuid[]) and state = 'waiting'`,
    [destinationId, events],
  );
}

/** @param wait ms; null: it is parked. */
export async function markFailed(
  database: Database,
  destinationId: string,
  event: string,
  { error, wait }: { readonly error: string; readonly wait: number | null },
): Promise<void> {
  await database.query(
    `update deliveries set attempts = attempts + 1, last_error = $3,
       due_at = now() + make_interval(secs => coalesce($4::double precision, 0) / 1000),
       state = case when $4 is null then 'parked' else 'waiting' end, ended_at = case when $4 is null then now() end
     where destination_id = $1 and event_id = $2 and state = 'waiting'`,
    [destinationId, event, error, wait],
  );
}

/** Parked ones, the latest first. @throws PerennialError `not_found` */
export async function parkedDeliveries(database: Database, name: string, page: PageAsked): Promise<Page<Delivery>> {
  const { id } = await readDestination(database, name);
  return await readPage<Delivery>(
    database,
    {
      columns,
      from: onTheWay,
      where: `y.destination_id = $1 and y.state = 'parked' and e.type <> $2`,
      parameters: [id, testEvent],
      order: [
        { sql: 'y.ended_at', type: 'timestamptz', descending: true },
        { sql: 'y.event_id', type: 'uuid', descending: true },
      ],
    },
    page,
  );
}

/**
 * Makes what is parked wait again, for as long as if it were new, under the same ids.
 * @param event left out: all of it
 * @returns how many
 * @throws PerennialError `not_found`
 */
export async function replayParked(database: Database, name: string, event?: string): Promise<number> {
  const { id } = await readDestination(database, name);
  const rows = await database.query<{ event_id: string }>(
    `with again as (
       update deliveries as y set state = 'waiting', since = now(), due_at = now(), ended_at = null, attempts = 0
       from outbox as e where e.id = y.event_id and e.type <> $3 and y.destination_id = $1 and y.state = 'parked'
         and ($2::uuid is null or y.event_id = $2)
       returning y.event_id
     ), freed as (
       update destinations set held_until = null where id = $1
     )
     select event_id from again`,
    [id, event ?? null, testEvent],
  );
  await database.query(`select pg_notify('perennial_outbox', '')`);
  if (event !== undefined && rows.length === 0)
    throw new PerennialError(
      'not_found',
      `No event ${event} is parked for ${name}.`,
      `See npx perennial destination list ${name}.`,
      { name, event },
    );
  return rows.length;
}

/** Puts an event out for one destination only, as any other. @returns its id */
export async function putOutTest(database: Database, destinationId: string): Promise<string> {
  const [{ id }] = await database.query<{ id: string }>(
    `with place as (
       insert into outbox_sequences as s (subject, last) values ('destination/' || $1, 1)
       on conflict (subject) do update set last = s.last + 1 returning last
     ), written as (
       insert into outbox (type, subject, sequence, data, happened_at)
       select $2, 'destination/' || $1, last, '{"message": "A test by Perennial: nothing has happened."}', now() from place returning id
     ), waiting as (
       insert into deliveries (destination_id, event_id) select $1::uuid, id from written
     )
     select id, pg_notify('perennial_outbox', '') from written`,
    [destinationId, testEvent],
  );
  return id;
}

export async function readDelivery(
  database: Database,
  destinationId: string,
  event: string,
): Promise<Pick<Delivery, 'state' | 'attempts' | 'lastError'> | null> {
  const [row] = await database.query<Pick<Delivery, 'state' | 'attempts' | 'lastError'>>(
    'select state, attempts, last_error as "lastError" from deliveries where destination_id = $1 and event_id = $2',
    [destinationId, event],
  );
  return row ?? null;
}

/** Events are kept for so long after they ended everywhere, tries for a day. */
const keptDays = 30;

/** A few thousand at a time, so that nobody waits for it. What is parked is kept until a person replays it or removes the destination. */
export async function forgetDelivered(database: Database): Promise<void> {
  await database.query(
    `with old as (
       select e.id, e.type, now() - case when e.type = $1 then interval '1 day' else make_interval(days => $2) end as until
       from outbox as e where e.happened_at < now() - interval '1 day'
     )
     delete from outbox where id in (
       select old.id from old where not exists (
         select from deliveries as y where y.event_id = old.id and (y.state = 'waiting' or (y.state = 'parked' and old.type <> $1)
           or y.ended_at > old.until))
       limit 5000)`,
    [testEvent, keptDays],
  );
}
