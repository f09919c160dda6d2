import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import type pg from 'pg';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { eligibleQuery, servingQuery } from '../../models/queries/feature-query.ts';
import { modelDefinition } from '../../models/registry.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { attributeNames, featuresOf, type Row, servingRows, trainingRows } from './feature-rows.ts';

const database = await openTestDatabase();
const now = new Date('2026-06-01T12:00:00Z');
/** With 40 days of the simulated history behind it. */
const asOf = new Date('2026-04-22T12:00:00Z');
const counts = { contacts: 40, leads: 30 };

/** Subjects whose moment is as-of or earlier. */
const subjects: Record<ModelName, number[]> = { lead_scoring: [], churn: [], engagement: [] };

before(async () => {
  const world = simulateWorld({ seed: 5, now, ...counts, conversations: 40 });
  await writeWorld({ database, world });
  for (const [table, name] of Object.entries({ lead: 'Budget', contact: 'Size' })) {
    await database.query(
      `insert into ${table}_attributes (${table}_id, name, valid_from, value, dated)
       select id, '${name}', created_at, (id % 3)::text, false from ${table}s where id % 4 > 0
       union all select id, '${name}', created_at + interval '1 hour', 'later', true from ${table}s where id % 8 = 5`,
    );
  }
  const select = async (sql: string) => (await database.query<{ id: number }>(sql, [asOf])).map(({ id }) => id);
  subjects.lead_scoring = await select(`select id from leads where created_at + interval '48 hours' <= $1`);
  subjects.churn = await select('select id from contacts where created_at < $1');
  subjects.engagement = await select(`select id from messages where direction = 'outbound' and sent_at <= $1`);
});

test('a subject gets the same row in training and in serving, finite or missing', async () => {
  for (const model of modelNames) {
    const servedAt = (moment: Date, rows: readonly Row[]) =>
      servingRows(
        database,
        model,
        moment,
        rows.map(({ subject_id }) => subject_id),
      );
    // leads are scored as of now, and learnt at moments of their own
    const atTheirMoments = async (rows: readonly Row[]) =>
      (await Promise.all(rows.map((row) => servedAt(row.moment, [row])))).flat();
    const training = await trainingRows(database, model, asOf, { populationDays: 0 });
    assert.ok(training.length > 10, `${training.length} rows of ${model}`);
    const serving = await (model === 'lead_scoring' ? atTheirMoments(training) : servedAt(asOf, training));
    const shown = (row: Row) => ({
      contact: row.contact,
      moment: row.moment,
      attributes: row.attributes,
      ...featuresOf(model, row),
    });
    assert.deepEqual(serving.map(shown), training.map(shown));
    const texts = training.flatMap(({ attributes }) => Object.values(attributes as Record<string, string>));
    assert.deepEqual([texts.includes('later'), texts.includes('1')], [true, true]);
    for (const row of training) {
      for (const [name, value] of Object.entries(featuresOf(model, row)))
        assert.ok(value === null || Number.isFinite(value), `${model}.${name} is ${value}`);
      assert.ok(Number.isFinite(row.label));
    }
  }
});

test('a contact with no activity has a row of finite or missing values too', async () => {
  const [{ id }] = await database.query<{ id: number }>(
    `insert into contacts (external_id, created_at) values ('quiet', $1) returning id`,
    [new Date(asOf.getTime() - 1)],
  );
  const [row] = await servingRows(database, 'churn', asOf, [id]);
  const values = Object.entries(featuresOf('churn', row));
  assert.deepEqual(
    values.filter(([, value]) => value === null).map(([name]) => name),
    ['last_sentiment'],
  );
  assert.ok(values.every(([, value]) => value === null || Number.isFinite(value)));
});

/** What may happen at as-of or later to a randomly chosen contact or lead. */
type Happening = { readonly what: string; readonly contact: number; readonly lead: number; readonly minutes: number };

const statements: Readonly<Record<string, string>> = {
  writes: `insert into messages (external_id, contact_id, direction, sentiment, text, sent_at) values ($4, $1, 'inbound', -1, 'No?', $3)`,
  'is written to': `insert into messages (external_id, contact_id, direction, text, sent_at) values ($4, $1, 'outbound', 'Hello', $3)`,
  clicks: `insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at)
    select $4, $1, id, 'clicked', $3 from campaigns`,
  'receives a campaign': `insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at)
    select $4, $1, id, 'delivered', $3 from campaigns`,
  unsubscribes: `insert into campaign_events (external_id, contact_id, campaign_id, type, occurred_at)
    select $4, $1, id, 'unsubscribed', $3 from campaigns`,
  buys: `insert into purchases (external_id, contact_id, lead_id, amount, purchased_at) values ($4, $1, $2, 999, $3)`,
  'opens a ticket': `insert into support_tickets (external_id, contact_id, category, severity, opened_at) values ($4, $1, 'complaint', 3, $3)`,
  'opens a conversation': `insert into conversations (external_id, contact_id, opened_at) values ($4, $1, $3)`,
  'becomes a lead': `insert into leads (external_id, contact_id, created_at) values ($4, $1, $3)`,
  'opts out': `update contacts set opted_in = false where id = $1`,
  'opts in': `update contacts set opted_in = true where id = $1`,
  'changes its profile': `update contacts set name = $4, email = null, timezone = 'Asia/Tokyo', language = 'xx' where id = $1`,
  'says how large it is': `insert into contact_attributes (contact_id, name, valid_from, value, dated) values ($1, 'Size', $3, $4, true)
    on conflict do nothing`,
  'has its budget changed': `insert into lead_attributes (lead_id, name, valid_from, value, dated) values ($2, 'Budget', $3, $4, true)
    on conflict do nothing`,
  'converts as a lead': `update leads set converted_at = $3, order_value = 5, stage = 'won' where id = $2`,
  'is lost as a lead': `update leads set stage = 'lost' where id = $2`,
  'is rated as a lead': `update leads set score = 100, scored_at = $3 where id = $2`,
  'has its tickets closed': `update support_tickets set state = 'closed', closed_at = $3 where contact_id = $1 and opened_at < $3`,
  'has its tickets opened again': `update support_tickets set state = 'open', closed_at = null where contact_id = $1 and opened_at < $3`,
  'has its conversations closed': 'update conversations set closed_at = $3 where contact_id = $1 and opened_at < $3',
};

const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom(...Object.keys(statements)),
  contact: fc.integer({ min: 1, max: counts.contacts }),
  lead: fc.integer({ min: 1, max: counts.leads }),
  minutes: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 * 24 * 40 })),
});

test('nothing that happens at the moment or after it changes a feature, or the list of subjects worth a prediction', async () => {
  const known = await database.withClient(allKnown);
  const nextMinute = new Date(asOf.getTime() + 60_000);
  const wholeStory = Object.keys(statements).map((what, at) => ({ what, contact: at + 1, lead: at + 1, minutes: 0 }));
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 40 }), async (happenings) => {
      const later = await database.withClient(async (client) => {
        await client.query('begin');
        try {
          for (const [at, each] of happenings.entries()) await happen(client, each, at);
          if (happenings === wholeStory) assert.notDeepEqual(await allKnown(client, nextMinute), known);
          return await allKnown(client);
        } finally {
          await client.query('rollback');
        }
      });
      assert.deepEqual(later, known);
    }),
    { numRuns: 20, seed: 7, examples: [[wholeStory]] },
  );
});

async function happen(client: pg.PoolClient, { what, contact, lead, minutes }: Happening, at: number): Promise<void> {
  const moment = new Date(asOf.getTime() + 60_000 * minutes);
  const parameters = `with parameters as (select $1::bigint, $2::bigint, $3::timestamptz, $4::text)`;
  const name = `perhaps-${at}-`;
  await client.query(`select set_config('perennial.changed_at', $1, true)`, [moment.toISOString()]);
  const sql = statements[what].replace(/select \$4,/, 'select $4 || id,');
  await client.query(`${parameters} ${sql}`, [contact, lead, moment, name]);
}

async function allKnown(client: pg.PoolClient, moment = asOf): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const model of modelNames) {
    const definition = modelDefinition(model);
    const sql = servingQuery(definition, definition.features, attributeNames[model]);
    const { rows } = await client.query(sql, [moment, subjects[model]]);
    assert.equal(rows.length, subjects[model].length);
    const eligible = await client.query(eligibleQuery(definition), [moment, null, 14]);
    assert.ok(eligible.rows.length > 5, `${eligible.rows.length} to predict for ${model}`);
    found[model] = { features: rows.map((row) => [featuresOf(model, row), row.attributes]), eligible: eligible.rows };
  }
  return found;
}
