import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import { csvTables } from '../../../ingest/export/csv-tables.ts';
import { writeCsvFolder } from '../../../ingest/export/write-csv-folder.ts';
import { utc } from '../../../ingest/fields/moment-text.ts';
import { importFiles } from '../../../ingest/import-files.ts';
import type { MappedTable } from '../../../ingest/mapping/mapping-schema.ts';
import { planFiles } from '../../../ingest/plan-files.ts';
import { parseSource } from '../../../ingest/sources/source-definition.ts';
import { syncSlice } from '../../../ingest/sources/sync-slice.ts';
import { admitParked } from '../../../ingest/upsert/admit-parked.ts';
import { plainRecord } from '../../../ingest/upsert/plain-record.ts';
import { countStatuses, upsertRecords } from '../../../ingest/upsert/upsert-records.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import { countParked } from '../../../store/crm/parked-rows.ts';
import { copyInto } from '../../../store/database/copy.ts';
import type { Database } from '../../../store/database/database.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { addSource, readSource } from '../../../store/sources/sources.ts';
import { temporaryFolder } from '../../infrastructure.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { extractAll, present } from '../round-trip/extract-all.ts';

/** One history by several ways in: files, rows in any order and doubled, and a database that has dated histories. */
const world = simulateWorld({ seed: 5, now: present, contacts: 100, conversations: 80, leads: 60 });
const tables = csvTables(world);
const settings = { timezone: 'UTC' };
const now = new Date('2026-11-23T00:00:00Z');
const shop = await openTestDatabase();

/** Numbers from 0 to 1, the same at each run. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

type Row = readonly [MappedTable, Readonly<Record<string, string | null>>];

/** Every row, a tenth of them twice, in any order. */
function shuffledRows(seed: number): Row[] {
  const random = lehmer(seed);
  const rows = tables.flatMap(({ name, fields, rows: all }) =>
    [...all()].map(
      (cells): Row => [name as MappedTable, Object.fromEntries(fields.map((field, at) => [field, cells[at] ?? null]))],
    ),
  );
  const sent = [...rows, ...rows.filter(() => random() < 0.1)].map((row) => ({ row, at: random() }));
  return sent.sort((a, b) => a.at - b.at).map(({ row }) => row);
}

async function sendAll(database: Database, rows: readonly Row[], source: string, size: number): Promise<void> {
  for (let at = 0; at < rows.length; at += size) {
    const records = rows.slice(at, at + size).map(([table, row]) => plainRecord(table, row, { source, zone: utc }));
    const { results } = await inTransaction(database, (client) =>
      upsertRecords(client, records, { origin: 'api', label: 'rows', settings, now }),
    );
    const { rejected } = countStatuses(results);
    assert.equal(rejected, 0, JSON.stringify(results.find(({ status }) => status === 'rejected')));
  }
  await admitParked(database, settings, now);
  assert.deepEqual(await countParked(database), []);
}

type Hashes = Readonly<Record<ModelName, string>>;

async function hashes(database: Database): Promise<Hashes> {
  const snapshots = await extractAll(database);
  return Object.fromEntries(modelNames.map((model) => [model, snapshots[model].hash])) as Hashes;
}

test('rows in any order, some of them twice, come to the tables and the snapshots of files', async () => {
  const [files, rows] = [await openTestDatabase(), await openTestDatabase()];
  const folder = temporaryFolder();
  await writeCsvFolder({ folder, world });
  const planned = await planFiles(readdirSync(folder).map((name) => join(folder, name)));
  await importFiles({ database: files, files: planned, settings, now });
  await sendAll(rows, shuffledRows(1), '', 400);
  for (const sql of compared) assert.deepEqual(await rows.query(sql), await files.query(sql), sql);
  assert.deepEqual(await hashes(rows), await hashes(files));
});

/** By external ids, without what tells how rows came. */
const compared = [
  `select external_id, name, phone, email, country, language, source, timezone, opted_in, synthetic, created_at from contacts order by 1`,
  `select c.external_id, v.valid_from, v.name, v.phone, v.country, v.opted_in from contact_versions as v join contacts as c on c.id = v.contact_id order by 1, 2`,
  `select l.external_id, c.external_id as contact, m.external_id as campaign, l.source, stage, score, scored_at, converted_at, order_value, l.created_at
   from leads as l join contacts as c on c.id = l.contact_id left join campaigns as m on m.id = l.campaign_id order by 1`,
  `select l.external_id, v.valid_from, v.stage from lead_versions as v join leads as l on l.id = v.lead_id order by 1, 2`,
  `select v.external_id, c.external_id as contact, opened_at, closed_at from conversations as v join contacts as c on c.id = v.contact_id order by 1`,
  `select m.external_id, c.external_id as contact, v.external_id as conversation, k.external_id as campaign, direction, content_type, text, sent_at
   from messages as m join contacts as c on c.id = m.contact_id left join conversations as v on v.id = m.conversation_id
   left join campaigns as k on k.id = m.campaign_id order by 1`,
  `select e.external_id, m.external_id as message, type, occurred_at from campaign_events as e left join messages as m on m.id = e.message_id order by 1`,
  `select p.external_id, l.external_id as lead, amount, p.currency, p.value, purchased_at from purchases as p left join leads as l on l.id = p.lead_id order by 1`,
  `select t.external_id, v.valid_from, v.state from support_ticket_versions as v join support_tickets as t on t.id = v.ticket_id order by 1, 2`,
];

before(async () => {
  await inTransaction(shop, async (client) => {
    await client.query('create schema shop');
    for (const { name, fields, rows } of tables) {
      const columns = fields.map((field) => `"${field}" text`).join(', ');
      await client.query(
        `create table shop.${name} (row_id bigint generated by default as identity, updated_at timestamptz default '2026-11-22', ${columns})`,
      );
      await copyInto(client, `shop.${name}`, fields, rows());
    }
  });
});

test('a database with dated histories comes to the snapshots of rows under its name', async () => {
  const streams = tables.map(({ name, fields }) => {
    const mapping = { blank: 'clear', tables: { [name]: Object.fromEntries(fields.map((field) => [field, field])) } };
    return [name, { sql: `select * from shop.${name}`, key: 'row_id', mapping }] as const;
  });
  const definition = parseSource(
    JSON.stringify({ name: 'Shop', streams: Object.fromEntries(streams) }),
    'shop',
    'shop.yaml',
  );
  await addSource(shop, {
    ...{ name: 'shop', kind: 'postgresql', preset: null, definition: '', credential: { env: 'SHOP' } },
    ...{ settings: { everyMinutes: 15 }, createdAt: now },
  });
  const source = await readSource(shop, 'shop');
  await syncSlice(shop, {
    source,
    definition,
    url: shop.url,
    settings,
    pageRows: 300,
    sliceMs: 600_000,
    clock: () => now,
  });
  assert.deepEqual(await countParked(shop), []);
  const rows = await openTestDatabase();
  await sendAll(rows, shuffledRows(2), 'shop', 1_000);
  for (const sql of compared) assert.deepEqual(await shop.query(sql), await rows.query(sql), sql);
  assert.deepEqual(await hashes(shop), await hashes(rows));
});
