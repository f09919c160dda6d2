import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import type pg from 'pg';
import { campaignCounts, campaignHistory } from '../../models/history/reactions.ts';
import { buildSchema } from '../../store/backup/schema.ts';
import { mergeContacts } from '../../store/crm/merge-contacts.ts';
import { unmergeContacts } from '../../store/crm/unmerge-contacts.ts';
import { withConnection } from '../../store/database/connection.ts';
import { migrate } from '../../store/database/migrate.ts';
import { migrations } from '../../store/migrations/list.ts';
import { testDatabase } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { crmRows, origin } from './crm-rows.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
const people = 6;
const campaigns = 3;

before(async () => {
  for (let each = 0; each < people; each++) await crm.contact();
  for (let each = 0; each < campaigns; each++) await crm.campaign();
});

/** Moments that lie on the edges of hours, days and 32 days, and between them. */
const edges = [-90 * 24, -800, -768, -48, -24.5, -24, -3, -1.25, -1, -0.001, 0, 0.5, 1, 7, 24, 40 * 24];

const subjects = `with subjects as materialized (
  select row_number() over () as subject_id, k.id as campaign_id, $1::timestamptz + edge * interval '1 hour' as moment
  from (select id from campaigns union all select null) as k (id) cross join unnest($2::double precision[]) as edge
)
select s.campaign_id, s.moment, coalesce(campaign.delivered, 0)::integer as delivered, coalesce(campaign.clicked, 0)::integer as clicked
from subjects as s`;

/** Both ways of counting agree as of every moment. Returns how many were counted in all. */
async function requireSameCounts(client: pg.ClientBase): Promise<number> {
  const [counted, added] = await Promise.all(
    [campaignHistory, campaignCounts].map((history) =>
      client.query<{ delivered: number }>(`${subjects}${history}\norder by s.subject_id`, [origin, edges]),
    ),
  );
  assert.deepEqual(added?.rows, counted?.rows);
  return counted?.rows.reduce((sum, { delivered }) => sum + delivered, 0) ?? 0;
}

type Step = {
  readonly what: string;
  readonly who: number;
  readonly where: number;
  readonly type: string;
  readonly hours: number;
};

/** $1 contact, $2 campaign, $3 type, $4 moment, $5 a name. */
const statements: Readonly<Record<string, string>> = {
  'an event comes, late or not': `insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at) values ($5, $1, $2, $3, $4)`,
  'a file of events comes': `insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at)
    select $5 || '-' || n, $1, $2, case when n % 3 = 0 then $3 else 'delivered' end, $4::timestamptz + n * interval '17 minutes' from generate_series(1, 150) as n`,
  'events are corrected': `update campaign_events set occurred_at = $4, type = $3, campaign_id = $2 where contact_id = $1 and id % 2 = 0`,
  'an event is deleted': `delete from campaign_events where id = (select max(id) from campaign_events where contact_id = $1)`,
  'a batch is taken back': `delete from campaign_events where contact_id = $1 and campaign_id = $2`,
  'a contact is erased': 'delete from contacts where id = $1',
  'a campaign is deleted': 'delete from campaigns where id = $2',
};

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...Object.keys(statements), 'statuses come one by one', 'contacts are merged, and taken apart'),
  who: fc.integer({ min: 1, max: people }),
  where: fc.integer({ min: 1, max: campaigns }),
  type: fc.constantFrom('sent', 'delivered', 'delivered', 'clicked', 'clicked', 'opened'),
  hours: fc.oneof(fc.constantFrom(...edges), fc.double({ min: -900, max: 100, noNaN: true })),
});

async function take(client: pg.PoolClient, { what, who, where, type, hours }: Step, at: number): Promise<void> {
  const moment = new Date(Math.round(origin.getTime() + hours * 3_600_000)).toISOString();
  const exists = await client.query(
    `select from contacts cross join campaigns where contacts.id = ${who} and campaigns.id = ${where}`,
  );
  if (exists.rowCount === 0) return;
  if (what === 'statuses come one by one') {
    await client.query(`do $$ begin for n in 1..40 loop
      insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at)
      values ('one ${at} ' || n, ${who}, ${where}, '${type}', '${moment}');
    end loop; end $$`);
  } else if (what === 'contacts are merged, and taken apart') {
    const other = await client.query<{ id: string }>(`select id from contacts where id <> ${who} order by id limit 1`);
    const mergedId = Number(other.rows[0]?.id ?? who);
    if (mergedId === who) return;
    const { id } = await mergeContacts(client, { survivorId: who, mergedId, actor: 'ann', reason: 'the same' });
    await requireSameCounts(client);
    await unmergeContacts(client, { id, actor: 'ann', reason: 'not the same' });
  } else {
    const types = 'with given as (select $1::bigint, $2::bigint, $3::text, $4::timestamptz, $5::text) ';
    await client.query(types + statements[what], [who, where, type, moment, `step ${at}`]);
  }
}

test('sums of campaigns are what counting gives as of any moment, whatever came late, was corrected, deleted or merged', async () => {
  let counted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      await database.withClient(async (client) => {
        await client.query('begin');
        try {
          for (const [at, each] of steps.entries()) await take(client, each, at);
          counted += await requireSameCounts(client);
        } finally {
          await client.query('rollback');
        }
      });
    }),
    { numRuns: 25, seed: 18 },
  );
  assert.ok(counted > 1_000, `only ${counted} counted`);
});

test('statuses that arrive at once wait for nobody, and are folded into few rows', async () => {
  const status = (client: pg.ClientBase, name: string) =>
    client.query(
      `insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at) values ($1, 1, 1, 'delivered', $2)`,
      [name, origin],
    );
  await database.withClient(async (slow) => {
    await slow.query('begin');
    for (let n = 0; n < 40; n++) await status(slow, `slow-${n}`);
    await database.withClient(async (quick) => {
      await quick.query(`set lock_timeout = '5s'`);
      for (let n = 0; n < 200; n++) await status(quick, `quick-${n}`);
      await requireSameCounts(quick);
    });
    await slow.query('commit');
  });
  await database.withClient(requireSameCounts);
  const [{ rows }] = await database.query<{ rows: number }>(`select count(*)::integer as rows from campaign_counts`);
  assert.ok(rows < 3 * 40, `${rows} rows for three sums`);
  await database.query('truncate contacts, campaigns cascade');
  assert.deepEqual(await database.query('select * from campaign_counts'), []);
});

test('the migration counts what was there before', async (t) => {
  const { url, close } = await testDatabase();
  t.after(close);
  const earlier = migrations.map(({ name }) => name).filter((name) => name < '0024');
  await withConnection({ url, applicationName: 'test' }, async (client) => {
    await buildSchema(client, { migrations: earlier });
    for (const name of earlier) await client.query('insert into perennial_migrations (name) values ($1)', [name]);
    await client.query(`insert into contacts (external_id, created_at) values ('a', now())`);
    await client.query(`insert into campaigns (external_id, name, started_at) values ('k', 'k', now())`);
    await client.query(
      `insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at)
       select n::text, 1, 1, case when n % 5 = 0 then 'clicked' else 'delivered' end, $1::timestamptz - n * interval '7 minutes'
       from generate_series(1, 9000) as n`,
      [origin],
    );
  });
  assert.ok((await migrate(url)).applied.includes('0024-campaign-counts'));
  await withConnection({ url, applicationName: 'test' }, async (client) => {
    assert.ok((await requireSameCounts(client)) > 10_000);
  });
});
