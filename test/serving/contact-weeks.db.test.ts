import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeWorld } from '../../ingest/write-world.ts';
import { engagement } from '../../models/engagement/definition.ts';
import { featuresOf } from '../../serving/answers/score-rows.ts';
import { queryInBusinessTime } from '../../serving/subjects/business-time.ts';
import { readContactWeeks } from '../../serving/subjects/contact-weeks.ts';
import { plannedRows } from '../../serving/subjects/planned-rows.ts';
import { readRecipients } from '../../serving/subjects/recipients.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { openTestDatabase } from '../store/test-database.ts';

const now = new Date('2026-10-23T12:34:56Z');
// not all features, and in another order: a version reads what it was trained on
const names = engagement.features
  .map(({ name }) => name)
  .filter((name) => name !== 'working_hours')
  .reverse();
const reading = { definition: engagement, names, attributes: [] };
const message = { content_type: 'promotional', text: 'A great offer for you?', urgency: 1 } as const;

test("every slot of a contact's week has the row that is computed for exactly that hour, even when the clocks change", async () => {
  const database = await openTestDatabase();
  await writeWorld({ database, world: simulateWorld({ seed: 3, now, contacts: 40, conversations: 60, leads: 10 }) });
  // the week of 25 October, when Berlin's clocks go back
  await database.query(`update contact_versions set timezone = 'Europe/Berlin' where contact_id % 2 = 0`);
  const query = queryInBusinessTime(database, 'Asia/Kolkata');
  const ids = (await database.query<{ id: string }>('select external_id as id from contacts')).map(({ id }) => id);
  const recipients = [...(await readRecipients(query, ids, now)).values()];
  const weeks = await readContactWeeks(query, reading, recipients, now);
  assert.equal(weeks.size, 40);
  for (const { key, zone } of recipients.slice(0, 12)) {
    const { slots, rowsAt } = weeks.get(key) ?? assert.fail();
    assert.ok(slots.length >= 90 && slots.length <= 92, `${slots.length} in ${zone}`);
    const plans = [now, ...slots].map((plannedAt) => ({ contact: key, message: 0, moment: now, plannedAt }));
    const [atOnce, ...each] = (await plannedRows(query, reading, plans, [message])).map((row) =>
      featuresOf(names, row),
    );
    assert.deepEqual(rowsAt(atOnce), each);
  }
});
