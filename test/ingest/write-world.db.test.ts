import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import type { WorldProgress } from '../../ingest/world-progress.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { openDatabase } from '../../store/database/database.ts';
import { openTestDatabase } from '../store/test-database.ts';

const database = await openTestDatabase();
const now = new Date('2026-11-22T12:00:00Z');

beforeEach(() => database.query('truncate contacts, campaigns, simulation.truth cascade'));

function world(seed: number) {
  return simulateWorld({ seed, now, contacts: 40, conversations: 30, leads: 20 });
}

async function count(table: string, condition = 'true'): Promise<number> {
  const [row] = await database.query<{ count: number }>(`select count(*) as count from ${table} where ${condition}`);
  return row.count;
}

async function addRealContact(): Promise<void> {
  await database.query(`insert into contacts (external_id, created_at) values ('real', '2026-01-01')`);
}

test('a simulated world arrives whole, marked as synthetic, and the report says what came', async () => {
  const report = await writeWorld({ database, world: world(1) });
  assert.equal(report.contacts, 40);
  assert.equal(report.conversations, 30);
  assert.equal(report.leads, 20);
  assert.equal(report.leadsConverted, 6);
  assert.equal(await count('messages'), report.messages);
  assert.equal(await count('campaign_events'), report.campaignEvents);
  assert.equal(await count('purchases'), report.purchases);
  assert.equal(await count('support_tickets'), report.tickets);
  assert.equal(await count('leads', 'converted'), 6);
  for (const table of ['contacts', 'leads', 'messages', 'campaigns', 'campaign_events', 'purchases']) {
    assert.equal(await count(table, 'not synthetic'), 0, table);
  }
});

test('the world brings its own history: a contact that opted out had opted in before', async () => {
  await writeWorld({ database, world: simulateWorld({ seed: 1, now, contacts: 200, conversations: 0, leads: 0 }) });
  const optedOut = await count('contacts', 'not opted_in');
  assert.ok(optedOut > 5);
  const dated = await database.query(
    `select 1 from contact_versions as v join contacts as c on c.id = v.contact_id
     where not c.opted_in and v.opted_in and v.valid_from = c.created_at`,
  );
  assert.equal(dated.length, optedOut);
});

test('progress is told in the words of the guide', async () => {
  const told: WorldProgress[] = [];
  const report = await writeWorld({ database, world: world(1), onProgress: (progress) => told.push(progress) });
  const last = (phase: WorldProgress['phase']) => told.findLast((progress) => progress.phase === phase);
  assert.deepEqual(
    told.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1]),
    ['contacts', 'conversations', 'messages', 'leads'],
  );
  const [{ name }] = await database.query<{ name: string }>('select name from contacts order by id desc limit 1');
  assert.deepEqual(last('contacts'), { phase: 'contacts', done: 40, total: 40, label: `Contact: ${name}` });
  assert.equal(last('conversations')?.label, 'Conversation #30');
  assert.match(last('messages')?.label ?? '', /^Conv #30: \d+ msgs$/);
  assert.match(last('leads')?.label ?? '', /^Lead #20 \(score: \d+\)$/);
  assert.equal(report.messages > 60, true);
});

/** What each table holds, and what was counted of events. */
async function fingerprint(): Promise<unknown> {
  const tables = simulateWorld({ seed: 1, now, contacts: 1, conversations: 0, leads: 0 }).tables;
  const keys = (columns: (typeof tables)[number]['columns']) => columns.filter(({ key }) => key === undefined);
  const found = new Map<string, unknown>();
  for (const { name, columns } of tables) {
    const said = keys(columns).map((column) => column.name);
    const [row] = await database.query(
      `select count(*), md5(string_agg(t::text, ';' order by t::text)) from (select ${said.join(', ')} from ${name}) as t`,
    );
    found.set(name, row);
  }
  const sums = await database.query(
    `select c.external_id, n.span, n.start, sum(n.delivered) as delivered, sum(n.clicked) as clicked
     from campaign_counts as n join campaigns as c on c.id = n.campaign_id group by 1, 2, 3
     having sum(n.delivered) <> 0 or sum(n.clicked) <> 0 order by 1, 2, 3`,
  );
  return { found, sums };
}

async function strays(): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select (select count(*) from campaign_events as e left join messages as m on m.id = e.message_id
        where e.message_id is not null and m.contact_id is distinct from e.contact_id)
      + (select count(*) from messages as m left join conversations as v on v.id = m.conversation_id
        where m.conversation_id is not null and v.contact_id is distinct from m.contact_id)
      + (select count(*) from purchases as p left join leads as l on l.id = p.lead_id
        where p.lead_id is not null and l.contact_id is distinct from p.contact_id)
      + (select count(*) from campaign_events as e where not exists (select from campaigns as k where k.id = e.campaign_id))
      + (select count(*) from lead_versions as v where not exists (select from leads as l where l.id = v.lead_id)) as count`,
  );
  return row.count;
}

test('a world in blocks of any size, or by a role that may not silence triggers, is the same world', async () => {
  await addRealContact();
  await writeWorld({ database, world: world(1), force: true });
  const whole = await fingerprint();
  for (const contactsAtOnce of [1, 7]) {
    await database.query('truncate contacts, campaigns cascade');
    await addRealContact();
    await writeWorld({ database, world: world(1), force: true, contactsAtOnce });
    assert.deepEqual(await fingerprint(), whole);
    assert.equal(await strays(), 0);
  }
  await database.query('truncate contacts, campaigns cascade');
  await addRealContact();
  const role = `writer_${randomUUID().replaceAll('-', '')}`;
  await database.query(`create role ${role} login password 'secret'; grant usage on schema simulation to ${role};
    grant all on all tables in schema public to ${role}; grant all on all sequences in schema public to ${role}`);
  const url = new URL(database.url);
  url.username = role;
  url.password = 'secret';
  const limited = await openDatabase(url.href, { poolSize: 1 });
  await writeWorld({ database: limited, world: world(1), force: true, contactsAtOnce: 7 }).finally(limited.close);
  await database.query(`drop owned by ${role}; drop role ${role}`);
  assert.deepEqual(await fingerprint(), whole);
});

test('the sums of campaigns are what counting the events gives', async () => {
  await writeWorld({ database, world: world(1), contactsAtOnce: 10 });
  await writeWorld({ database, world: world(2), contactsAtOnce: 10 });
  const differing = await database.query(
    `select campaign_id, start, sum(delivered), sum(clicked) from (
       select campaign_id, date_bin('1 hour', occurred_at, 'epoch') as start, (type = 'delivered')::integer as delivered, (type = 'clicked')::integer as clicked
       from campaign_events
       union all select campaign_id, start, -delivered, -clicked from campaign_counts where span = 1
     ) as line group by 1, 2 having sum(delivered) <> 0 or sum(clicked) <> 0`,
  );
  assert.deepEqual(differing, []);
  const [{ rows }] = await database.query<{ rows: number }>(
    'select count(*) as rows from campaign_counts where span = 768',
  );
  const [{ sums }] = await database.query<{ sums: number }>(
    'select count(distinct (campaign_id, start)) as sums from campaign_counts where span = 768',
  );
  assert.equal(rows, sums, 'a row for each sum');
});

test('another seed adds a second business, whose rows refer to its own', async () => {
  await writeWorld({ database, world: world(1) });
  await writeWorld({ database, world: world(2) });
  assert.equal(await count('contacts'), 80);
  const astray = await database.query(
    `select 1 from messages as m join contacts as c on c.id = m.contact_id
     where split_part(m.external_id, '-', 2) <> split_part(c.external_id, '-', 2)`,
  );
  assert.equal(astray.length, 0);
});

test('the same seed again is refused and changes nothing', async () => {
  await writeWorld({ database, world: world(1) });
  await assert.rejects(writeWorld({ database, world: world(1) }), { code: 'invalid_input', details: { seed: 1 } });
  assert.equal(await count('contacts'), 40);
});

test('real data is not mixed with, unless it is forced', async () => {
  await addRealContact();
  await assert.rejects(
    writeWorld({ database, world: world(1) }),
    (error: { code: string; remedy: string }) => error.code === 'real_data_present' && /--force/.test(error.remedy),
  );
  assert.equal(await count('contacts'), 1);
  await writeWorld({ database, world: world(1), force: true });
  assert.equal(await count('contacts'), 41);
});

test('rows that come later get keys of their own', async () => {
  await writeWorld({ database, world: world(1) });
  await addRealContact();
  assert.equal(await count('contacts', "external_id = 'real'"), 1);
});

test('nothing stays of a world whose writing was given up', async () => {
  const controller = new AbortController();
  const given = writeWorld({
    database,
    world: world(1),
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase === 'leads') controller.abort(new Error('given up'));
    },
  });
  await assert.rejects(given, /given up/);
  assert.equal(await count('contacts'), 0);
});

test('the hidden truth is kept only where it is asked for, apart from the tables of the business', async () => {
  await writeWorld({ database, world: world(1) });
  assert.equal(await count('simulation.truth'), 0);
  await writeWorld({ database, world: world(2), keepTruth: true });
  assert.equal(await count('simulation.truth', "entity = 'contact'"), 40);
  assert.equal(await count('simulation.truth', "entity = 'lead'"), 20);
});
