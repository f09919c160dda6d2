import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { csvText } from '../../../domain/csv-text.ts';
import { csvTables, type WorldToExport } from '../../../ingest/export/csv-tables.ts';
import { utc } from '../../../ingest/fields/moment-text.ts';
import { takeDeliveries } from '../../../ingest/hooks/take-deliveries.ts';
import { importFiles } from '../../../ingest/import-files.ts';
import type { MappedTable } from '../../../ingest/mapping/mapping-schema.ts';
import { planFiles } from '../../../ingest/plan-files.ts';
import { parseSource } from '../../../ingest/sources/source-definition.ts';
import { syncSlice } from '../../../ingest/sources/sync-slice.ts';
import { admitParked } from '../../../ingest/upsert/admit-parked.ts';
import { plainRecord } from '../../../ingest/upsert/plain-record.ts';
import { countStatuses, upsertRecords } from '../../../ingest/upsert/upsert-records.ts';
import { countParked } from '../../../store/crm/parked-rows.ts';
import { copyInto } from '../../../store/database/copy.ts';
import type { Database } from '../../../store/database/database.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { addHook, findHook } from '../../../store/hooks/hooks.ts';
import { countInbox, storeDeliveries } from '../../../store/hooks/inbox.ts';
import { addSource, readSource } from '../../../store/sources/sources.ts';
import { temporaryFolder } from '../../infrastructure.ts';

/** The ways by which one history may come: files, requests, a database that is read, and webhooks. All under one name of a source. */
export const shop = 'shop';
export const settings = { timezone: 'UTC' };
export const now = new Date('2026-11-23T00:00:00Z');

/** A row as its system tells it, with its own ids. */
export type ToldRow = { readonly table: MappedTable; readonly values: Readonly<Record<string, string | null>> };

export function rowsOf(world: WorldToExport): ToldRow[] {
  return csvTables(world).flatMap(({ name, fields, rows }) =>
    [...rows()].map((cells) => ({
      table: name as MappedTable,
      values: Object.fromEntries(fields.map((field, at) => [field, cells[at] ?? null])),
    })),
  );
}

export type Random = () => number;

/** Numbers from 0 to 1, the same at each run. */
export function lehmer(seed: number): Random {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** A tenth of them twice, in any order. */
export function doubled<T>(all: readonly T[], random: Random): T[] {
  return shuffled([...all, ...all.filter(() => random() < 0.1)], random);
}

const ids = ['external_id', 'contact', 'campaign', 'conversation', 'message', 'lead', 'ticket'];

/** As files: one for each table. */
export async function byFiles(database: Database, rows: readonly ToldRow[]): Promise<void> {
  const folder = temporaryFolder();
  const files = [...Map.groupBy(rows, ({ table }) => table)].map(([table, own]) => {
    const fields = Object.keys(own[0].values);
    const lines = own.map(({ values }) =>
      fields.map((field) => {
        const value = values[field] ?? '';
        return ids.includes(field) && value !== '' ? `${shop}:${value}` : value;
      }),
    );
    const file = join(folder, `${table}.csv`);
    writeFileSync(file, csvText([fields, ...lines]));
    return file;
  });
  const reports = await importFiles({ database, files: await planFiles(files), settings, now });
  for (const { file, rejected } of reports) assert.equal(rejected, 0, file);
}

/** As requests of a program. */
export async function byRequests(database: Database, rows: readonly ToldRow[], size: number): Promise<void> {
  for (let at = 0; at < rows.length; at += size) {
    const records = rows
      .slice(at, at + size)
      .map(({ table, values }) => plainRecord(table, values, { source: shop, zone: utc }));
    const { results } = await inTransaction(database, (client) =>
      upsertRecords(client, records, { origin: shop, label: 'api rows', settings, now }),
    );
    assert.equal(countStatuses(results).rejected, 0, JSON.stringify(results.find(({ problems }) => problems.length)));
  }
}

/** When its system told how everything is now. */
const toldAt = '2026-11-22T00:00:00Z';

export type Delivery = { readonly id: string; readonly body: object };

/** As webhooks: some rows of a table in each. Of leads and contacts, also what was said of them before, which may come late. */
export function asDeliveries(rows: readonly ToldRow[], random: Random): Delivery[] {
  const bodies: object[] = [];
  for (const [table, own] of Map.groupBy(rows, (row) => row.table)) {
    const left = shuffled(own, random);
    while (left.length > 0) {
      const data = left.splice(0, 1 + Math.floor(40 * random() ** 2)).map(({ values }) => values);
      bodies.push({ type: `${table}.created`, timestamp: toldAt, data });
    }
  }
  return [...bodies, ...olderWords(rows)].map((body, at) => ({ id: `d-${at}-${Math.floor(1e9 * random())}`, body }));
}

/** Every state of a lead and of a profile, as it was posted then. */
function olderWords(rows: readonly ToldRow[]): object[] {
  const own = (table: MappedTable) =>
    new Map(rows.flatMap((row) => (row.table === table ? [[row.values.external_id, row.values] as const] : [])));
  const [leads, contacts] = [own('leads'), own('contacts')];
  return rows.flatMap(({ table, values }) => {
    const { at, lead, contact, ...state } = values;
    if (table === 'lead_stages' && leads.has(lead)) {
      const { external_id, contact: whose, created_at, synthetic } = leads.get(lead) ?? {};
      const data = { external_id, contact: whose, created_at, synthetic, stage: state.stage };
      return [{ type: 'leads.updated', timestamp: at, data }];
    }
    if (table !== 'contact_changes' || !contacts.has(contact)) return [];
    const { created_at, synthetic } = contacts.get(contact) ?? {};
    return [
      { type: 'contacts.updated', timestamp: at, data: { external_id: contact, created_at, synthetic, ...state } },
    ];
  });
}

export async function postAll(database: Database, deliveries: readonly Delivery[]): Promise<void> {
  const given = {
    name: 'shop_posts',
    kind: 'standard',
    ids: shop,
    secret: { env: 'NONE' },
    verifyToken: null,
  } as const;
  const hook = (await findHook(database, given.name)) ?? (await addHook(database, given));
  await storeDeliveries(
    database,
    deliveries.map(({ id, body }) => ({
      ...{ source: hook.name, deliveryId: id, headers: {}, body: Buffer.from(JSON.stringify(body)) },
    })),
  );
  while ((await takeDeliveries(database, hook, { settings, now, count: 100, bytes: 1e7 })).length > 0);
  const failed = (await countInbox(database)).filter(({ state }) => state !== 'taken');
  assert.deepEqual(failed, []);
}

/** The shop's own database, in a schema beside ours. `histories` false: it knows only how things are now. */
export async function openShop(database: Database, rows: readonly ToldRow[], histories = true): Promise<void> {
  const tables = [...Map.groupBy(rows, ({ table }) => table)].filter(
    ([table]) => histories || !historyTables.includes(table),
  );
  await inTransaction(database, async (client) => {
    await client.query('create schema shop');
    for (const [table, own] of tables) {
      const fields = Object.keys(own[0].values);
      await client.query(
        `create table shop.${table} (row_id bigint generated by default as identity, updated_at timestamptz default '2026-11-22',
           ${fields.map((field) => `"${field}" text`).join(', ')})`,
      );
      await copyInto(
        client,
        `shop.${table}`,
        fields,
        own.map(({ values }) => fields.map((field) => values[field] ?? null)),
      );
    }
  });
  await addSource(database, {
    ...{ name: shop, kind: 'postgresql', preset: null, definition: definitionOf(tables), credential: { env: 'SHOP' } },
    ...{ settings: { everyMinutes: 15 }, createdAt: now },
  });
}

const historyTables: readonly MappedTable[] = ['contact_changes', 'lead_stages', 'ticket_states'];

function definitionOf(tables: readonly (readonly [MappedTable, readonly ToldRow[]])[]): string {
  const streams = tables.map(([table, own]) => {
    const fields = Object.keys(own[0].values).map((field) => [field, field]);
    const mapping = { blank: 'clear', tables: { [table]: Object.fromEntries(fields) } };
    return [table, { sql: `select * from shop.${table}`, key: 'row_id', mapping }] as const;
  });
  return JSON.stringify({ name: 'Shop', streams: Object.fromEntries(streams) });
}

/** Reads it to the end. */
export async function bySource(database: Database, url: string): Promise<void> {
  const source = await readSource(database, shop);
  const definition = parseSource(source.definition ?? '', shop, 'shop.yaml');
  const reading = { source, definition, url, settings, pageRows: 300, sliceMs: 600_000, clock: () => now };
  await syncSlice(database, reading);
}

/** Rows that wait for what came by another way. */
export async function settle(database: Database): Promise<void> {
  await admitParked(database, settings, now);
  assert.deepEqual(await countParked(database), []);
}

/** By external ids, without what tells how rows came. */
const compared: Readonly<Record<string, string>> = {
  contacts: `select external_id, name, phone, email, country, language, source, timezone, opted_in, synthetic, created_at from contacts order by 1`,
  contact_versions: `select c.external_id, v.valid_from, v.name, v.phone, v.country, v.opted_in from contact_versions as v join contacts as c on c.id = v.contact_id order by 1, 2`,
  campaigns: 'select external_id, name, kind, synthetic, started_at from campaigns order by 1',
  leads: `select l.external_id, c.external_id as contact, m.external_id as campaign, l.source, stage, score, scored_at, converted_at, order_value, l.created_at
   from leads as l join contacts as c on c.id = l.contact_id left join campaigns as m on m.id = l.campaign_id order by 1`,
  lead_versions: `select l.external_id, v.valid_from, v.stage from lead_versions as v join leads as l on l.id = v.lead_id order by 1, 2`,
  conversations: `select v.external_id, c.external_id as contact, opened_at, closed_at from conversations as v join contacts as c on c.id = v.contact_id order by 1`,
  messages: `select m.external_id, c.external_id as contact, v.external_id as conversation, k.external_id as campaign, direction, content_type, text, sent_at
   from messages as m join contacts as c on c.id = m.contact_id left join conversations as v on v.id = m.conversation_id
   left join campaigns as k on k.id = m.campaign_id order by 1`,
  campaign_events: `select e.external_id, m.external_id as message, type, occurred_at from campaign_events as e left join messages as m on m.id = e.message_id order by 1`,
  purchases: `select p.external_id, l.external_id as lead, amount, p.currency, p.value, purchased_at from purchases as p left join leads as l on l.id = p.lead_id order by 1`,
  support_tickets: `select t.external_id, c.external_id as contact, category, severity, state, opened_at, closed_at
   from support_tickets as t join contacts as c on c.id = t.contact_id order by 1`,
  support_ticket_versions: `select t.external_id, v.valid_from, v.state from support_ticket_versions as v join support_tickets as t on t.id = v.ticket_id order by 1, 2`,
};

/** Tables that aren't the same in both, with the first rows that differ. */
export async function differences(one: Database, other: Database): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [table, sql] of Object.entries(compared)) {
    const [a, b] = [await one.query(sql), await other.query(sql)];
    if (isDeepStrictEqual(a, b)) continue;
    const at = a.findIndex((row, place) => !isDeepStrictEqual(row, b[place]));
    found[table] = { rows: [a.length, b.length], first: [a[at] ?? null, b[at] ?? null] };
  }
  return found;
}
