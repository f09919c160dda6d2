import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import type { Act } from '../../../domain/access/actor.ts';
import { carryOnErasures, type EraseOptions, erasePerson } from '../../../ingest/erase/erase-person.ts';
import { utc } from '../../../ingest/fields/moment-text.ts';
import { takeDeliveries } from '../../../ingest/hooks/take-deliveries.ts';
import { findContact } from '../../../ingest/identity/find-contact.ts';
import { plainRecord } from '../../../ingest/upsert/plain-record.ts';
import { upsertRecords } from '../../../ingest/upsert/upsert-records.ts';
import { createMailbox } from '../../../mail/mailer.ts';
import { recordAct } from '../../../store/access/audit.ts';
import { mergeContacts } from '../../../store/crm/merge-contacts.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { exportPerson } from '../../../store/erasures/export-person.ts';
import { scrubbedPlaces } from '../../../store/erasures/scrub-rows.ts';
import { addHook, findHook } from '../../../store/hooks/hooks.ts';
import { storeDeliveries } from '../../../store/hooks/inbox.ts';
import { openTestDatabase } from '../../store/test-database.ts';

const database = await openTestDatabase();
const now = new Date('2026-11-01T12:00:00Z');
const key = randomBytes(32);
const settings = { timezone: 'UTC', readErasureKey: () => key };
const act: Act = {
  actor: { kind: 'cli', id: null, name: 'boss', role: 'admin' },
  operation: 'erasePerson',
  target: null,
};

let options: EraseOptions;
beforeEach(async () => {
  await database.query('truncate contacts, campaigns, conversations, hooks, outbox, outbox_sequences cascade');
  await database.query(
    'truncate parked_rows, row_changes, import_batches, upsert_answers, contact_merges, erasures, erased_keys, mails cascade',
  );
  const folder = await mkdtemp(join(tmpdir(), 'perennial-erase-'));
  options = {
    logFolder: join(folder, 'logs'),
    mailboxFolder: join(folder, 'mailbox'),
    uploadFolder: join(folder, 'uploads'),
    readErasureKey: () => key,
    replaceGoldenRows: async () => 0,
  };
});

type Row = readonly [Parameters<typeof plainRecord>[0], Parameters<typeof plainRecord>[1]];

async function upsert(...rows: readonly Row[]): Promise<string[]> {
  const records = rows.map(([table, row]) => plainRecord(table, row, { source: '', zone: utc }));
  const { results } = await inTransaction(database, (client) =>
    upsertRecords(client, records, { origin: 'api', label: 'rows', settings, now }),
  );
  return results.map(({ status }) => status);
}

async function erase(named: string) {
  return await erasePerson(database, (await findContact(database, named)).id, act, options);
}

const words = ['contact-ann-77', '+15550100001', '15550100001', 'ann.smith@example.com', 'Where is my parcel today?'];
const ann: Row = [
  'contacts',
  {
    external_id: 'contact-ann-77',
    name: 'Ann Smith',
    phone: '+15550100001',
    email: 'ann.smith@example.com',
    created_at: '2026-01-01',
  },
];
const bob: Row = [
  'contacts',
  { external_id: 'contact-bob-78', name: 'Bob', phone: '+15550100002', created_at: '2026-01-01' },
];
const of = (contact: string, id: string): Row[] => [
  ['leads', { external_id: `lead-${id}`, contact, created_at: '2026-02-01' }],
  ['conversations', { external_id: `talk-${id}`, contact, opened_at: '2026-02-01' }],
  [
    'messages',
    {
      external_id: `message-${id}`,
      contact,
      conversation: `talk-${id}`,
      direction: 'inbound',
      text: 'Where is my parcel today?',
      sent_at: '2026-02-02',
    },
  ],
  ['purchases', { external_id: `order-${id}`, contact, amount: 10, currency: 'USD', purchased_at: '2026-02-03' }],
];

/** Every row of every table, as text. */
async function everything(): Promise<string> {
  const tables = await database.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_schema in ('public', 'simulation') and table_type = 'BASE TABLE'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query<{ row: string }>(`select t::text as row from ${name} as t`);
    for (const { row } of rows)
      texts.push(
        `${name} ${row.replace(/\\\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('utf8'))}`,
      );
  }
  return texts.join('\n');
}

function assertAbsent(text: string, absent: readonly string[] = words): void {
  for (const word of absent) {
    const at = text.indexOf(word);
    assert.equal(at, -1, `${word} stands in ${text.slice(Math.max(0, at - 200), at + 100)}`);
  }
}

test('nothing in any table, log, mail or file names a person who was erased, and the others stay', async () => {
  await upsert(ann, ...of('contact-ann-77', 'a1'), bob, ...of('contact-bob-78', 'b1'));
  await upsert(['contacts', { external_id: 'old-ann-99', email: 'ann@work.example', created_at: '2025-12-01' }]);
  const id = async (named: string) => (await findContact(database, named)).id;
  const [survivorId, mergedId] = [await id('contact-ann-77'), await id('old-ann-99')];
  await inTransaction(database, (client) =>
    mergeContacts(client, { survivorId, mergedId, actor: 'boss', reason: 'old-ann-99 is contact-ann-77' }),
  );
  await upsert([
    'messages',
    {
      external_id: 'm-early',
      contact: '+15550100001',
      conversation: 'talk-none',
      direction: 'inbound',
      sent_at: '2026-03-01',
    },
  ]);
  await upsert([
    'campaign_events',
    { external_id: 'ev-1', contact: 'contact-ann-77', campaign: 'none', type: 'sent', occurred_at: '2026-03-01' },
  ]);
  await recordAct(database, {
    ...act,
    operation: 'mergeContacts',
    target: 'contact-ann-77',
    details: { merged: 'old-ann-99' },
  });
  await database.query(
    `insert into import_batches (file, content_hash, mapping, report) values ('a.csv', '', 'x', $1), ('b.csv', '', 'x', '{"read": 7}')`,
    [JSON.stringify({ causes: [{ example: 'phone "+15550100001" of contact-ann-77 is odd' }] })],
  );
  await database.query(
    `insert into outbox_sequences (subject, last) values ('contact/contact-ann-77', 3), ('lead/lead-a1', 1)`,
  );
  await database.query(
    `insert into outbox (type, subject, sequence, contact, data, happened_at) values
     ('lead.became_hot', 'lead/lead-a1', 1, 'contact-ann-77', '{"lead": "lead-a1"}', now()), ('lead.became_hot', 'lead/lead-b1', 1, 'contact-bob-78', '{}', now())`,
  );
  await database.query(
    `insert into outcomes (id, model, subject, converted, occurred_at) values ('o1', 'churn', 'contact-ann-77', true, now())`,
  );
  await database.query(
    `insert into work_actions (model, subject, kind, actor, occurred_at) values ('lead_scoring', 'lead-a1', 'called', 'boss', now())`,
  );
  await database.query(
    `insert into mails (key, message_id, recipient, subject, body) values ('k', 'm', 'boss@x.example', 'Hot', 'Call Ann Smith, +15550100001')`,
  );
  const mailbox = createMailbox(options.mailboxFolder, 'p@x.example');
  const mail = {
    messageId: '<1@x>',
    to: 'boss@x.example',
    subject: 'Hot: Ann Smith ✓',
    text: 'Größe',
    html: '<p>contact-ann-77 ä</p>',
    charts: [],
    thread: [],
  };
  await mailbox.send(mail);
  await mailbox.send({ ...mail, messageId: '<2@x>', subject: 'Hot', html: null });
  mailbox.close();
  await mkdir(options.logFolder, { recursive: true });
  const line = '{"msg":"größe","contact":"contact-ann-77","phone":"15550100001","count":7}';
  await writeFile(join(options.logFolder, 'workers.log.1'), `${line}\nsomething else\n`);
  const upload = randomUUID();
  await database.query(
    `insert into uploads (id, name, byte_count, uploaded_by, uploaded_at, state, step, begun_at) values ($1, 'c.csv', 10, 'boss', now(), 'waiting', 'inspect', now())`,
    [upload],
  );
  await mkdir(join(options.uploadFolder, upload), { recursive: true });
  await writeFile(join(options.uploadFolder, upload, 'c.csv'), 'id,phone\r\ncontact-ann-77,+15550100001\r\n');
  await writeFile(
    join(options.uploadFolder, upload, 'c.csv.rejects.csv'),
    'id,text\r\ncontact-ann-77,"a\nb"\r\nother,c\r\n',
  );

  const known = await findContact(database, 'contact-ann-77');
  const exported = (await exportPerson(database, known, now))?.tables ?? {};
  assert.deepEqual(
    ['contacts', 'contact_identities', 'leads', 'messages', 'purchases', 'outcomes', 'work_actions', 'merges'].map(
      (table) => exported[table]?.length,
    ),
    [1, exported.contact_identities?.length, 1, 2, 1, 1, 1, 1],
  );
  assert.equal(exported.events_to_destinations?.length, 1);
  assertAbsent(JSON.stringify(exported), ['contact-bob-78', 'lead-b1']);

  const { counts } = await erase('+1 555 010-0001');

  assertAbsent(await everything(), [
    ...words.slice(0, 4),
    'old-ann-99',
    'ann@work.example',
    'lead-a1',
    'message-a1',
    'order-a1',
    'Ann Smith',
  ]);
  assert.equal((await everything()).match(/Where is my parcel today\?/g)?.length, 1, 'what somebody else wrote stays');
  assert.deepEqual(await database.query('select external_id as id from leads'), [{ id: 'lead-b1' }]);
  assert.deepEqual(await database.query('select subject from outbox'), [{ subject: 'lead/lead-b1' }]);
  assert.deepEqual(await readdir(options.mailboxFolder), ['2_x.eml']);
  const [log = '', other] = (await readFile(join(options.logFolder, 'workers.log.1'), 'utf8')).split('\n');
  assert.equal(log, '{"msg":"größe","contact":"**************","phone":"***********","count":7}');
  assert.deepEqual([Buffer.byteLength(log), other], [Buffer.byteLength(line), 'something else']);
  assert.deepEqual(await readdir(join(options.uploadFolder, upload)), ['c.csv.rejects.csv']);
  assert.equal(
    await readFile(join(options.uploadFolder, upload, 'c.csv.rejects.csv'), 'utf8'),
    'id,text\r\nother,c\r\n',
  );
  assert.deepEqual(
    [
      counts.contacts,
      counts.leads,
      counts.messages,
      counts.outcomes,
      counts['rows that waited'],
      counts['mails in the mailbox'],
      counts['lines of logs'],
    ],
    [1, 1, 2, 1, 1, 1, 1],
  );
  const [audited] = await database.query<{ details: { erased: object } }>(
    `select details from audit_log where operation = 'erasePerson' order by id desc limit 1`,
  );
  assert.deepEqual(audited?.details.erased, counts);
  await assert.rejects(database.query(`update audit_log set actor = 'nobody'`), /only ever added to/);
});

test('nobody comes back by rows, links or a conversation of theirs, and each is counted', async () => {
  await upsert(ann, ...of('contact-ann-77', 'a1'));
  await erase('contact-ann-77');
  const message = { external_id: 'm9', direction: 'inbound', text: 'Me again, hello', sent_at: '2026-05-01' } as const;
  const statuses = await upsert(
    ann,
    ...of('contact-ann-77', 'a1'),
    ['contacts', { external_id: 'shop-5', email: 'Ann.Smith@example.com', created_at: '2026-05-01' }],
    ['messages', { ...message, contact_phone: '+1 555 010 0001' }],
    ['messages', { ...message, external_id: 'm10', conversation: 'talk-a1' }],
    ['messages', { ...message, external_id: 'm11', conversation: 'talk-new' }],
    ['conversations', { external_id: 'talk-new', contact: 'shop-5', opened_at: '2026-05-01' }],
    ['lead_stages', { lead: 'lead-a1', stage: 'won', at: '2026-05-01' }],
    ['leads', { external_id: 'lead-broken', contact: 'contact-ann-77', stage: 'nonsense', created_at: '2026-05-01' }],
    bob,
  );
  assert.deepEqual(statuses, [...statuses.slice(0, -1).map(() => 'erased'), 'inserted']);
  assert.equal(statuses.length, 13);
  assertAbsent(await everything(), [...words, 'shop-5', 'talk-new', 'Me again']);
});

test('what waited for a row of theirs goes when that row comes', async () => {
  await upsert(ann);
  await erase('contact-ann-77');
  const waiting: Row = [
    'messages',
    { external_id: 'm9', conversation: 'talk-9', direction: 'inbound', text: 'Early bird word', sent_at: '2026-05-01' },
  ];
  assert.deepEqual(await upsert(waiting), ['parked'], 'nobody can tell yet');
  assert.deepEqual(
    await upsert(['conversations', { external_id: 'talk-9', contact: 'contact-ann-77', opened_at: '2026-05-01' }]),
    ['erased'],
  );
  assert.deepEqual(await database.query('select 1 from parked_rows'), []);
});

test('who shares a phone with somebody who was erased stays, and can go on writing', async () => {
  await upsert(ann, ['contacts', { external_id: 'shop:1', email: 'eve@example.com', created_at: '2026-01-01' }]);
  await erase('ann.smith@example.com');
  const statuses = await upsert(
    ['contacts', { external_id: 'shop:1', phone: '+15550100001', created_at: '2026-01-01' }],
    [
      'messages',
      {
        external_id: 'm1',
        contact: 'shop:1',
        contact_phone: '+15550100001',
        direction: 'inbound',
        sent_at: '2026-05-01',
      },
    ],
    ann,
  );
  assert.deepEqual(statuses, ['updated', 'inserted', 'erased']);
  const both = { phone: '+15550100003', created_at: '2026-01-01' };
  await upsert(['contacts', { external_id: 'x-1', ...both }], ['contacts', { external_id: 'x-2', ...both }]);
  await erase('x-1');
  assert.deepEqual(
    await upsert(
      ['contacts', { external_id: 'x-1', ...both }],
      [
        'messages',
        {
          external_id: 'm2',
          contact: '+15550100003',
          contact_phone: '+15550100003',
          direction: 'inbound',
          sent_at: '2026-05-01',
        },
      ],
    ),
    ['erased', 'inserted'],
  );
});

test('a webhook about them is emptied, before it is read and after, and other people’s stay', async () => {
  const hook = { name: 'shop', kind: 'standard', ids: 'shop', secret: { env: 'X' }, verifyToken: null } as const;
  await addHook(database, hook);
  const post = (deliveryId: string, id: string, type = 'contacts.updated') => ({
    ...{ source: 'shop', deliveryId, headers: {} },
    body: Buffer.from(
      JSON.stringify({
        type,
        timestamp: '2026-05-01T00:00:00Z',
        data: { external_id: id, phone: id === '7' ? '15550100001' : '15550100002' },
      }),
    ),
  });
  await upsert(['contacts', { external_id: 'shop:7', phone: '+15550100001', created_at: '2026-01-01' }]);
  await storeDeliveries(database, [post('one', '7'), post('two', '8')]);
  await erase('shop:7');
  const known = await findHook(database, 'shop');
  assert.ok(known !== null);
  await storeDeliveries(database, [
    post('three', '7'),
    post('four', '7', 'somebody.sneezed'),
    post('five', '8', 'somebody.sneezed'),
  ]);
  const take = { settings, now, count: 10, bytes: 1_000_000 };
  await takeDeliveries(database, known, take);
  const kept = await database.query<{ id: string; bytes: number }>(
    'select delivery_id as id, octet_length(body) as bytes from hook_deliveries order by hook_deliveries.id',
  );
  assert.deepEqual(
    kept.map(({ id, bytes }) => [id, bytes > 0]),
    [
      ['one', false],
      ['two', true],
      ['three', false],
      ['four', false],
      ['five', true],
    ],
  );
  assertAbsent(await everything(), ['15550100001']);
});

test('an erasure that broke off is carried on: before the tables were done, and after them', async () => {
  await upsert(ann, bob);
  const broken = { ...options, replaceGoldenRows: () => Promise.reject(new Error('the power went')) };
  const { id } = await findContact(database, 'contact-ann-77');
  await assert.rejects(erasePerson(database, id, act, broken), /the power went/);
  assert.deepEqual(await database.query('select state from erasures'), [{ state: 'rows_gone' }]);
  const other = (await findContact(database, 'contact-bob-78')).id;
  await database.query(`insert into erasures (id, contact_id, act) values ($1, $2, $3)`, [
    randomUUID(),
    other,
    JSON.stringify(act),
  ]);
  assert.equal(await carryOnErasures(database, options), 2);
  assert.deepEqual(await database.query('select state, traces, contact_id from erasures'), [
    { state: 'done', traces: null, contact_id: null },
    { state: 'done', traces: null, contact_id: null },
  ]);
  assert.deepEqual(await database.query('select 1 from contacts'), []);
  assertAbsent(await everything());
});

test('without the key, or with another, no rows go in once somebody was erased', async () => {
  await upsert(ann);
  await erase('contact-ann-77');
  const write = (readErasureKey: (() => Buffer) | undefined) =>
    inTransaction(database, (client) =>
      upsertRecords(client, [plainRecord('contacts', bob[1], { source: '', zone: utc })], {
        ...{
          origin: 'api',
          label: 'rows',
          now,
          settings: { timezone: 'UTC', ...(readErasureKey && { readErasureKey }) },
        },
      }),
    );
  await assert.rejects(write(undefined), { code: 'invalid_configuration' });
  await assert.rejects(
    write(() => randomBytes(32)),
    { code: 'invalid_configuration', remedy: /PERENNIAL_ERASURE_KEY/ },
  );
});

/** Columns that hold nobody: names, words and hashes of ours. What belongs to a contact goes with it, and isn't listed. */
const deleted = [
  'contacts',
  'contact_versions',
  'contact_attributes',
  'contact_identities',
  'identity_conflicts',
  'leads',
  'lead_versions',
  'lead_attributes',
  'conversations',
  'messages',
  'campaign_events',
  'purchases',
  'support_tickets',
  'support_ticket_versions',
  'predictions',
  'outcomes',
  'work_actions',
  'exposures',
  'outbox',
  'outbox_sequences',
  'import_changes',
  'waited_rows',
  'contact_merges',
  'row_changes',
  'parked_rows',
  'hook_deliveries',
  'truth',
  'erasures',
]; // prettier-ignore

test('every table that holds texts is either deleted from, scrubbed, or known to hold nobody', async () => {
  const ofNobody = [
    'alert_readings',
    'erased_keys',
    'api_tokens',
    'business',
    'campaigns',
    'champions',
    'commands',
    'concept_changes',
    'erasure_orders',
    'exchange_rates',
    'expected_firings',
    'experiment_phases',
    'hooks',
    'installation',
    'kept_answers',
    'metric_records',
    'perennial_migrations',
    'prediction_batches',
    'run_stages',
    'schedule_firings',
    'scorings',
    'sessions',
    'sign_in_links',
    'snapshots',
  ];
  const tables = await database.query<{ name: string }>(
    `select distinct table_name as name from information_schema.columns
     where table_schema in ('public', 'simulation') and data_type in ('text', 'jsonb', 'bytea', 'ARRAY') order by 1`,
  );
  const settled = new Set([...deleted, ...ofNobody, ...scrubbedPlaces.map(({ table }) => table)]);
  assert.deepEqual(
    tables.map(({ name }) => name).filter((name) => !settled.has(name)),
    [],
  );
});
