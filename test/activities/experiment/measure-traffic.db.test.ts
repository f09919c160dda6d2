import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { measureTraffic } from '../../../activities/experiment/measure-traffic.ts';
import { gateConfig } from '../../../domain/experiment/experiment.ts';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import { type CrmRows, crmRows, daysAfter, hoursAfter, origin } from '../../models/crm-rows.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { leadLabels } from '../lead-labels.ts';
import { experimentRows } from './experiment-rows.ts';

const database = await openTestDatabase();
const crm: CrmRows = crmRows(database);
const experiment = await experimentRows(database);
beforeEach(async () => {
  await crm.clear();
  await experiment.open('churn');
});

async function measured(model: ModelName, now: Date): Promise<{ units: number; baseRate: number | null }> {
  const { unitsPerDay, baseRate } = await measureTraffic(
    { database, settings: { leadLabels } },
    { model, config: gateConfig(model), now },
  );
  return { units: unitsPerDay * 28, baseRate };
}

describe('traffic', () => {
  for (const model of modelNames) {
    it(`is zero with an unknown rate for an empty business: ${model}`, async () => {
      assert.deepEqual(await measured(model, origin), { units: 0, baseRate: null });
    });
  }

  it('of leads consists of those from the last four weeks whose outcome is known', async () => {
    // 2 days until the moment of scoring, 14 until the outcome is known
    const now = daysAfter(44);
    const contact = await crm.contact();
    await crm.lead(contact, { created_at: origin });
    await crm.lead(contact, { created_at: hoursAfter(1) });
    await crm.lead(contact, { created_at: daysAfter(10), converted_at: daysAfter(26) });
    await crm.lead(contact, { created_at: daysAfter(10), converted_at: daysAfter(27) });
    await crm.lead(contact, { created_at: daysAfter(28), converted_at: daysAfter(29) });
    await crm.lead(contact, { created_at: daysAfter(28) });
    await crm.lead(contact, { created_at: hoursAfter(28 * 24 + 1) });
    // the first came too early, the fifth converted before it could be scored, the last has no outcome yet
    assert.deepEqual(await measured('lead_scoring', now), { units: 4, baseRate: 1 / 4 });
  });

  it('of contacts at risk consists of the active ones, each counted once', async () => {
    const now = daysAfter(30);
    const contacts = await crm.contacts(4);
    await crm.inbound(contacts[0], daysAfter(-1));
    await crm.inbound(contacts[1], daysAfter(-90));
    await crm.inbound(contacts[1], daysAfter(3));
    await crm.inbound(contacts[2], daysAfter(-91));
    await crm.inbound(contacts[3], daysAfter(1));
    assert.deepEqual(await measured('churn', now), { units: 2, baseRate: 1 / 2 });
  });

  it('of messages consists of the contacts that were sent one, each counted once by its first', async () => {
    const now = daysAfter(36);
    const contacts = await crm.contacts(4);
    await crm.outbound(contacts[0], daysAfter(1));
    await crm.outbound(contacts[0], daysAfter(9));
    await crm.inbound(contacts[0], hoursAfter(9 * 24 + 1));
    await crm.outbound(contacts[1], daysAfter(28));
    await crm.inbound(contacts[1], daysAfter(29));
    await crm.outbound(contacts[2], origin);
    await crm.inbound(contacts[3], daysAfter(9));
    assert.deepEqual(await measured('engagement', now), { units: 2, baseRate: 1 / 2 });
  });

  it('is read from the log of predictions once that reaches back far enough', async () => {
    const now = daysAfter(58);
    for (const name of ['a', 'b', 'c', 'd'])
      await crm.inbound(await crm.contact({ external_id: name }), hoursAfter(-1));
    assert.deepEqual(await measured('churn', hoursAfter(30 * 24)), { units: 4, baseRate: 0 });
    await experiment.predict('engagement', 'a', null, daysAfter(-3));
    await experiment.predict('churn', 'a', null, hoursAfter(1));
    await experiment.predict('churn', 'a', null, daysAfter(2));
    await experiment.predict('churn', 'b', null, daysAfter(28));
    await experiment.predict('churn', 'c', null, hoursAfter(28 * 24 + 1));
    await experiment.post('churn', 'a', daysAfter(1));
    // not yet: its first prediction lies within the four weeks
    assert.equal((await measured('churn', now)).units, 4);
    await experiment.predict('churn', 'd', null, origin);
    assert.deepEqual(await measured('churn', now), { units: 2, baseRate: 1 / 2 });
  });
});
