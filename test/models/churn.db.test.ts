import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openTestDatabase } from '../store/test-database.ts';
import { crmRows, daysAfter, hoursAfter, origin } from './crm-rows.ts';
import { trainingRows } from './feature-rows.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
beforeEach(() => crm.clear());

test('a contact belongs to the population if it did something itself in the 90 days before', async () => {
  const campaign = await crm.campaign();
  const [writes, clicks, buys, complains, onlySent, onlyOpens, tooEarly, atTheEdge] = await crm.contacts(8);
  const unborn = await crm.contact({ created_at: origin });
  await crm.inbound(writes, daysAfter(-1));
  await crm.event(clicks, campaign, 'clicked', daysAfter(-2));
  await crm.purchase(buys, daysAfter(-89));
  await crm.ticket(complains, daysAfter(-3));
  await crm.outbound(onlySent, daysAfter(-1));
  await crm.event(onlyOpens, campaign, 'opened', daysAfter(-1));
  await crm.purchase(tooEarly, daysAfter(-91));
  await crm.purchase(atTheEdge, daysAfter(-90));
  await crm.inbound(unborn, hoursAfter(-1));

  const population = async (populationDays: number) =>
    (await trainingRows(database, 'churn', origin, { populationDays })).map(({ subject_id }) => subject_id);
  assert.deepEqual(await population(90), [writes, clicks, buys, complains, atTheEdge]);
  assert.deepEqual(await population(0), [writes, clicks, buys, complains, onlySent, onlyOpens, tooEarly, atTheEdge]);
});

test('a contact has churned when nothing came from it within the horizon', async () => {
  const campaign = await crm.campaign();
  const stories: [story: string, churned: number, tell: (contact: number) => Promise<unknown>][] = [
    ['silent', 1, async () => {}],
    ['wrote on the last day', 0, (contact) => crm.inbound(contact, daysAfter(30))],
    ['wrote a day late', 1, (contact) => crm.inbound(contact, daysAfter(31))],
    ['clicked', 0, (contact) => crm.event(contact, campaign, 'clicked', daysAfter(5))],
    ['bought', 0, (contact) => crm.purchase(contact, daysAfter(5))],
    ['opened a ticket', 0, (contact) => crm.ticket(contact, daysAfter(5))],
    ['was written to', 1, (contact) => crm.outbound(contact, daysAfter(5))],
    ['opened a campaign', 1, (contact) => crm.event(contact, campaign, 'opened', daysAfter(5))],
    ['unsubscribed', 1, (contact) => crm.event(contact, campaign, 'unsubscribed', daysAfter(5))],
    ['wrote at that very moment', 1, (contact) => crm.inbound(contact, origin)],
  ];
  for (const [story, , tell] of stories) await tell(await crm.contact({ external_id: story }));
  const rows = await trainingRows(database, 'churn', origin, { populationDays: 0 });
  assert.deepEqual(
    rows.map(({ contact, label }) => [contact, label]),
    stories.map(([story, churned]) => [story, churned]).toSorted(),
    'in the order of external ids',
  );
});

test('tickets and consent have the state that they had at the moment', async () => {
  const contact = await crm.contact();
  const ticket = await crm.ticket(contact, daysAfter(-5), { category: 'complaint', severity: 3 });
  await crm.change(daysAfter(-1), 'support_tickets', ticket, { state: 'closed', closed_at: daysAfter(-1) });
  await crm.change(daysAfter(-2), 'contacts', contact, { opted_in: false });
  async function known(asOf: Date) {
    const [row] = await trainingRows(database, 'churn', asOf, { populationDays: 0 });
    return [row.open_tickets_log !== 0, row.opted_in, row.ticket_severity, row.complaints_log !== 0];
  }
  assert.deepEqual(await known(daysAfter(-4)), [true, 1, 3, true]);
  assert.deepEqual(await known(daysAfter(-2)), [true, 1, 3, true]);
  assert.deepEqual(await known(hoursAfter(-47)), [true, 0, 3, true]);
  assert.deepEqual(await known(origin), [false, 0, 3, true]);
});

test('unsubscribing counts as opting out until the business notes opt-outs itself', async () => {
  const campaign = await crm.campaign();
  const contact = await crm.contact();
  await crm.event(contact, campaign, 'unsubscribed', daysAfter(-9));
  async function optedIn(asOf: Date) {
    return (await trainingRows(database, 'churn', asOf, { populationDays: 0 }))[0].opted_in;
  }
  assert.equal(await optedIn(daysAfter(-9)), 1);
  assert.equal(await optedIn(daysAfter(-8)), 0);
  await crm.change(daysAfter(-6), 'contacts', contact, { opted_in: false });
  await crm.change(daysAfter(-4), 'contacts', contact, { opted_in: true });
  assert.equal(await optedIn(daysAfter(-5)), 0);
  assert.equal(await optedIn(origin), 1);
});

test('recency, frequency and money are what the purchases say', async () => {
  const contact = await crm.contact();
  for (const [days, amount] of [
    [-60, 10],
    [-40, 20],
    [-20, 60],
  ] as const)
    await crm.purchase(contact, daysAfter(days), { amount, quantity: 2 });
  const [row] = await trainingRows(database, 'churn', origin);
  const expected = {
    purchase_recency_days_log: Math.log(21),
    purchases_log: Math.log(4),
    spent_log: Math.log(91),
    purchase_span_share: 40 / 60,
    tenure_days_log: Math.log(101),
    active_days_log: Math.log(4),
    recency_days_log: Math.log(21),
    order_value_log: Math.log(31),
    items_per_order_log: Math.log(3),
    purchase_gap_days_log: Math.log(1 + 70 / 3),
    purchase_overdue_log: Math.log(21) - Math.log(1 + 70 / 3),
    spend_change_log: Math.log(91),
  };
  for (const [name, value] of Object.entries(expected))
    assert.ok(Math.abs(Number(row[name]) - value) < 1e-5, `${name} is ${row[name]}, not ${value}`);
});
