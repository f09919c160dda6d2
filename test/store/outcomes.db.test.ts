import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { recordOutcomesIn } from '../../api/resources/outcomes.ts';
import { mergeContacts } from '../../store/crm/merge-contacts.ts';
import type { NewOutcome } from '../../store/crm/outcomes.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { crmRows, daysAfter } from '../models/crm-rows.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
const record = recordOutcomesIn(database);
beforeEach(async () => {
  await crm.clear();
  await database.query('truncate outcomes');
  const contact = await crm.contact({ external_id: 'anna' });
  await crm.lead(contact, { external_id: 'lead-anna' });
});

function outcome(id: string, values: Partial<NewOutcome> = {}): NewOutcome {
  return { id, model: 'churn', subject: 'anna', converted: true, occurredAt: daysAfter(1), ...values };
}

function stored(): Promise<object[]> {
  return database.query('select id, model, subject, converted, occurred_at as "occurredAt" from outcomes order by id');
}

test('outcomes are stored as they were posted', async () => {
  const posted = [outcome('a'), outcome('b', { model: 'lead_scoring', subject: 'lead-anna', converted: false })];
  assert.deepEqual(await record(posted), { accepted: 2, duplicates: 0 });
  assert.deepEqual(await stored(), posted);
});

test('a repeated outcome is a duplicate, also within one request', async () => {
  assert.deepEqual(await record([outcome('a'), outcome('a')]), { accepted: 1, duplicates: 1 });
  assert.deepEqual(await record([outcome('a'), outcome('b')]), { accepted: 1, duplicates: 1 });
  assert.deepEqual(await stored(), [outcome('a'), outcome('b')]);
});

test('an outcome without a moment that is sent again later is a duplicate, and its first arrival counts', async () => {
  const sent = (occurredAt: Date) => record([outcome('a', { occurredAt, undated: true })]);
  assert.deepEqual(await sent(daysAfter(1)), { accepted: 1, duplicates: 0 });
  assert.deepEqual(await sent(daysAfter(2)), { accepted: 0, duplicates: 1 });
  assert.deepEqual(await stored(), [outcome('a')]);
  await assert.rejects(record([outcome('a', { converted: false, undated: true })]), { details: { id: 'a' } });
});

const contradictions: Record<string, Partial<NewOutcome>> = {
  model: { model: 'engagement' },
  converted: { converted: false },
  'moment, by a millisecond': { occurredAt: new Date(daysAfter(1).getTime() + 1) },
};
for (const [what, values] of Object.entries(contradictions)) {
  test(`an id with another ${what} is refused by its name, and nothing of the request is stored`, async () => {
    await record([outcome('a')]);
    const refused = { code: 'invalid_input', message: /"a"/, details: { id: 'a' } };
    await assert.rejects(record([outcome('b'), outcome('a', values)]), refused);
    assert.deepEqual(await stored(), [outcome('a')]);
    await assert.rejects(record([outcome('c'), outcome('d'), outcome('c', values)]), { details: { id: 'c' } });
    assert.deepEqual(await stored(), [outcome('a')]);
  });
}

test("subjects that don't exist are named, and nothing of the request is stored", async () => {
  const leadOfContact = outcome('b', { model: 'lead_scoring', subject: 'anna' });
  await assert.rejects(record([outcome('a'), leadOfContact]), {
    code: 'subject_not_found',
    details: { model: 'lead_scoring', ids: ['anna'] },
  });
  assert.deepEqual(await stored(), []);
});

test('concurrent requests with the same outcomes store each one once', async () => {
  const outcomes = Array.from({ length: 200 }, (_, at) => outcome(`o-${at}`));
  const answers = await Promise.all([outcomes, outcomes.toReversed(), outcomes].map((each) => record(each)));
  assert.equal(
    answers.reduce((sum, { accepted }) => sum + accepted, 0),
    200,
  );
  assert.equal((await stored()).length, 200);
});

test('outcomes of a contact that was merged are those of its survivor, also when they are repeated', async () => {
  const merged = await crm.contact({ external_id: 'bob' });
  const [{ id: survivorId }] = await database.query<{ id: number }>(
    `select id from contacts where external_id = 'anna'`,
  );
  await record([outcome('a', { subject: 'bob' })]);
  await inTransaction(database, (client) =>
    mergeContacts(client, { survivorId, mergedId: merged, actor: 'ann', reason: 'the same person' }),
  );
  assert.deepEqual(await record([outcome('a', { subject: 'bob' }), outcome('b', { subject: 'bob' })]), {
    accepted: 1,
    duplicates: 1,
  });
  assert.deepEqual(await stored(), [outcome('a'), outcome('b')]);
});
