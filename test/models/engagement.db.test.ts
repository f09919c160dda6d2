import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { engagementPlanQuery } from '../../models/queries/feature-query.ts';
import { openDatabase } from '../../store/database/database.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { crmRows, daysAfter, hoursAfter, origin } from './crm-rows.ts';
import { featuresOf, type Row, trainingRows } from './feature-rows.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
beforeEach(() => crm.clear());

test('a message counts as engaged when its contact wrote within 24 hours after it', async () => {
  const [soon, last, late, simultaneous, other] = await crm.contacts(5);
  const messages = await Promise.all([soon, last, late, simultaneous].map((contact) => crm.outbound(contact, origin)));
  await crm.inbound(soon, hoursAfter(0.1));
  await crm.inbound(last, hoursAfter(24));
  await crm.inbound(late, hoursAfter(24.01));
  await crm.inbound(simultaneous, origin);
  await crm.inbound(other, hoursAfter(1));
  const rows = await trainingRows(database, 'engagement', daysAfter(2));
  const labels = new Map(rows.map(({ subject_id, label }) => [subject_id, label]));
  assert.deepEqual(
    messages.map((message) => labels.get(message)),
    [1, 1, 0, 0],
  );
});

test('only messages whose 24 hours are over are used for training', async () => {
  const message = await crm.outbound(await crm.contact(), origin);
  const learnt = async (asOf: Date) => (await trainingRows(database, 'engagement', asOf)).length;
  assert.ok(message > 0);
  assert.equal(await learnt(hoursAfter(23.99)), 0);
  assert.equal(await learnt(hoursAfter(24)), 1);
  assert.equal(await learnt(daysAfter(180.9)), 1);
  assert.equal(await learnt(daysAfter(181)), 0);
});

test("the time zone is the contact's, otherwise the business's, otherwise UTC", async () => {
  const zones = ['Asia/Kolkata', null, 'Mars/Olympus', 'PM'];
  const monday = new Date('2026-06-01T20:30:00Z');
  for (const timezone of zones) await crm.outbound(await crm.contact({ timezone }), monday);
  const hours = (rows: Row[]) =>
    rows.map((row) => {
      const turn = Math.atan2(Number(row.hour_sin), Number(row.hour_cos)) / (2 * Math.PI);
      const week = Math.atan2(Number(row.day_sin), Number(row.day_cos)) / (2 * Math.PI);
      return [Math.round(((turn + 1) % 1) * 48) / 2, Math.round(((week + 1) % 1) * 7) % 7];
    });
  assert.deepEqual(hours(await trainingRows(database, 'engagement', daysAfter(9))), [
    [2, 1],
    [20.5, 0],
    [20.5, 0],
    [20.5, 0],
  ]);
  const [{ name }] = await database.query<{ name: string }>('select current_database() as name');
  await database.query(`alter database ${name} set perennial.business_timezone = 'America/New_York'`);
  const inNewYork = await openDatabase(database.url);
  try {
    assert.deepEqual(hours(await trainingRows(inNewYork, 'engagement', daysAfter(9))).slice(0, 2), [
      [2, 1],
      [16.5, 0],
    ]);
  } finally {
    await inNewYork.close();
  }
});

test('past replies count only as far as they were known at the moment of sending', async () => {
  const contact = await crm.contact();
  await crm.outbound(contact, hoursAfter(-80), { content_type: 'promotional' });
  await crm.outbound(contact, hoursAfter(-30));
  await crm.inbound(contact, hoursAfter(-29));
  await crm.outbound(contact, hoursAfter(-2));
  await crm.outbound(contact, origin);
  await crm.inbound(contact, hoursAfter(0.5));
  const rows = await trainingRows(database, 'engagement', daysAfter(5));
  const replyRates = rows.map((row) => Number(row.reply_rate).toFixed(3));
  // smoothed towards 0.3 with the weight of two; the message of two hours ago is neither answered nor unanswered yet
  assert.deepEqual(replyRates, ['0.300', '0.200', '0.400', '0.400']);
  assert.deepEqual(
    rows.map((row) => row.in_conversation),
    [0, 0, 0, 0],
  );
  assert.equal(rows[3].unanswered_messages_log, Number(Math.log(2).toFixed(6)));
});

test('a planned message gets the row that it would get as a sent one', async () => {
  const campaign = await crm.campaign({ external_id: 'spring', kind: 'reengagement' });
  const contact = await crm.contact({ external_id: 'ada', name: 'Ada Lovelace', timezone: 'Europe/Berlin' });
  const reader = await crm.contact();
  for (const type of ['delivered', 'clicked']) await crm.event(reader, campaign, type, daysAfter(-1));
  await crm.outbound(contact, daysAfter(-3), { content_type: 'promotional' });
  await crm.inbound(contact, hoursAfter(-70), { sentiment: 0.4 });
  const text = 'Hello ada, sorry for the delay. Would you like a great gift?';
  const values = { content_type: 'promotional', text, campaign_id: campaign, urgency: 2 };
  const message = await crm.outbound(contact, origin, values);
  const rows = await trainingRows(database, 'engagement', daysAfter(5));
  const sent = rows.find(({ subject_id }) => subject_id === message);
  assert.ok(sent !== undefined);
  const [planned] = await database.query<Row>(engagementPlanQuery(), [
    ['ada'],
    [origin],
    [origin],
    [1],
    ['promotional'],
    [text],
    ['spring'],
    [2],
  ]);
  assert.deepEqual(featuresOf('engagement', planned), featuresOf('engagement', sent));
  const { greets_by_name, asks_question, sentiment, urgency, reengagement_campaign, broadcast } = planned;
  assert.deepEqual(
    { greets_by_name, asks_question, sentiment, urgency, reengagement_campaign, broadcast },
    { greets_by_name: 1, asks_question: 1, sentiment: 0, urgency: 2, reengagement_campaign: 1, broadcast: 1 },
  );
});
