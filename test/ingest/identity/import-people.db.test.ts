import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { importFiles } from '../../../ingest/import-files.ts';
import type { FileReport } from '../../../ingest/import-report.ts';
import { mappingSchema } from '../../../ingest/mapping/mapping-schema.ts';
import { undoImport } from '../../../ingest/undo-import.ts';
import { temporaryFolder } from '../../infrastructure.ts';
import { openTestDatabase } from '../../store/test-database.ts';

const database = await openTestDatabase();
const folder = temporaryFolder();
let files = 0;

beforeEach(() =>
  database.query('truncate contacts, campaigns, import_batches, contact_merges restart identity cascade'),
);

async function load(lines: readonly string[], mapping: object): Promise<FileReport> {
  const file = join(folder, `${++files}.csv`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  const [report] = await importFiles({
    database,
    files: [{ file, mapping: mappingSchema.parse({ name: 'test', ...mapping }), isPreset: false }],
    settings: { timezone: 'UTC', country: 'DE' },
    now: new Date('2026-12-01T00:00:00Z'),
  });
  return report as FileReport;
}

async function people(): Promise<string[]> {
  const rows = await database.query<{ external_id: string }>('select external_id from contacts order by 1');
  return rows.map((row) => row.external_id);
}

async function messagesOf(): Promise<string[]> {
  const rows = await database.query<{ text: string }>(
    `select m.external_id || ' ' || c.external_id as text from messages as m join contacts as c on c.id = m.contact_id order by 1`,
  );
  return rows.map(({ text }) => text);
}

function accounted({ read, rejected, leftOut, tables }: FileReport): boolean {
  const stored = tables.map(({ inserted, updated, unchanged, merged }) => inserted + updated + unchanged + merged);
  const records = Math.max(...stored, 0);
  return read === rejected + leftOut.reduce((sum, { rows }) => sum + rows, 0) + records;
}

const contact = { external_id: 'id', phone: 'phone', email: 'email', created_at: 'at' };
const contacts = { tables: { contacts: contact } };

test('one person of four systems is one contact', async () => {
  await load(['id,phone,email,at', '7,0171 2345678,ana@example.com,2026-01-01'], { ...contacts, source: 'hubspot' });
  await load(['id,email,at', '7,Ana@Example.com,2026-02-01'], {
    source: 'shopify',
    tables: { contacts: { external_id: 'id', email: 'email', created_at: 'at' } },
  });
  await load(['wa,at,text', '491712345678@c.us,2026-03-01,hello'], {
    tables: {
      contacts: { phone: 'wa', created_at: 'at' },
      messages: { external_id: { value: 'm1' }, direction: { value: 'inbound' }, sent_at: 'at', text: 'text' },
    },
  });
  await load(['mail,at', 'ana@example.com,2026-04-01'], {
    tables: {
      messages: {
        external_id: { value: 'm2' },
        contact_email: 'mail',
        direction: { value: 'outbound' },
        sent_at: 'at',
      },
    },
  });
  assert.deepEqual(await people(), ['hubspot:7']);
  assert.deepEqual(await messagesOf(), ['m1 hubspot:7', 'm2 hubspot:7']);
});

/** A file of two kinds of records: people with a lead and what came of a campaign, and messages that name people by phone. */
const mixed = {
  tables: {
    contacts: { when: { kind: 'person' }, external_id: 'id', phone: 'phone', created_at: 'at', deleted: 'gone' },
    leads: { when: { kind: 'person' }, external_id: 'id', created_at: 'at' },
    campaign_events: {
      ...{ when: { kind: 'person' }, unless: { campaign: null } },
      ...{ campaign: 'campaign', type: { value: 'clicked' }, occurred_at: 'at' },
    },
    messages: {
      when: { kind: 'message' },
      external_id: 'id',
      contact_phone: 'phone',
      direction: { value: 'inbound' },
      sent_at: 'at',
    },
  },
};
const header = 'kind,id,phone,campaign,gone,at';

test('a contact whose record is rejected is not there for later records', async () => {
  const report = await load(
    [
      header,
      'person,p1,+49 171 2345671,none,,2026-01-01',
      'person,p2,+49 171 2345672,,,2026-01-01',
      'message,m1,+49 171 2345671,,,2026-01-02',
      'message,m2,+49 171 2345672,,,2026-01-02',
    ],
    mixed,
  );
  assert.deepEqual([report.read, report.rejected], [4, 2]);
  assert.ok(report.causes.some(({ reason }) => reason === 'names a contact that does not exist'));
  assert.deepEqual(await people(), ['p2']);
  assert.deepEqual(await messagesOf(), ['m2 p2']);
});

test('the phone of a contact that is deleted there is free for another one', async () => {
  const report = await load(
    [
      header,
      'person,p1,+49 171 2345671,,yes,2026-01-01',
      'person,p2,+49 171 2345671,,,2026-01-01',
      'message,m1,+49 171 2345671,,,2026-01-02',
    ],
    mixed,
  );
  assert.deepEqual([report.read, report.rejected, report.leftOut[0]?.rows], [3, 0, 1]);
  assert.deepEqual(await people(), ['p2']);
  assert.deepEqual(await messagesOf(), ['m1 p2']);
});

test('a deleted row without an id deletes whom its phone leads to', async () => {
  await load(['id,phone,email,at', '7,0171 2345678,,2026-01-01', '8,0171 2345679,,2026-01-01'], {
    ...contacts,
    source: 'hubspot',
  });
  await load(['phone,gone', '+491712345678,yes'], { tables: { contacts: { phone: 'phone', deleted: 'gone' } } });
  assert.deepEqual(await people(), ['hubspot:8']);
});

test('an import that is taken back takes its identities, conflicts and merges back', async () => {
  const file = ['id,phone,email,at', '1,0171 2345671,,2026-01-01', '2,0171 2345672,,2026-01-01'];
  await load(file, { ...contacts, source: 'hubspot' });
  const all = `select 'i ' || value as text from contact_identities union all select 'k ' || value from identity_conflicts
    union all select 'c ' || external_id from contacts order by 1`;
  const before = await database.query(all);
  const report = await load(['id,phone,into', '2,0171 2345673,1'], {
    source: 'hubspot',
    tables: { contacts: { external_id: 'id', phone: 'phone', merged_into: 'into' } },
  });
  assert.ok(accounted(report));
  assert.deepEqual(await people(), ['hubspot:1']);
  await undoImport(database, Number(report.batch));
  assert.deepEqual(await database.query(all), before);
});
