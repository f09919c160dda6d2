import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSummary } from '../../store/crm/data-summary.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();

test("the summary counts simulated rows and the business's own rows separately", async () => {
  await database.query(
    `insert into contacts (external_id, synthetic, created_at) values ('real', false, now()), ('made up', true, now())`,
  );
  await database.query(
    `insert into leads (external_id, contact_id, converted_at, synthetic, created_at)
     select external_id, id, case when synthetic then now() end, synthetic, created_at from contacts`,
  );
  const none = { conversations: 0, messages: 0, campaigns: 0, campaignEvents: 0, purchases: 0, tickets: 0 };
  assert.deepEqual(await dataSummary(database), {
    contacts: 2,
    leads: 2,
    leadsConverted: 1,
    ...none,
    synthetic: { contacts: 1, leads: 1, leadsConverted: 1, ...none },
    real: { contacts: 1, leads: 1, leadsConverted: 0, ...none },
  });
});
