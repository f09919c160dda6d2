import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeWorld } from '../../ingest/write-world.ts';
import { engagement } from '../../models/engagement/definition.ts';
import { featuresOf } from '../../serving/answers/score-rows.ts';
import { readInBusinessTime } from '../../serving/subjects/business-time.ts';
import { weekStatement, weeksOf } from '../../serving/subjects/contact-weeks.ts';
import { type PlannedRow, planStatement } from '../../serving/subjects/planned-rows.ts';
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
  const read = readInBusinessTime(database, 'Asia/Kolkata');
  const ids = (await database.query<{ id: string }>('select external_id as id from contacts')).map(({ id }) => id);
  const zones = new Map([...(await readRecipients(read, ids, now))].map(([id, { zone }]) => [id, zone]));
  const [times] = await read([weekStatement(reading, ids, now)]);
  const weeks = weeksOf(reading, times, zones, now);
  assert.equal(weeks.size, 40);
  for (const [contact, zone] of [...zones].slice(0, 12)) {
    const { slots, rowsAt } = weeks.get(contact) ?? assert.fail();
    assert.ok(slots.length >= 90 && slots.length <= 92, `${slots.length} in ${zone}`);
    const plans = [now, ...slots].map((plannedAt) => ({ contact, message: 0, moment: now, plannedAt }));
    const [rows] = await read([planStatement(reading, plans, [message])]);
    const [atOnce, ...each] = (rows as PlannedRow[]).map((row) => featuresOf(names, row));
    assert.deepEqual(rowsAt(atOnce), each);
  }
});
