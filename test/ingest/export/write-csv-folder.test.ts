import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { csvLine, writeCsvFolder } from '../../../ingest/export/write-csv-folder.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import { temporaryFolder } from '../../infrastructure.ts';

const now = new Date('2026-11-22T00:00:00Z');
const world = (seed: number) => simulateWorld({ seed, now, contacts: 60, conversations: 40, leads: 30 });

async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

/** Simulated texts hold no line breaks. */
function rowsOf(text: string | undefined): { header: string; rows: string[] } {
  const [header = '', ...rows] = (text ?? '').trimEnd().split('\n');
  return { header, rows };
}

test('a simulated business is written as one file per table, with its histories, in the words of import', async () => {
  const folder = join(temporaryFolder(), 'made', 'for it');
  const report = await writeCsvFolder({ folder, world: world(1) });
  const files = await contentOf(folder);
  assert.deepEqual(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, rowsOf(text).header])), {
    'campaign_events.csv': 'external_id,campaign,contact,message,type,synthetic,occurred_at',
    'campaigns.csv': 'external_id,name,kind,synthetic,started_at',
    'contact_changes.csv': 'contact,at,name,phone,email,country,language,source,timezone,opted_in',
    'contacts.csv': 'external_id,name,phone,email,country,language,source,timezone,opted_in,synthetic,created_at',
    'conversations.csv': 'external_id,contact,synthetic,opened_at,closed_at',
    'lead_stages.csv': 'lead,at,stage',
    'leads.csv':
      'external_id,contact,campaign,source,stage,score,scored_at,converted_at,order_value,synthetic,created_at',
    'messages.csv':
      'external_id,contact,conversation,campaign,direction,content_type,urgency,text,sentiment,synthetic,sent_at',
    'purchases.csv': 'external_id,contact,lead,amount,quantity,synthetic,purchased_at',
    'support_tickets.csv': 'external_id,contact,category,severity,state,synthetic,opened_at,closed_at',
    'ticket_states.csv': 'ticket,at,state',
  });
  assert.equal(rowsOf(files['contacts.csv']).rows.length, 60);
  assert.equal(rowsOf(files['messages.csv']).rows.length, report.messages);
  assert.equal(rowsOf(files['campaign_events.csv']).rows.length, report.campaignEvents);
});

test('references are external ids, moments are UTC to the millisecond, numbers are exact and nothing is a blank cell', async () => {
  const folder = temporaryFolder();
  await writeCsvFolder({ folder, world: world(1) });
  const files = await contentOf(folder);
  const ids = (name: string) => new Set(rowsOf(files[name]).rows.map((row) => row.split(',')[0]));
  for (const row of rowsOf(files['purchases.csv']).rows) {
    const [id = '', contact, lead, amount = '', quantity, synthetic, at] = row.split(',');
    assert.match(id, /^sim-1-p-\d{6}$/);
    assert.ok(ids('contacts.csv').has(contact));
    assert.ok(lead === '' || ids('leads.csv').has(lead));
    assert.equal(amount, String(Number(amount)));
    assert.match(`${quantity} ${synthetic} ${at}`, /^\d+ true \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
  const leads = rowsOf(files['leads.csv']).rows.map((row) => row.split(','));
  assert.deepEqual(new Set(rowsOf(files['lead_stages.csv']).rows.map((row) => row.split(',')[0])), ids('leads.csv'));
  const world1 = world(1).tables.find(({ name }) => name === 'leads');
  const scores = [...(world1?.rows() ?? [])].map((row) =>
    String(row[world1?.columns.findIndex(({ name }) => name === 'score') ?? 0]),
  );
  assert.deepEqual(
    leads.map((row) => row[5]),
    scores,
  );
});

test('the same seed gives the same bytes, another seed gives others', async () => {
  const [first, again, other] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  for (const [folder, seed] of [
    [first, 1],
    [again, 1],
    [other, 2],
  ] as const)
    await writeCsvFolder({ folder, world: world(seed) });
  assert.deepEqual(await contentOf(again), await contentOf(first));
  assert.notDeepEqual(await contentOf(other), await contentOf(first));
});

test('a cell with a separator, a quotation mark or a line break is quoted, and an empty text is no blank cell', () => {
  assert.equal(
    csvLine(['a,b', 'say "yes"', 'two\nlines', '', null, 'é 🌿']),
    '"a,b","say ""yes""","two\nlines","",,é 🌿\n',
  );
});

test('files are not written over unless asked', async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'leads.csv'), 'mine');
  await assert.rejects(writeCsvFolder({ folder, world: world(1) }), { code: 'invalid_input', message: /leads\.csv/ });
  assert.deepEqual(await contentOf(folder), { 'leads.csv': 'mine' });
  await writeCsvFolder({ folder, world: world(1), force: true });
  assert.equal(rowsOf((await contentOf(folder))['leads.csv']).rows.length, 30);
});

test('an export that is interrupted leaves no file', async () => {
  const folder = temporaryFolder();
  const controller = new AbortController();
  const onProgress = ({ phase }: { readonly phase: string }) => {
    if (phase === 'leads') controller.abort(new Error('enough'));
  };
  await assert.rejects(writeCsvFolder({ folder, world: world(1), onProgress, signal: controller.signal }), {
    message: 'enough',
  });
  assert.deepEqual(await readdir(folder), []);
});
