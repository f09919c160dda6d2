import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { leadScoring } from '../../models/lead-scoring/definition.ts';
import { eligibleQuery } from '../../models/queries/feature-query.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { crmRows, daysAfter, hoursAfter, origin } from './crm-rows.ts';
import { servingRows, trainingRows } from './feature-rows.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
beforeEach(() => crm.clear());

/** 48 h and a horizon of 30 days after the leads came. */
const closing = daysAfter(32);

async function labelOf(lead: number, asOf = closing): Promise<number | null | undefined> {
  const rows = await trainingRows(database, 'lead_scoring', asOf);
  // the rows of a lead are ordered by their moments
  return rows.find((row) => row.subject_id === lead)?.label;
}

test("a lead's label is the business's rating, given before its window closed", async () => {
  const contact = await crm.contact();
  const undated = await crm.lead(contact, { score: 83.5 });
  const inTime = await crm.lead(contact, { score: 12, scored_at: closing });
  const late = await crm.lead(contact, { score: 99, scored_at: daysAfter(33) });
  assert.equal(await labelOf(undated), 83.5);
  assert.equal(await labelOf(inTime), 12);
  assert.equal(await labelOf(late), 5);
});

test('a lead without a rating climbs a ladder of outcomes', async () => {
  const nothing = await crm.lead(await crm.contact());
  const talkative = await crm.contact();
  const replied = await crm.lead(talkative);
  await crm.inbound(talkative, hoursAfter(48));
  const qualified = await crm.lead(await crm.contact());
  await crm.change(daysAfter(10), 'leads', qualified, { stage: 'qualified' });
  const proposal = await crm.lead(await crm.contact());
  await crm.change(daysAfter(32), 'leads', proposal, { stage: 'proposal' });
  const lost = await crm.lead(await crm.contact());
  await crm.change(daysAfter(10), 'leads', lost, { stage: 'qualified' });
  await crm.change(daysAfter(12), 'leads', lost, { stage: 'lost' });
  assert.deepEqual(
    await Promise.all([nothing, replied, qualified, proposal, lost].map((lead) => labelOf(lead))),
    [5, 25, 45, 60, 22.5],
  );
});

test("a converted lead's label depends on value and speed", async () => {
  const median = await crm.lead(await crm.contact(), { converted_at: daysAfter(16), order_value: 50 });
  const big = await crm.lead(await crm.contact(), { converted_at: origin, order_value: 150 });
  const buyer = await crm.contact();
  const bought = await crm.lead(buyer);
  await crm.purchase(buyer, daysAfter(32), { lead_id: bought, amount: 50 });
  const small = await crm.lead(await crm.contact(), { converted_at: daysAfter(8), order_value: 1 });
  // the median order value of the converted leads is 50
  assert.equal(await labelOf(median), 70 + 10 + 5);
  assert.equal(await labelOf(big), 70 + 15 + 10);
  assert.equal(await labelOf(bought), 70 + 10 + 0);
  assert.ok(Math.abs(Number(await labelOf(small)) - (70 + 20 / 51 + 7.5)) < 1e-9);
});

test('what happens after the window closed changes no label', async () => {
  const contact = await crm.contact();
  const lead = await crm.lead(contact);
  await crm.inbound(contact, hoursAfter(32 * 24 + 1));
  await crm.inbound(contact, hoursAfter(47));
  await crm.change(daysAfter(33), 'leads', lead, { stage: 'won', converted_at: daysAfter(33), order_value: 10 });
  assert.equal(await labelOf(lead, daysAfter(40)), 5);
});

test('leads are used for training once their window has closed, for as long as the training window', async () => {
  const lead = await crm.lead(await crm.contact());
  assert.equal(await labelOf(lead, new Date(closing.getTime() - 1)), undefined);
  assert.equal(await labelOf(lead, closing), 5);
  assert.equal(await labelOf(lead, new Date(closing.getTime() + 180 * 86_400_000 - 1)), 5);
  assert.equal(await labelOf(lead, new Date(closing.getTime() + 180 * 86_400_000)), undefined);
});

test('features do not depend on the order in which the server adds, even where rounding has a tie to decide', async () => {
  // added from either end in floating point, these differ in the last bit, which decides the sixth decimal of their smoothed mean
  const first = [0.03, -0.65, -0.69, -0.71, -0.43, 0.86, -0.98, 0.78, -0.72, -0.55, -0.44, 0.59, -0.18, 0.09, 0.8];
  const second = [-0.1, -0.63, -0.14, 0.68, -0.33, -0.49, 0.2, -0.78, 0.93, 0.12, 0.64, 0.16, -0.96, 0.47, 0.86];
  const sentiments = [...first, ...second];
  async function meanOf(inOrder: readonly number[]) {
    const contact = await crm.contact();
    for (const [at, sentiment] of inOrder.entries()) await crm.inbound(contact, hoursAfter(at), { sentiment });
    const [row] = await servingRows(database, 'lead_scoring', hoursAfter(48), [await crm.lead(contact)]);
    return row.sentiment_mean;
  }
  assert.equal(await meanOf(sentiments), await meanOf(sentiments.toReversed()));
});

test('a lead is learnt at several moments, as far as its labels are known and while it is open', async () => {
  const days = async (lead: number, asOf: Date, source?: string) => {
    const rows = await trainingRows(database, 'lead_scoring', asOf, source === undefined ? {} : { source });
    return rows
      .filter((row) => row.subject_id === lead)
      .map(({ moment, lead_age_days_log }) => {
        const age = (moment.getTime() - origin.getTime()) / 86_400_000;
        assert.equal(Math.round(Math.expm1(Number(lead_age_days_log)) * 1000), age * 1000);
        return age;
      });
  };
  const open = await crm.lead(await crm.contact(), { score: 50 });
  assert.deepEqual(await days(open, new Date(daysAfter(32).getTime() - 1)), []);
  assert.deepEqual(await days(open, daysAfter(32)), [2]);
  assert.deepEqual(await days(open, new Date(daysAfter(50).getTime() - 1)), [2, 5, 10]);
  assert.deepEqual(await days(open, daysAfter(50)), [2, 5, 10, 20]);
  // the lead leaves the window with all of its moments
  assert.deepEqual(await days(open, daysAfter(32 + 180)), []);

  const lost = await crm.lead(await crm.contact());
  await crm.change(daysAfter(7), 'leads', lost, { stage: 'lost' });
  const converted = await crm.lead(await crm.contact(), { converted_at: daysAfter(11) });
  const atOnce = await crm.lead(await crm.contact(), { converted_at: daysAfter(1) });
  const buyer = await crm.contact();
  const bought = await crm.lead(buyer);
  await crm.purchase(buyer, daysAfter(4));
  const posted = await crm.lead(await crm.contact(), { external_id: 'posted' });
  await database.query(
    `insert into outcomes (id, model, subject, converted, occurred_at) values ('p', 'lead_scoring', 'posted', true, $1)`,
    [daysAfter(6)],
  );
  const reopened = await crm.lead(await crm.contact());
  await crm.change(daysAfter(3), 'leads', reopened, { stage: 'lost' });
  await crm.change(daysAfter(8), 'leads', reopened, { stage: 'qualified' });
  const undated = await crm.lead(await crm.contact(), { stage: 'won' });
  const found = [lost, converted, atOnce, bought, posted, reopened, undated];
  assert.deepEqual(await Promise.all(found.map((lead) => days(lead, daysAfter(60)))), [
    ...[[2, 5], [2, 5, 10], [2], [2], [2, 5], [2, 10, 20], [2]],
  ]);
});

test('each moment of a lead has a label window of its own', async () => {
  const contact = await crm.contact();
  const lead = await crm.lead(contact);
  await crm.inbound(contact, daysAfter(7));
  await crm.change(daysAfter(36), 'leads', lead, { stage: 'qualified' });
  const rows = await trainingRows(database, 'lead_scoring', daysAfter(60), { source: 'outcomes' });
  assert.deepEqual(
    rows.map(({ label }) => label),
    [25, 25, 45, 45],
  );
});

test('an old lead is listed as long as something comes from its contact', async () => {
  const at = daysAfter(40);
  const listed = async (idleDays: number) =>
    (await database.query<{ subject_id: number }>(eligibleQuery(leadScoring), [at, null, idleDays])).map(
      ({ subject_id }) => subject_id,
    );
  const [silent, talks] = [await crm.contact(), await crm.contact()];
  const old = await crm.lead(silent);
  const alive = await crm.lead(talks);
  await crm.inbound(talks, daysAfter(27));
  await crm.outbound(silent, daysAfter(39));
  const young = await crm.lead(silent, { created_at: daysAfter(10) });
  assert.deepEqual(await listed(14), [young, alive]);
  assert.deepEqual(await listed(12), [young]);
  await crm.inbound(silent, daysAfter(39.9));
  assert.deepEqual(await listed(12), [young, old]);
});

test('a lead is scored with what is known so far', async () => {
  const contact = await crm.contact();
  const lead = await crm.lead(contact);
  await crm.inbound(contact, hoursAfter(1));
  await crm.inbound(contact, hoursAfter(3));
  await crm.inbound(contact, hoursAfter(60));
  const clickers = await crm.campaign();
  await crm.event(contact, clickers, 'clicked', hoursAfter(2));
  async function at(now: Date) {
    const [row] = await servingRows(database, 'lead_scoring', now, [lead]);
    return [row.moment, Math.round(Math.expm1(Number(row.lead_inbound_log))), row.lead_clicks_log];
  }
  assert.deepEqual(await at(hoursAfter(2)), [hoursAfter(2), 1, 0]);
  assert.deepEqual((await at(hoursAfter(47))).slice(0, 2), [hoursAfter(47), 2]);
  assert.deepEqual((await at(hoursAfter(500))).slice(0, 2), [hoursAfter(500), 3]);
  assert.deepEqual(await servingRows(database, 'lead_scoring', origin, [lead]), []);
});
