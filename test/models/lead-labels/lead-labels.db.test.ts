import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { openTestDatabase } from '../../store/test-database.ts';
import { crmRows, daysAfter, origin } from '../crm-rows.ts';
import { trainingRows } from '../feature-rows.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
beforeEach(() => crm.clear());

/** 48 h and a horizon of 30 days after leads that came at the origin. */
const closing = daysAfter(32);

async function labels(leads: readonly number[], source = 'outcomes'): Promise<(number | null)[]> {
  const rows = await trainingRows(database, 'lead_scoring', daysAfter(60), { source });
  return leads.map((lead) => rows.find((row) => row.subject_id === lead)?.label ?? null);
}

function post(lead: string, at: Date, converted = true): Promise<unknown> {
  return database.query(
    `insert into outcomes (id, model, subject, converted, occurred_at) values ($1, 'lead_scoring', $2, $3, $4)`,
    [randomUUID(), lead, converted, at],
  );
}

function recorded(lead: number, at: Date): Promise<unknown> {
  return database.query('update lead_versions set recorded_at = $2 where lead_id = $1', [lead, at]);
}

async function importedAt(at: Date, values: Record<string, string> = {}): Promise<void> {
  const { source = '', mapping = 'leads' } = values;
  await database.query(
    `insert into import_batches (file, content_hash, mapping, source, report, imported_at) values ('leads.csv', '', $1, $2, '{}', $3)`,
    [mapping, source, at],
  );
}

test('leads of a history that was imported after their windows closed have the labels of their stages', async () => {
  const stages = ['won', 'won', 'proposal', 'qualified', 'lost', 'new'];
  const leads: number[] = [];
  for (const [at, stage] of stages.entries()) {
    leads.push(await crm.lead(await crm.contact(), { stage, ...(at === 0 ? { converted_at: daysAfter(8) } : {}) }));
  }
  assert.deepEqual(await labels(leads), [70 + 10 + 7.5, 70 + 10 + 5, 60, 45, 2.5, 5]);
});

test('a stage without a date counts by its import where that was within the window', async () => {
  const since = new Date(Date.now() - 40 * 86_400_000);
  const lead = await crm.lead(await crm.contact(), { created_at: since, stage: 'qualified' });
  await database.query(`update lead_versions set valid_from = $2 where lead_id = $1 and stage = 'qualified'`, [
    lead,
    new Date(since.getTime() + 31 * 86_400_000),
  ]);
  const [row] = await trainingRows(database, 'lead_scoring', new Date(), { source: 'outcomes' });
  assert.equal(row?.label, 45);
});

test('a stage that a later import brings counts where the window was still open at the import before', async () => {
  const [known, late] = [await crm.lead(await crm.contact()), await crm.lead(await crm.contact())];
  for (const lead of [known, late]) await recorded(lead, daysAfter(1));
  await importedAt(daysAfter(1));
  async function won(lead: number, earlier: Date) {
    await importedAt(earlier);
    await crm.imported('leads', lead, { stage: 'won' }, 'leads');
    return await labels([lead]);
  }
  assert.deepEqual(await won(known, daysAfter(31)), [85]);
  // other files, and imports that were taken back, don't show the leads
  await importedAt(daysAfter(40), { mapping: 'contacts' });
  await importedAt(daysAfter(40), { source: 'hubspot' });
  await importedAt(daysAfter(41));
  await database.query('update import_batches set undone_at = now() where imported_at = $1', [daysAfter(41)]);
  assert.deepEqual(await labels([known]), [85]);
  assert.deepEqual(await won(late, daysAfter(33)), [5]);
});

test('a stage that is written without an import is dated by the write', async () => {
  const lead = await crm.lead(await crm.contact());
  await recorded(lead, origin);
  await database.query(`update leads set stage = 'won' where id = $1`, [lead]);
  assert.deepEqual(await labels([lead]), [5]);
});

test('what holds at the end of the window decides about a lead that is opened again', async () => {
  const won = { stage: 'won', converted_at: daysAfter(8) };
  const [inTime, late, corrected, undated, cleared] = await Promise.all(
    [won, won, won, { stage: 'won' }, { converted_at: daysAfter(8) }].map(async (values) =>
      crm.lead(await crm.contact(), values),
    ),
  );
  await crm.change(daysAfter(12), 'leads', inTime, { stage: 'qualified' });
  await crm.change(daysAfter(33), 'leads', late, { stage: 'lost', converted_at: null });
  await crm.imported('leads', corrected, { stage: 'lost', converted_at: null });
  await crm.imported('leads', undated, { stage: 'contacted' });
  await crm.imported('leads', cleared, { converted_at: null });
  assert.deepEqual(await labels([inTime, late, corrected, undated, cleared]), [45, 87.5, 2.5, 5, 5]);
});

test("a contact's order converts its lead, and a lead that the order names comes first", async () => {
  const contact = await crm.contact();
  const [older, newer] = [await crm.lead(contact, { created_at: daysAfter(-1) }), await crm.lead(contact)];
  await crm.purchase(contact, daysAfter(4), { lead_id: older });
  const [ofOlder, ofNewer] = await labels([older, newer]);
  assert.ok(Number(ofOlder) > 70 && ofNewer === 5, `${ofOlder}, ${ofNewer}`);
});

test('an order that names no lead converts one: the open lead that was created last before it', async () => {
  const contact = await crm.contact();
  const older = await crm.lead(contact, { created_at: daysAfter(-1) });
  const newer = await crm.lead(contact);
  const after = await crm.lead(contact, { created_at: daysAfter(5) });
  await crm.purchase(contact, daysAfter(4));
  assert.deepEqual(
    (await labels([older, newer, after])).map((label) => Number(label) >= 70),
    [false, true, false],
  );
  await crm.change(daysAfter(3), 'leads', newer, { stage: 'lost' });
  assert.deepEqual(
    (await labels([older, newer, after])).map((label) => Number(label) >= 70),
    [true, false, false],
  );
  await crm.change(daysAfter(3), 'leads', older, { stage: 'won', converted_at: daysAfter(3) });
  assert.deepEqual(await labels([newer, after]), [2.5, 5]);
});

test('of two leads that came at once, one takes the order', async () => {
  const contact = await crm.contact();
  const leads = [await crm.lead(contact), await crm.lead(contact)];
  await crm.purchase(contact, daysAfter(4));
  assert.deepEqual(
    (await labels(leads)).map((label) => Number(label) >= 70),
    [false, true],
  );
});

test('an order counts from the lead on, within the attribution window, if its money was kept', async () => {
  const bought = async (day: number, values: Record<string, unknown> = {}) => {
    const contact = await crm.contact();
    const lead = await crm.lead(contact);
    await crm.purchase(contact, daysAfter(day), values);
    return lead;
  };
  const counting = [
    await bought(0),
    await bought(14),
    await bought(4, { currency: 'EUR', rate: null }),
    await bought(4, { state: 'refunded', refunded: 4 }),
  ];
  const others = [
    await bought(-0.1),
    await bought(14.1),
    await bought(4, { amount: -10 }),
    await bought(4, { refunded: 10 }),
    await bought(4, { state: 'pending' }),
    await bought(4, { state: 'failed', rate: null }),
  ];
  assert.deepEqual(
    (await labels(counting)).map((label) => Number(label) >= 70),
    [true, true, true, true],
  );
  assert.deepEqual(await labels(others), [5, 5, 5, 5, 5, 5]);
});

test('a posted conversion counts by the end of the window, and a posted failure takes nothing back', async () => {
  const lead = (external_id: string) => crm.contact().then((contact) => crm.lead(contact, { external_id }));
  const leads = [await lead('in time'), await lead('late'), await lead('not'), await lead('both')];
  await post('in time', daysAfter(16));
  await post('late', daysAfter(33));
  await post('not', daysAfter(3), false);
  await post('both', closing);
  await post('both', closing, false);
  assert.deepEqual(await labels(leads), [85, 5, 5, 80]);
});

test("a CRM's own score is no label of a run on outcomes", async () => {
  const won = await crm.lead(await crm.contact(), { stage: 'won', converted_at: daysAfter(2), score: 4 });
  const open = await crm.lead(await crm.contact(), { score: 96 });
  const [first, second] = await labels([won, open]);
  assert.ok(Number(first) > 85 && second === 5, `${first}, ${second}`);
  assert.deepEqual(await labels([won, open], 'rating'), [4, 96]);
  assert.deepEqual(await labels([await crm.lead(await crm.contact())], 'rating'), [null]);
});
