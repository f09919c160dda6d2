import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { WorldProgress } from '../../ingest/world-progress.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { simulateWorld } from '../../simulation/generate.ts';
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
