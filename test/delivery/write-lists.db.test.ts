import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, beforeEach, describe, it } from 'node:test';
import { type ListDependencies, openList } from '../../activities/destinations/open-list.ts';
import { testWriteBack, writeBack } from '../../delivery/write-back.ts';
import { writeCsv, writeTestCsv } from '../../delivery/write-csv.ts';
import { definitions } from '../../models/registry.ts';
import { readConfig } from '../../stack/config.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { backupPlace } from '../../store/backup/places.ts';
import { createLogger } from '../../telemetry/log.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, point } from '../serving/random-model.ts';
import { openFakeBucket } from '../store/artifacts/fake-bucket.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { openScoredBusiness, type ScoredBusiness } from './scored-business.ts';

const database = await openTestDatabase({ poolSize: 4 });
/** Somebody else's server. */
const theirs = await openTestDatabase({ poolSize: 2 });
const dependencies: ListDependencies = {
  database,
  blobs: openBlobs(temporaryFolder()),
  definitions,
  businessTimezone: 'UTC',
  log: createLogger('test-lists', 'silent'),
};
const day = (number: number) => new Date(Date.UTC(2026, 5, number, 4));
let business: ScoredBusiness;

before(async () => {
  business = await openScoredBusiness(database);
  await database.query(`update contacts set name = '=cmd()', email = 'a"b@example.com' where external_id = 'c3'`);
});

describe('a table of their own', () => {
  before(() =>
    theirs.query(
      `create schema crm;
       create table crm.scores (model text, subject text, score numeric, tier text, scored_at timestamptz, prediction_id uuid, best_at date,
         note text default 'theirs', primary key (model, subject))`,
    ),
  );
  const target = { url: theirs.url, layout: 'table', table: 'crm.scores' } as const;
  const write = async (batch: string) => writeBack(target, await openList(dependencies, batch));
  const rows = () =>
    theirs.query<{ subject: string; score: string | null; tier: string | null; note: string }>(
      `select subject, score::double precision as score, tier, note from crm.scores where model = 'lead_scoring' order by subject`,
    );

  it('gets the list by upsert, keeps what is theirs, and has no score of who is no longer on it', async () => {
    await testWriteBack(target);
    await write((await business.score('lead_scoring', day(1), { l1: 80, l2: 20 })).id);
    await theirs.query(`update crm.scores set note = 'called'`);
    const { id } = await business.score('lead_scoring', day(2), { l1: 60.5, l3: 90 });
    await write(id);
    await write(id);
    assert.deepEqual(await rows(), [
      { subject: 'l1', score: 60.5, tier: 'warm', note: 'called' },
      { subject: 'l2', score: null, tier: null, note: 'called' },
      { subject: 'l3', score: 90, tier: 'hot', note: 'theirs' },
    ]);
  });

  it('says what is missing', async () => {
    await theirs.query('create table crm.empty (model text, subject text)');
    await assert.rejects(testWriteBack({ ...target, table: 'crm.empty' }), /no column score, scored_at/);
    await assert.rejects(testWriteBack({ ...target, table: 'crm.none' }), /no table crm\.none/);
    await assert.rejects(testWriteBack({ ...target, layout: 'chatwoot' }), /not Chatwoot's database/);
    const wrong = new URL(theirs.url);
    wrong.port = '1';
    wrong.password = 'hunter2';
    await assert.rejects(testWriteBack({ ...target, url: wrong.href }), (error: Error) => {
      assert.match(error.message, /did not take the list: .*ECONNREFUSED/);
      return !error.message.includes('hunter2');
    });
  });

  it('waits for no row that somebody holds for long, and is tried again', async () => {
    const { id } = await business.score('lead_scoring', day(3), { l1: 1 });
    await theirs.withClient(async (client) => {
      await client.query('begin');
      await client.query(`select from crm.scores where subject = 'l1' for update`);
      const impatient = { ...target, lockPatience: 50 };
      await assert.rejects(writeBack(impatient, await openList(dependencies, id)), /lock timeout/);
      await client.query('rollback');
    });
    await write(id);
    assert.equal((await rows())[0]?.score, 1);
  });
});

describe("Chatwoot's contacts", () => {
  // as chatwoot/chatwoot has them, db/schema.rb at 0032d604
  before(async () => {
    await theirs.query(
      `create schema chatwoot;
       create table chatwoot.contacts (id serial primary key, name varchar default '', email varchar, phone_number varchar,
         account_id integer not null, created_at timestamp not null, updated_at timestamp not null, additional_attributes jsonb default '{}',
         identifier varchar, custom_attributes jsonb default '{}', last_activity_at timestamp, blocked boolean not null default false);
       create table chatwoot.custom_attribute_definitions (id bigserial primary key, attribute_display_name varchar, attribute_key varchar,
         attribute_display_type integer default 0, default_value integer, attribute_model integer default 0, account_id bigint,
         created_at timestamp not null, updated_at timestamp not null, attribute_description text, attribute_values jsonb default '[]');
       create unique index attribute_key_model_index on chatwoot.custom_attribute_definitions (attribute_key, attribute_model, account_id)`,
    );
    // c1 is 11 and 12 there, c2 is 22
    await database.query(
      `insert into contact_identities (kind, source, value, contact_id)
       select 'id', 'chatwoot', 'chatwoot:' || known.id, c.id from (values (11, 'c1'), (12, 'c1'), (22, 'c2')) as known (id, contact)
       join contacts as c on c.external_id = known.contact`,
    );
    await database.query(
      `insert into leads (external_id, contact_id, created_at) select 'second', id, '2026-05-02' from contacts where external_id = 'c1'`,
    );
  });
  beforeEach(() =>
    theirs.query(
      `truncate chatwoot.contacts, chatwoot.custom_attribute_definitions;
       insert into chatwoot.contacts (id, account_id, created_at, updated_at, custom_attributes)
       select id, 1, '2026-01-01', '2026-01-01', '{"city": "Graz"}' from unnest(array[11, 12, 22, 33]) as id`,
    ),
  );
  const url = new URL(theirs.url);
  url.searchParams.set('options', '-c search_path=chatwoot');
  const target = { url: url.href, layout: 'chatwoot' } as const;
  const write = async (batch: string) => writeBack(target, await openList(dependencies, batch));
  const attributes = async () =>
    Object.fromEntries(
      (
        await theirs.query<{ id: number; custom_attributes: object }>(
          `select id, custom_attributes - 'city' as custom_attributes from chatwoot.contacts where custom_attributes ->> 'city' = 'Graz' order by id`,
        )
      ).map(({ id, custom_attributes }) => [id, custom_attributes]),
    );

  it('show the best lead of a contact, beside what agents wrote, and definitions for it', async () => {
    await testWriteBack(target);
    await write((await business.score('lead_scoring', day(4), { l1: 40, second: 82.4, l2: 55, l3: 90 })).id);
    const hot = { perennial_lead_score: 82, perennial_lead_tier: 'hot' };
    const warm = { perennial_lead_score: 55, perennial_lead_tier: 'warm' };
    assert.deepEqual(await attributes(), { 11: hot, 12: hot, 22: warm, 33: {} });
    const definitions = await theirs.query(
      'select attribute_key, attribute_display_type, attribute_model, account_id from chatwoot.custom_attribute_definitions order by 1',
    );
    assert.deepEqual(definitions, [
      { attribute_key: 'perennial_lead_score', attribute_display_type: 1, attribute_model: 1, account_id: 1 },
      { attribute_key: 'perennial_lead_tier', attribute_display_type: 0, attribute_model: 1, account_id: 1 },
    ]);
  });

  it('lose an attribute with the list, as who opted out does, and keep those of other lists', async () => {
    await write((await business.score('lead_scoring', day(5), { l2: 55 })).id);
    await write((await business.score('churn', day(5), { c1: 0.9, c2: 0.5 })).id);
    await database.query(`update contacts set opted_in = false where external_id = 'c1'`);
    await write((await business.score('churn', day(6), { c1: 0.9, c2: 0.7 })).id);
    await database.query(`update contacts set opted_in = true where external_id = 'c1'`);
    assert.deepEqual(await attributes(), {
      11: {},
      12: {},
      22: {
        ...{ perennial_lead_score: 55, perennial_lead_tier: 'warm' },
        ...{ perennial_churn_risk: 70, perennial_churn_level: 'high' },
      },
      33: {},
    });
  });

  it('are left alone where nothing changed, and never look changed to whoever reads them by date', async () => {
    const { id } = await business.score('churn', day(7), { c1: 0.9 });
    await write(id);
    const versions = () =>
      theirs.query<{ version: string; updated: string }>(
        'select xmin::text as version, updated_at::text as updated from chatwoot.contacts order by id',
      );
    const before = await versions();
    await write(id);
    assert.deepEqual(await versions(), before);
    assert.deepEqual([...new Set(before.map(({ updated }) => updated))], ['2026-01-01 00:00:00']);
  });

  it('are written with no more rights than that takes', async () => {
    await theirs.query(
      `drop role if exists perennial_test_writer; create role perennial_test_writer login password 'w';
       grant usage on schema chatwoot to perennial_test_writer; grant select on chatwoot.contacts to perennial_test_writer`,
    );
    const limited = new URL(url);
    [limited.username, limited.password] = ['perennial_test_writer', 'w'];
    try {
      await assert.rejects(testWriteBack({ ...target, url: limited.href }), /grant select on contacts and update/);
      await theirs.query('grant update (custom_attributes) on chatwoot.contacts to perennial_test_writer');
      const { id } = await business.score('churn', day(8), { c2: 0.9 });
      await writeBack({ ...target, url: limited.href }, await openList(dependencies, id));
      assert.deepEqual((await attributes())[22], { perennial_churn_risk: 90, perennial_churn_level: 'critical' });
    } finally {
      await theirs.query('drop owned by perennial_test_writer; drop role perennial_test_writer');
    }
  });
});

describe('a CSV file', () => {
  it('has a line for everybody on the list, whole or not at all, and no formula', async () => {
    const to = join(temporaryFolder(), 'lists');
    const access = { buckets: { endpoint: undefined, region: 'eu-central-1', credentials: undefined } };
    const { id } = await business.score('lead_scoring', day(9), { l1: 80, l3: 12.5 });
    await assert.rejects(writeCsv(to, await openList(dependencies, id), access), /could not be written .*ENOENT/);
    await mkdir(to);
    await writeTestCsv(to, access);
    for (const _ of [1, 2]) await writeCsv(to, await openList(dependencies, id), access);
    assert.deepEqual((await readdir(to)).toSorted(), [
      'lead_scoring-2026-06-09T04-00-00.000Z.csv',
      'perennial-test.csv',
    ]);
    const file = join(to, 'lead_scoring-2026-06-09T04-00-00.000Z.csv');
    const lines = (await readFile(file, 'utf8')).split('\r\n');
    assert.equal(
      lines[0],
      'subject,contact,name,phone,email,owner,score,tier,previous,best_at,opted_in,version,prediction_id,scored_at',
    );
    assert.match(lines[1], /^l1,c1,Person 1,'\+43 1,,,80,hot,,,true,[^,]+,[0-9a-f-]{36},2026-06-09T04:00:00\.000Z$/);
    assert.match(lines[2], /^l3,c3,'=cmd\(\),'\+43 3,"a""b@example\.com",,12\.5,cold,/);
    assert.deepEqual(lines.slice(3), ['']);
    assert.equal((await stat(file)).mode & 0o007, 0, 'others may not read it');
  });

  it('goes into a bucket just as well', async () => {
    const server = await openFakeBucket();
    try {
      const { buckets } = readConfig(server.environment);
      const { id } = await business.score('churn', day(9), { c1: 0.9 });
      await writeCsv('s3://artifacts/lists/', await openList(dependencies, id), { buckets });
      const parts: Uint8Array[] = [];
      for await (const part of backupPlace('s3://artifacts/lists/churn-2026-06-09T04-00-00.000Z.csv', buckets).read())
        parts.push(part);
      assert.match(Buffer.concat(parts).toString(), /\r\nc1,c1,Person 1,'\+43 1,,,0\.9,critical,/);
    } finally {
      await server.close();
    }
  });

  it('of whom to write to leaves out who opted out since, and says when is best', async () => {
    const version = await addVersion({ database, blobs: dependencies.blobs }, 'engagement', 2);
    await point(database, version);
    const to = temporaryFolder();
    const names = definitions.engagement.features.map(({ name }) => name);
    const { id } = await business.score('engagement', day(10), { c1: 0.4, c2: 0.3, c4: 0.2 });
    // Thursday, 14:00
    const circle: Readonly<Record<string, number>> = {
      ...{ hour_sin: Math.sin((14 / 24) * 2 * Math.PI), hour_cos: Math.cos((14 / 24) * 2 * Math.PI) },
      ...{ day_sin: Math.sin((3 / 7) * 2 * Math.PI), day_cos: Math.cos((3 / 7) * 2 * Math.PI) },
    };
    await database.query('update predictions set version_id = $2, features = $3 where batch = $1', [
      id,
      version.id,
      names.map((name) => circle[name] ?? 0),
    ]);
    await database.query(`update contacts set opted_in = false where external_id = 'c2'`);
    await writeCsv(to, await openList(dependencies, id), {
      buckets: { endpoint: undefined, region: 'eu-central-1', credentials: undefined },
    });
    const lines = (await readFile(join(to, 'engagement-2026-06-10T04-00-00.000Z.csv'), 'utf8'))
      .trimEnd()
      .split('\r\n')
      .slice(1);
    assert.deepEqual(
      lines.map((line) => line.split(',')[0]),
      ['c1', 'c4'],
    );
    assert.equal(lines[0].split(',')[9], '2026-06-11T14:00:00.000Z');
  });
});
