import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { findFiles } from '../../ingest/find-files.ts';
import { importFiles } from '../../ingest/import-files.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import { planFiles } from '../../ingest/plan-files.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';

const database = await openTestDatabase();
const now = new Date('2026-12-01T00:00:00Z');

beforeEach(async () => {
  await database.query('truncate contacts, campaigns, import_batches, exchange_rates restart identity cascade');
  await database.query('update business set currency = null');
});

/** Imports a folder of files, some of which are mappings. */
async function load(files: Readonly<Record<string, string>>, dryRun = false): Promise<FileReport[]> {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const planned = await planFiles(findFiles([folder], true));
  return await importFiles({ database, files: planned, settings: { timezone: 'UTC' }, now, dryRun, rejectsFileOf });
}

const rejectsFileOf = (file: string) => `${file}.rejects.csv`;

function outcome({ tables }: FileReport): string[] {
  return tables.map(({ table, inserted, updated, unchanged, merged, removed }) =>
    [table, inserted, updated, unchanged, merged, removed].join(' '),
  );
}

const business = {
  'messages.csv': 'id,contact,direction,sent_at\n1,a,inbound,2026-01-02\n',
  'lead_stages.csv': 'lead,stage,at\nl,contacted,2026-01-04\n',
  'contacts.csv': 'id,created_at\na,2026-01-01\n',
  'leads.csv': 'id,contact,created_at\nl,a,2026-01-03\n',
};

test('the files of a folder go in by what they feed, contacts first and histories last', async () => {
  const reports = await load(business);
  assert.deepEqual(reports.flatMap(outcome), [
    'contacts 1 0 0 0 0',
    'leads 1 0 0 0 0',
    'messages 1 0 0 0 0',
    'lead_stages 1 0 0 0 0',
  ]);
  const again = await load(business);
  assert.deepEqual(again.flatMap(outcome), [
    'contacts 0 0 1 0 0',
    'leads 0 0 1 0 0',
    'messages 0 0 1 0 0',
    'lead_stages 0 0 1 0 0',
  ]);
});

test('in a dry run the contacts of one file are there for the next, and nothing is written', async () => {
  const reports = await load(business, true);
  assert.ok(reports.every(({ rejected, stored, batch }) => rejected === 0 && stored === 1 && batch === null));
  assert.deepEqual(await database.query('select 1 from contacts union all select 1 from import_batches'), []);
});

test('a row has all its reasons, whole records are kept out, and mended rejects go in by the same mapping', async () => {
  const mapping = `name: orders
tables:
  contacts: { external_id: who, created_at: day }
  purchases: { external_id: order, amount: amount, state: state, purchased_at: day }
`;
  const folder = temporaryFolder();
  const file = join(folder, 'orders.csv');
  writeFileSync(join(folder, 'mapping.yaml'), mapping);
  writeFileSync(
    file,
    'order;who;day;amount;state\n1;a;2026-01-02;1,50;paid\n2;b;soon;x;owed\n3;c;2026-01-03;2,50;owed\n',
  );
  const importOne = async (name: string) => {
    const planned = await planFiles([name]);
    const [report] = await importFiles({ database, files: planned, settings: { timezone: 'UTC' }, now, rejectsFileOf });
    return report;
  };
  const first = await importOne(file);
  assert.deepEqual([first.read, first.stored, first.rejected], [3, 1, 2]);
  assert.deepEqual(
    first.causes.map(({ column, rows, examples }) => [column, rows, examples.map(({ value }) => value)]),
    [
      ['state', 2, ['owed']],
      ['day', 1, ['soon']],
      ['amount', 1, ['x']],
    ],
  );
  assert.deepEqual(await database.query('select external_id from contacts'), [{ external_id: 'a' }]);
  const rejects = join(folder, 'orders.csv.rejects.csv');
  assert.equal(first.rejectsFile, rejects);
  const text = readFileSync(rejects, 'utf8');
  assert.match(
    text,
    /^order;who;day;amount;state;rejected_line;rejected_reason\r\n2;b;soon;x;owed;3;.*day.*amount.*state/,
  );
  writeFileSync(rejects, text.replaceAll(';owed;', ';paid;').replace('soon;x', '2026-01-04;9,25'));
  const second = await importOne(rejects);
  assert.deepEqual([second.stored, second.rejected, second.ignoredColumns], [2, 0, []]);
  assert.ok(!existsSync(`${rejects}.rejects.csv`));
  const amounts = await database.query<{ amount: number }>('select amount from purchases order by external_id');
  assert.deepEqual(
    amounts.map(({ amount }) => amount),
    [1.5, 9.25, 2.5],
  );
});

test('line items add up to one order, cancellations subtract, and adding up again changes nothing', async () => {
  const files = {
    'mapping.yaml': `name: lines
tables:
  contacts: { external_id: customer, created_at: day }
  purchases:
    external_id: invoice
    amount: { multiply: [quantity, price], add_up: true }
    quantity: { column: quantity, add_up: true }
    purchased_at: day
`,
    'lines.csv':
      'invoice,customer,day,quantity,price\n1,a,2026-01-02,2,3.50\n1,a,2026-01-02,1,10\n2,a,2026-01-03,-1,10\n3,b,2026-01-03,1,5\n',
  };
  const [first] = await load(files);
  assert.deepEqual(outcome(first), ['contacts 2 0 0 2 0', 'purchases 3 0 0 1 0']);
  const orders = await database.query<{ amount: number; quantity: number }>(
    'select amount, quantity from purchases order by external_id',
  );
  assert.deepEqual(
    orders.map(({ amount, quantity }) => [amount, quantity]),
    [
      [17, 3],
      [-10, -1],
      [5, 1],
    ],
  );
  const [second] = await load(files);
  assert.deepEqual(outcome(second), ['contacts 0 0 2 2 0', 'purchases 0 0 3 1 0']);
});

test('attributes: known since creation at first, dated by the import that changes them, or by their own date', async () => {
  const mapping = (at: string) => `name: people
tables:
  contacts: { external_id: id, created_at: created, attributes: '*'${at} }
`;
  const people = (rows: string, at = '') => load({ 'mapping.yaml': mapping(at), 'people.csv': rows });
  const attributes = async () =>
    (
      await database.query<{ name: string; value: string | null; dated: boolean; day: string }>(
        `select name, value, dated, to_char(valid_from at time zone 'UTC', 'YYYY-MM-DD') as day from contact_attributes order by name, valid_from`,
      )
    ).map(({ name, value, dated, day }) => `${name}=${value}@${day}${dated ? ' dated' : ''}`);
  const today = new Date().toISOString().slice(0, 10);

  const [first] = await people('id,created,plan,city\na,2026-01-01,free,\n');
  assert.equal(first.attributes, 1);
  assert.deepEqual(await attributes(), ['plan=free@2026-01-01']);
  const [same] = await people('id,created,plan,city\na,2026-01-01,free,\n');
  assert.equal(same.attributes, 0);
  await people('id,created,plan,city\na,2025-12-01,pro,Faro\n');
  assert.deepEqual(await attributes(), ['city=Faro@2025-12-01', 'plan=free@2025-12-01', `plan=pro@${today} dated`]);
  await people(
    'id,created,city,since\na,2025-12-01,Faro,2026-03-01\na,2025-12-01,Porto,2026-04-01\n',
    ', attributes_at: since',
  );
  assert.deepEqual(await attributes(), [
    'city=Faro@2026-03-01 dated',
    'city=Porto@2026-04-01 dated',
    'plan=free@2025-12-01',
    `plan=pro@${today} dated`,
  ]);
});

test('deleted rows are left out, and removed with what belongs to them where they are stored', async () => {
  await load(business);
  const [report] = await load({
    'contacts.csv': 'id,created_at,deleted\na,2026-01-01,yes\nb,2026-01-01,no\nc,2026-01-01,yes\n',
  });
  assert.deepEqual(outcome(report), ['contacts 1 0 0 0 1']);
  assert.deepEqual(report.leftOut, [{ why: 'deleted there', rows: 2 }]);
  assert.deepEqual(await database.query('select external_id from contacts'), [{ external_id: 'b' }]);
  assert.deepEqual(await database.query('select 1 from leads union all select 1 from messages'), []);
});

test('a blank cell keeps what is stored, or clears it where the mapping says so', async () => {
  const files = (rule: string, name: string) => ({
    'mapping.yaml': `name: people\ntables:\n  contacts: { external_id: id, created_at: created, name: { column: name${rule} } }\n`,
    'people.csv': `id,created,name\na,2026-01-01,${name}\n`,
  });
  const name = async () => (await database.query<{ name: string | null }>('select name from contacts'))[0]?.name;
  await load(files('', 'Ann'));
  await load(files('', ''));
  assert.equal(await name(), 'Ann');
  await load(files(', blank: clear', ''));
  assert.equal(await name(), null);
});

test('ids stand behind their source, and messages without a contact belong to that of their conversation', async () => {
  const [report] = await load({
    'mapping.yaml': `name: talks
source: chatwoot
tables:
  messages:
    external_id: id
    conversation: talk
    contact: { column: sender, when: { kind: contact } }
    direction: { column: kind, words: { contact: inbound, agent: outbound } }
    sent_at: at
  contacts: { external_id: sender, created_at: at, when: { kind: contact } }
`,
    'talks.csv': 'id,talk,sender,kind,at\n1,7,501,contact,2026-01-02\n2,7,9,agent,2026-01-03\n3,8,9,agent,2026-01-03\n',
  });
  assert.deepEqual([report.stored, report.rejected], [2, 1]);
  assert.match(report.causes[0].reason, /conversation whose contact is not known/);
  const rows = await database.query(
    `select m.external_id as message, c.external_id as contact, v.external_id as conversation from messages as m
     join contacts as c on c.id = m.contact_id join conversations as v on v.id = m.conversation_id order by 1`,
  );
  assert.deepEqual(rows, [
    { message: 'chatwoot:1', contact: 'chatwoot:501', conversation: 'chatwoot:7' },
    { message: 'chatwoot:2', contact: 'chatwoot:501', conversation: 'chatwoot:7' },
  ]);
});

test('order values of leads are kept in the own currency, and those without a rate are said', async () => {
  const leads = {
    'leads.csv':
      'id,contact,order_value,currency,created_at\nl,a,10,USD,2026-01-03\nm,a,10,USD,2026-01-03\nn,a,1000,JPY,2026-01-03\n',
  };
  const values = async () =>
    (await database.query<{ value: number }>('select order_value as value from leads order by external_id')).map(
      ({ value }) => value,
    );
  const [, first] = await load({ 'contacts.csv': 'id,created_at\na,2026-01-01\n', ...leads });
  assert.ok(first.notes.some((note) => note.startsWith('1 order values of leads in JPY were left out')));
  assert.deepEqual(await values(), [10, 10, null]);
  await load({ 'exchange_rates.csv': 'currency,valid_from,rate\nJPY,2026-01-01,0.01\n' });
  await load(leads);
  assert.deepEqual(await values(), [10, 10, 10]);
});

test('errors that a spreadsheet left in cells are blank, take nothing back, and are counted', async () => {
  const mapping = `name: all
unless: { who: null }
tables:
  contacts: { external_id: who, name: name, created_at: day, attributes: [city] }
  leads: { external_id: lead, contact: who, owner: owner, stage: { value: won }, order_value: worth, converted_at: won, created_at: day }`;
  const header = 'who,name,city,lead,owner,worth,won,day';
  const take = (...rows: string[]) => load({ 'mapping.yaml': mapping, 'all.csv': `${header}\n${rows.join('\n')}\n` });
  await take('a,Ann,Rome,l,Rita,5,2026-01-05,2026-01-02');
  const [report] = await take('a,#REF!,#N/A,l,#NAME?,#DIV/0!,#VALUE!,2026-01-02', '#N/A,Bob,,m,,,,2026-01-02');
  assert.deepEqual(
    [report.stored, report.rejected, report.leftOut, report.attributes],
    [1, 0, [{ why: 'where who is blank', rows: 1 }], 0],
  );
  assert.ok(
    report.notes.includes('6 cells hold errors of a spreadsheet, as #REF!: they count as blank.'),
    report.notes.join(),
  );
  const stored = `select c.external_id as who, c.name, l.owner, l.order_value as worth, l.converted
    from leads as l join contacts as c on c.id = l.contact_id`;
  assert.deepEqual(await database.query(stored), [{ who: 'a', name: 'Ann', owner: 'Rita', worth: 5, converted: true }]);
  const [mended] = await take('b,#1,,n,,,,2026-01-02');
  assert.ok(!mended.notes.some((note) => note.includes('spreadsheet')));
});
