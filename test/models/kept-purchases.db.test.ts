import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { writeWorld } from '../../ingest/write-world.ts';
import { keptPurchase } from '../../models/history/purchases.ts';
import { trainingQuery } from '../../models/queries/feature-query.ts';
import { modelDefinition } from '../../models/registry.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { crmRows, daysAfter, origin } from './crm-rows.ts';
import { featuresOf, trainingRows } from './feature-rows.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
beforeEach(() => crm.clear());

test('paid orders of the own currency are learnt from as plain amounts are', async () => {
  const now = new Date('2026-11-22T12:00:00Z');
  await writeWorld({ database, world: simulateWorld({ seed: 5, now, contacts: 300, conversations: 200, leads: 120 }) });
  for (const model of ['churn', 'lead_scoring'] as const) {
    const definition = modelDefinition(model);
    const { horizonDays, windowDays, populationDays } = definition;
    const parameters = [new Date('2026-10-15T00:00:00Z'), horizonDays, windowDays, populationDays];
    const query = trainingQuery(definition, definition.features);
    const plain = query.replaceAll(keptPurchase, 'true').replaceAll('p.value', 'p.amount');
    assert.notEqual(plain, query);
    const rows = await database.query(query, parameters);
    assert.ok(rows.length > 50);
    assert.deepEqual(rows, await database.query(plain, parameters));
  }
});

test('orders that came to nothing are no activity, and refunds are taken off', async () => {
  const stories: [story: string, orders: Record<string, unknown>[], purchases: number, spent: number][] = [
    ['paid', [{ amount: 100 }], 1, 100],
    ['free', [{ amount: 0 }], 1, 0],
    ['partly refunded', [{ amount: 100, refunded: 40 }], 1, 60],
    ['refunded', [{ amount: 100, refunded: 100, state: 'refunded' }], 0, 0],
    ['refunded, nobody said how much', [{ amount: 100, state: 'refunded' }], 0, 0],
    ['refunded in part', [{ amount: 100, refunded: 30, state: 'refunded' }], 1, 70],
    ['voided, pending, failed', ['voided', 'pending', 'failed'].map((state) => ({ state })), 0, 0],
    ['with a refund of its own', [{ amount: 100 }, { amount: -30 }], 1, 70],
    ['cancelled before', [{ amount: -30 }], 0, 0],
    ['in yen without a rate', [{ amount: 1500, currency: 'JPY', rate: null }, { amount: 20 }], 2, 20],
    ['in yen with a rate', [{ amount: 1500, currency: 'JPY', rate: 0.01 }], 1, 15],
  ];
  for (const [story, orders] of stories) {
    const contact = await crm.contact({ external_id: story });
    for (const order of orders) await crm.purchase(contact, daysAfter(-5), order);
    await crm.inbound(contact, daysAfter(-20));
  }
  const rows = await trainingRows(database, 'churn', origin, { populationDays: 0 });
  const told = new Map(rows.map((row) => [row.contact, featuresOf('churn', row)]));
  // features are rounded
  const whole = (story: string, name: string) => Math.round(Math.expm1(told.get(story)?.[name] ?? Number.NaN));
  for (const [story, , purchases, spent] of stories) {
    const expected = [purchases, spent, purchases > 0 ? 2 : 1];
    assert.deepEqual(
      ['purchases_log', 'spent_log', 'active_days_log'].map((name) => whole(story, name)),
      expected,
      story,
    );
  }
});
