import type pg from 'pg';
import type { DeliveryState } from '../../domain/hooks.ts';
import type { Database, QueryOptions } from '../database/database.ts';
import { storable } from '../database/storable.ts';

export type NewDelivery = {
  readonly source: string;
  readonly deliveryId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** Stores deliveries in one statement; those that are there already stay as they are. */
export async function storeDeliveries(database: Database, deliveries: readonly NewDelivery[]): Promise<void> {
  await database.query(
    `insert into hook_deliveries (source, delivery_id, headers, body)
     select * from unnest($1::text[], $2::text[], $3::jsonb[], $4::bytea[]) on conflict (source, delivery_id) do nothing`,
    [
      deliveries.map(({ source }) => source),
      deliveries.map(({ deliveryId }) => deliveryId),
      deliveries.map(({ headers }) => JSON.stringify(headers)),
      deliveries.map(({ body }) => body),
    ],
  );
}

export type WaitingDelivery = {
  readonly id: number;
  readonly receivedAt: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** The next that wait, in the order in which they came, up to a number and to a size. They stay locked until the transaction's end. */
export async function takeWaiting(
  client: pg.ClientBase,
  source: string,
  { count, bytes, ids }: { readonly count: number; readonly bytes: number; readonly ids?: readonly number[] },
): Promise<WaitingDelivery[]> {
  const { rows } = await client.query<WaitingDelivery>(
    `select id, received_at as "receivedAt", headers, body from hook_deliveries where id in (
       select id from (
         select id, sum(octet_length(body)) over (order by id) - octet_length(body) as before
         from (select id, body from hook_deliveries where source = $1 and state = 'waiting' and ($4::bigint[] is null or id = any($4))
               order by id limit $2) as next
       ) as sized where before < $3
     ) order by id for update`,
    [source, count, bytes, ids ?? null],
  );
  return rows;
}

export type ReadResult = {
  readonly id: number;
  readonly state: Exclude<DeliveryState, 'waiting'>;
  readonly event: string | null;
  readonly rowCount: number;
  readonly error: DeliveryError | null;
};

export type DeliveryError = { readonly code: string; readonly message: string; readonly remedy: string };

/** @param batch that wrote their rows; null: nothing was written, and what an earlier reading wrote them by stays. */
export async function settleDeliveries(
  client: pg.ClientBase,
  results: readonly ReadResult[],
  batch: number | null,
): Promise<void> {
  const told = results.map(({ error, event, ...one }) => ({
    ...{ ...one, event: event === null ? null : storable(event, 'event of a delivery') },
    error: error === null ? null : storable(error, 'error of a delivery'),
  }));
  await client.query(
    `update hook_deliveries as d set state = r.state, event = r.event, row_count = r."rowCount", error = r.error, read_at = now(),
       batch_id = case when r."rowCount" > 0 then coalesce($2, d.batch_id) else d.batch_id end
     from jsonb_to_recordset($1) as r (id bigint, state text, event text, "rowCount" integer, error jsonb) where d.id = r.id`,
    [JSON.stringify(told), batch],
  );
}

/**
 * Takes away what was posted, and leaves that it was: a repetition is still known. One that nobody has read is read no more.
 */
export async function emptyDeliveries(client: pg.ClientBase, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query(
    `update hook_deliveries set body = '', headers = '{}', error = null, read_at = coalesce(read_at, now()),
       state = case when state in ('waiting', 'failed') then 'unused' else state end
     where id = any($1)`,
    [ids],
  );
}

/** Sources that something waits of, and that aren't paused. */
export async function sourcesWithWaiting(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `select name from hooks as h where not paused
       and exists (select from hook_deliveries where source = h.name and state = 'waiting') order by name`,
  );
  return rows.map(({ name }) => name);
}

export type InboxCount = {
  readonly source: string;
  readonly state: DeliveryState;
  readonly event: string | null;
  readonly count: number;
  readonly lastReceivedAt: Date;
};

export async function countInbox(database: Database): Promise<InboxCount[]> {
  return await database.query<InboxCount>(
    `select source, state, event, count(*) as count, max(received_at) as "lastReceivedAt"
     from hook_deliveries group by source, state, event order by source, state, event`,
  );
}

export type ListedDelivery = {
  readonly id: number;
  readonly source: string;
  readonly deliveryId: string;
  readonly receivedAt: Date;
  readonly state: DeliveryState;
  readonly event: string | null;
  readonly rowCount: number;
  readonly error: DeliveryError | null;
  readonly byteCount: number;
};

const listed = `id, source, delivery_id as "deliveryId", received_at as "receivedAt", state, event, row_count as "rowCount", error,
  octet_length(body) as "byteCount"`;

/** Newest first. */
export async function listDeliveries(
  database: Database,
  source: string,
  { states, limit }: { readonly states: readonly DeliveryState[]; readonly limit: number },
): Promise<ListedDelivery[]> {
  return await database.query<ListedDelivery>(
    `select ${listed} from hook_deliveries where source = $1 and state = any($2) order by id desc limit $3`,
    [source, [...states], limit],
  );
}

/** Makes deliveries wait again, so that they are read anew. @returns how many */
export async function replayDeliveries(
  database: Database,
  source: string,
  { states, since }: { readonly states: readonly DeliveryState[]; readonly since: Date | null },
  options?: QueryOptions,
): Promise<number> {
  const { rowCount } = await database.withClient(
    (client) =>
      client.query(
        `update hook_deliveries set state = 'waiting', error = null, read_at = null
         where source = $1 and state = any($2) and state <> 'waiting' and octet_length(body) > 0 and ($3::timestamptz is null or received_at >= $3)`,
        [source, [...states], since],
      ),
    options,
  );
  return rowCount ?? 0;
}

export type NamingDelivery = WaitingDelivery & Pick<ListedDelivery, 'source' | 'deliveryId' | 'event'>;

/** Deliveries that are looked through for one row. */
const mostNaming = 200;

/**
 * Deliveries whose body holds a word, the oldest first: those that a batch wrote, or those that came in the hour before a row was parked that
 * one of them said.
 */
export async function deliveriesThatName(
  database: Database,
  word: string,
  among: number | { readonly origin: string; readonly parkedAt: Date },
): Promise<NamingDelivery[]> {
  const [where, parameters] =
    typeof among === 'number'
      ? ['batch_id = $2', [among]]
      : [
          `source = $2 and received_at <= $3::timestamptz + interval '1 millisecond' and received_at > $3::timestamptz - interval '1 hour'`,
          [among.origin, among.parkedAt],
        ];
  return await database.query<NamingDelivery>(
    `select id, source, delivery_id as "deliveryId", event, received_at as "receivedAt", headers, body from hook_deliveries
     where ${where} and position(convert_to($1, 'UTF8') in body) > 0 order by id limit ${mostNaming}`,
    [word, ...parameters],
  );
}
