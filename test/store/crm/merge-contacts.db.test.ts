import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readPhaseNumbers } from '../../../activities/experiment/phase-numbers.ts';
import type { PhaseNumbers } from '../../../domain/experiment/experiment.ts';
import { takeImportTurn } from '../../../store/crm/import-lock.ts';
import { mergeContacts } from '../../../store/crm/merge-contacts.ts';
import { unmergeContacts } from '../../../store/crm/unmerge-contacts.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { countExcluded } from '../../../store/experiments/arm-traffic.ts';
import { experimentId, experimentRows } from '../../activities/experiment/experiment-rows.ts';
import { leadLabels } from '../../activities/lead-labels.ts';
import { crmRows, daysAfter, hoursAfter, origin } from '../../models/crm-rows.ts';
import { openTestDatabase } from '../test-database.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
const experiment = await experimentRows(database);
const by = { actor: 'ann', reason: 'the same person' };

beforeEach(async () => {
  await crm.clear();
  await database.query('truncate contact_merges restart identity cascade');
});

const merge = (survivorId: number, mergedId: number) =>
  inTransaction(database, (client) => mergeContacts(client, { survivorId, mergedId, ...by }));
const unmerge = (id: number) => inTransaction(database, (client) => unmergeContacts(client, { id, ...by }));

const tables = [
  ...['contacts', 'contact_versions', 'contact_identities', 'contact_attributes', 'identity_conflicts', 'leads'],
  ...['lead_versions', 'conversations', 'messages', 'campaign_events', 'purchases', 'support_tickets'],
  ...['support_ticket_versions', 'outcomes', 'exposures'],
];

/** Every row of every table that a merge may touch. */
async function everything(): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of tables) {
    const rows = await database.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} as t order by 1`);
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** Two contacts with rows in every table. */
async function two(): Promise<[number, number]> {
  const survivor = await crm.contact({ external_id: 'hubspot:1', name: 'Ana', created_at: daysAfter(-100) });
  const merged = await crm.contact({
    ...{
      external_id: 'shopify:7',
      name: 'Ana Silva',
      phone: '+491712345678',
      country: 'DE',
      created_at: daysAfter(-200),
    },
  });
  await crm.change(daysAfter(-50), 'contacts', merged, { name: 'Ana S.' });
  const campaign = await crm.campaign();
  for (const contact of [survivor, merged]) {
    const lead = await crm.lead(contact, { created_at: daysAfter(-20) });
    await crm.change(daysAfter(-10), 'leads', lead, { stage: 'qualified' });
    await crm.inbound(contact, daysAfter(-9));
    await crm.outbound(contact, daysAfter(-8));
    await crm.event(contact, campaign, 'opened', daysAfter(-7));
    await crm.purchase(contact, daysAfter(-6), { lead_id: lead });
    await crm.ticket(contact, daysAfter(-5));
  }
  await database.query(
    `insert into conversations (external_id, contact_id, opened_at) values ('k1', $1, $2), ('k2', $3, $2)`,
    [survivor, daysAfter(-30), merged],
  );
  await database.query(
    `insert into contact_identities (kind, source, value, contact_id) values
       ('phone', '', '+491712345678', $2), ('email', '', 'ana@example.com', $1), ('id', 'odoo', 'odoo:3', $2)`,
    [survivor, merged],
  );
  await database.query(
    `insert into contact_attributes (contact_id, name, valid_from, value, dated) values
       ($1, 'plan', $3, 'pro', false), ($2, 'plan', $3, 'free', false), ($2, 'city', $3, 'Porto', false), ($2, 'city', $4, 'Faro', true)`,
    [survivor, merged, daysAfter(-90), daysAfter(-40)],
  );
  const third = await crm.contact({ external_id: 'hubspot:9' });
  await database.query(
    `insert into identity_conflicts (contact_id, other_id, kind, value) values ($1, $2, 'phone', '+491712345678'), ($3, $2, 'email', 'x@example.com')`,
    [survivor, merged, third],
  );
  await experiment.post('churn', 'shopify:7', daysAfter(-3));
  return [survivor, merged];
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail('it was not refused'),
    (refused: unknown) => refused as { code: string; message: string; remedy: string },
  );
  return `${error.code}: ${error.message} ${error.remedy}`;
}

test('the survivor keeps its ids and gets the rows, identities and attributes of the other one', async () => {
  await experiment.open('churn');
  const [survivor, merged] = await two();
  const result = await merge(survivor, merged);
  assert.deepEqual(
    { ...result, id: 0 },
    { id: 0, survivor: 'hubspot:1', merged: 'shopify:7', moved: 7, optedOut: false, excluded: 0 },
  );
  for (const table of ['leads', 'messages', 'campaign_events', 'purchases', 'support_tickets', 'conversations']) {
    const rows = await database.query<{ contact_id: number }>(`select distinct contact_id from ${table}`);
    assert.deepEqual(rows, [{ contact_id: survivor }], table);
  }
  assert.deepEqual(await database.query('select external_id from contacts order by 1'), [
    { external_id: 'hubspot:1' },
    { external_id: 'hubspot:9' },
  ]);
  assert.deepEqual(
    await database.query('select value from contact_identities where contact_id = $1 order by 1', [survivor]),
    [{ value: '+491712345678' }, { value: 'ana@example.com' }, { value: 'odoo:3' }, { value: 'shopify:7' }],
  );
  assert.deepEqual(
    await database.query('select name, value from contact_attributes where contact_id = $1 order by name, valid_from', [
      survivor,
    ]),
    [
      { name: 'city', value: 'Porto' },
      { name: 'city', value: 'Faro' },
      { name: 'plan', value: 'pro' },
    ],
  );
  assert.deepEqual(await database.query('select other_id, value from identity_conflicts'), [
    { other_id: survivor, value: 'x@example.com' },
  ]);
  assert.deepEqual(await database.query('select subject from outcomes'), [{ subject: 'hubspot:1' }]);
  assert.deepEqual(await database.query('select actor, reason, survivor, merged, undone_at from contact_merges'), [
    { ...by, survivor: 'hubspot:1', merged: 'shopify:7', undone_at: null },
  ]);
});

test('the profile of the survivor is kept with its history; only its blanks are filled, from the merge on', async () => {
  const [survivor, merged] = await two();
  const before = new Date();
  await merge(survivor, merged);
  const versions = await database.query<{
    valid_from: Date;
    name: string;
    phone: string | null;
    country: string | null;
  }>('select valid_from, name, phone, country from contact_versions where contact_id = $1 order by valid_from', [
    survivor,
  ]);
  // known since the earlier of the two was
  assert.deepEqual(versions[0], { valid_from: daysAfter(-200), name: 'Ana', phone: null, country: null });
  assert.deepEqual(
    { ...versions[1], valid_from: null },
    { valid_from: null, name: 'Ana', phone: '+491712345678', country: 'DE' },
  );
  assert.ok((versions[1]?.valid_from as Date) >= before);
  assert.equal(versions.length, 2);
});

test('who of the two wants no messages gets none, from the merge on', async () => {
  const [asked, out] = [await crm.contact(), await crm.contact({ opted_in: false })];
  const { optedOut } = await merge(asked, out);
  assert.equal(optedOut, true);
  assert.deepEqual(await database.query('select opted_in from contacts'), [{ opted_in: false }]);
  assert.deepEqual(await database.query('select opted_in from contact_versions order by valid_from'), [
    { opted_in: true },
    { opted_in: false },
  ]);
});

test('a merge that is taken back leaves every row as it was', async () => {
  await experiment.open('churn');
  const [survivor, merged] = await two();
  for (const unit of ['hubspot:1', 'shopify:7']) await experiment.expose(unit, 'champion', origin);
  await database.query(`update contacts set opted_in = false where id = $1`, [merged]);
  const before = await everything();
  const { id, moved } = await merge(survivor, merged);
  assert.notDeepEqual(await everything(), before);
  assert.deepEqual(await unmerge(id), { id, survivor: 'hubspot:1', merged: 'shopify:7', moved });
  assert.deepEqual(await everything(), before);
  assert.deepEqual(await database.query('select undone_by, undone_reason from contact_merges'), [
    { undone_by: 'ann', undone_reason: 'the same person' },
  ]);
});

test('what came and changed since stays with the survivor when the merge is taken back', async () => {
  const [survivor, merged] = await two();
  const { id } = await merge(survivor, merged);
  const message = await crm.inbound(survivor, daysAfter(1));
  await crm.change(daysAfter(1000), 'contacts', survivor, { name: 'Ana Maria' });
  await unmerge(id);
  assert.deepEqual(await database.query('select contact_id from messages where id = $1', [message]), [
    { contact_id: survivor },
  ]);
  const [contact] = await database.query('select name, phone, country from contacts where id = $1', [survivor]);
  assert.deepEqual(contact, { name: 'Ana Maria', phone: null, country: null });
  assert.deepEqual(
    await database.query('select name, phone from contact_versions where contact_id = $1 order by valid_from', [
      survivor,
    ]),
    [
      { name: 'Ana', phone: null },
      { name: 'Ana Maria', phone: null },
    ],
  );
});

test('merges upon merges are taken back from the last one', async () => {
  const [first, second] = await two();
  const third = await crm.contact({ external_id: 'third' });
  const before = await everything();
  const below = await merge(second, first);
  const between = await everything();
  const above = await merge(third, second);
  assert.match(
    await refusal(unmerge(below.id)),
    new RegExp(`^merge_conflict: Merge ${above.id} stands above merge ${below.id}.*unmerge ${above.id}$`),
  );
  await unmerge(above.id);
  assert.deepEqual(await everything(), between);
  await unmerge(below.id);
  assert.deepEqual(await everything(), before);
});

test('a merge is taken back once, and only while there is a place for both', async () => {
  const [survivor, merged] = await two();
  const { id } = await merge(survivor, merged);
  assert.match(await refusal(unmerge(id + 1)), /^merge_not_found/);
  await crm.contact({ external_id: 'shopify:7' });
  assert.match(await refusal(unmerge(id)), /^merge_conflict: There is a contact shopify:7 again/);
  await database.query(`delete from contacts where external_id = 'shopify:7'`);
  await unmerge(id);
  assert.match(await refusal(unmerge(id)), /^merge_conflict: Merge \d+ was taken back already/);
  await merge(merged, survivor);
  await database.query('delete from contacts where id = $1', [merged]);
  assert.match(await refusal(unmerge(id + 1)), /^merge_conflict: Contact shopify:7 is not there any more/);
});

test('a contact is not merged with itself, nor with one that is gone', async () => {
  const [survivor, merged] = await two();
  assert.match(await refusal(merge(survivor, survivor)), /^merge_conflict: Both are the same contact/);
  await merge(survivor, merged);
  assert.match(await refusal(merge(survivor, merged)), /^merge_conflict: One of the two contacts is not there/);
});

test('a merge waits for the import under way, which has found its contacts', async () => {
  const [survivor, merged] = await two();
  let waiting: Promise<unknown> = Promise.resolve();
  await inTransaction(database, async (importing) => {
    await takeImportTurn(importing);
    waiting = merge(survivor, merged);
    // whether it waits is what PostgreSQL says
    const asked = `select count(*) as waiters from pg_locks where locktype = 'advisory' and not granted`;
    while ((await importing.query(asked)).rows[0].waiters === 0) await setTimeout(10);
    assert.equal((await importing.query('select from contacts where id = $1', [merged])).rowCount, 1);
  });
  await waiting;
  assert.deepEqual(await database.query('select from contacts where id = $1', [merged]), []);
});

/** What a look at the phase finds of each arm. */
function countsOf({ champion, challenger }: PhaseNumbers) {
  const of = ({ exposed, units, conversions, optOuts }: PhaseNumbers['champion']) => ({
    exposed,
    units,
    conversions,
    optOuts,
  });
  return { champion: of(champion), challenger: of(challenger) };
}
const look = async () =>
  countsOf(
    await readPhaseNumbers({ database, settings: { leadLabels } }, { experimentId, phase: 1, now: daysAfter(60) }),
  );

test('a merge during an experiment changes no count of an arm but by the units that it excludes', async () => {
  await experiment.open('churn');
  const people: number[] = [];
  for (let at = 0; at < 20; at++) {
    const contact = await crm.contact({ external_id: `c${at}` });
    people.push(contact);
    await experiment.expose(`c${at}`, at % 4 === 0 ? 'challenger' : 'champion', origin, {
      champion: 0.2,
      challenger: 0.3,
    });
    if (at % 3 === 0) await crm.inbound(contact, daysAfter(2));
    if (at % 5 === 0) await crm.change(daysAfter(3), 'contacts', contact, { opted_in: false });
  }
  const before = await look();
  assert.deepEqual(before, {
    champion: { exposed: 15, units: 15, conversions: 5, optOuts: 3 },
    challenger: { exposed: 5, units: 5, conversions: 2, optOuts: 1 },
  });
  // c4: challenger, silent; c5: champion, silent, opted out
  const { id, excluded } = await merge(people[4] as number, people[5] as number);
  assert.equal(excluded, 2);
  assert.deepEqual(await look(), {
    champion: { exposed: 14, units: 14, conversions: 5, optOuts: 2 },
    challenger: { exposed: 4, units: 4, conversions: 2, optOuts: 1 },
  });
  assert.deepEqual([...(await countExcluded(database, experimentId))], [[1, 2]]);
  // the survivor writes: nothing of it reaches an arm
  await crm.inbound(people[4] as number, daysAfter(4));
  assert.equal((await look()).challenger.conversions, 2);
  await database.query('delete from messages where sent_at = $1', [daysAfter(4)]);
  await unmerge(id);
  assert.deepEqual(await look(), before);
});

test('leads of merged contacts are excluded too, those of others and of ended experiments are not', async () => {
  await experiment.open('lead_scoring');
  const [one, other, third] = [await crm.contact(), await crm.contact(), await crm.contact()];
  for (const [contact, name] of [
    [one, 'l1'],
    [other, 'l2'],
    [third, 'l3'],
  ] as const) {
    await crm.lead(contact, { external_id: name, created_at: daysAfter(-1) });
    await experiment.expose(name, 'champion', origin);
  }
  assert.equal((await merge(one, other)).excluded, 2);
  assert.deepEqual(await look(), {
    champion: { exposed: 1, units: 1, conversions: 0, optOuts: 0 },
    challenger: { exposed: 0, units: 0, conversions: 0, optOuts: 0 },
  });
  await database.query(`update experiments set state = 'ended', outcome = 'champion_kept', ended_at = $1`, [
    hoursAfter(1),
  ]);
  assert.equal((await merge(one, third)).excluded, 0);
});
