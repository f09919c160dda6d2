import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { temporaryFolder } from '../infrastructure.ts';
import { crmRows, daysAfter } from '../models/crm-rows.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { runOnce } from './run-cli.ts';

const database = await openTestDatabase();
const crm = crmRows(database);
const folder = temporaryFolder();
const env = { PERENNIAL_HOME: join(folder, 'home'), DATABASE_URL: database.url, PERENNIAL_COUNTRY: 'DE' };
const perennial = (...argv: readonly string[]) => runOnce(['data', ...argv], { env });

before(async () => {
  const people: Record<string, string | null>[] = [
    { external_id: 'a1', name: 'José Ramírez', phone: '+52 55 1234 5678', email: 'jose@example.com' },
    { external_id: 'a2', name: 'RAMIREZ, Jose', phone: '55 1234 5678', email: null },
    { external_id: 'b1', name: 'Ann', phone: '+491712345678', email: 'ann@example.com' },
    { external_id: 'b2', name: 'Anna', phone: '+49 171 2345678', email: 'bob@example.com' },
    { external_id: 'c1', name: 'Eve', phone: null, email: 'eve.adams@example.com' },
    { external_id: 'c2', name: 'Eve', phone: null, email: 'EVE.Adams@example.com' },
    { external_id: 'c3', name: 'E. A.', phone: null, email: 'eveadams+shop@example.com' },
    { external_id: 'd1', name: 'Tom Ford', phone: null, email: 'tomford@example.com' },
    { external_id: 'd2', name: 'Ford Tom', phone: null, email: 'tom.ford@example.org' },
    { external_id: 'e1', name: 'Tom Ford', phone: null, email: 'sales@example.com' },
    { external_id: 'f1', name: 'Kim', phone: null, email: null },
    { external_id: 'f2', name: 'Kim', phone: null, email: null },
  ];
  const ids = new Map<string, number>();
  for (const person of people) ids.set(String(person.external_id), await crm.contact(person));
  await database.query(
    `insert into identity_conflicts (contact_id, other_id, kind, value) values ($2, $1, 'phone', '+491712345678')`,
    [ids.get('b1'), ids.get('b2')],
  );
  await database.query(
    `insert into contact_identities (kind, value, contact_id) values ('phone', '+491712345678', $1)`,
    [ids.get('b1')],
  );
  await crm.inbound(ids.get('b2') as number, daysAfter(1));
});

test('data duplicates lists who may be one person, with the reason, facts first', async () => {
  const { code, stdout } = await perennial('duplicates', '--json');
  const { total, pairs } = JSON.parse(stdout);
  assert.equal(code, 0);
  assert.equal(total, 5);
  const told = pairs.map(
    ({ contact, other, reasons }: { contact: { id: string }; other: { id: string }; reasons: { reason: string }[] }) =>
      [contact.id, other.id, ...reasons.map(({ reason }) => reason)].join(' '),
  );
  assert.deepEqual(told, [
    'b1 b2 conflict',
    'c1 c2 email',
    'a1 a2 name_and_phone_end',
    'd1 d2 name_and_mailbox',
    'c1 c3 mailbox',
  ]);
});

test('data duplicates explains in words, and writes all to a CSV file', async () => {
  const csv = join(folder, 'duplicates.csv');
  const { code, stdout } = await perennial('duplicates', '--limit', '1', '--csv', csv);
  assert.equal(code, 0);
  assert.match(stdout, /b1 +Ann +b2 +Anna +an import brought a row with the key of the other: \+491712345678\n/);
  assert.match(stdout, /5 pairs may be one person, the first 1 of them\. .*npx perennial data merge <contact> <other>/);
  assert.doesNotMatch(stdout, /Eve/);
  const lines = readFileSync(csv, 'utf8').trim().split('\r\n');
  assert.equal(lines.length, 6);
  assert.match(
    lines[5] ?? '',
    /^c1,Eve,,eve\.adams@example\.com,c3,.*but for dots and what follows a \+ \(3 contacts share it\)$/,
  );
});

test('data merge makes two contacts one, named by id, phone or e-mail; unmerge takes it back', async () => {
  const merged = await perennial('merge', '0171 2345678', 'bob@example.com', '--why', 'told by phone');
  assert.equal(merged.stderr, '');
  assert.equal(
    merged.stdout,
    'OK b2 is now one with b1, which keeps its id (merge 1). 1 row moved.\n   Take it back: npx perennial data unmerge 1\n',
  );
  assert.match((await perennial('merges')).stdout, /^ +1 +b1 +b2 .* told by phone +-$/m);
  const again = await perennial('merge', 'b1', 'b2');
  assert.deepEqual([again.code, again.stderr.split('\n')[0]], [6, 'merge_conflict: Both are the same contact.']);
  const undone = await perennial('unmerge', '1');
  assert.match(undone.stdout, /^OK Merge 1 is taken back: b2 is a contact of its own again\. 1 row moved\.\n/);
  assert.match((await perennial('merges')).stdout, /: they are two people$/m);
  assert.equal((await perennial('unmerge', '1')).code, 6);
  assert.equal((await perennial('unmerge', '9')).code, 3);
});

test('a merge says that the stricter wish holds', async () => {
  const out = await crm.contact({ external_id: 'out', opted_in: false });
  await crm.contact({ external_id: 'in' });
  const { stdout } = await perennial('merge', 'in', 'out');
  assert.match(stdout, /out wanted no messages, so in gets none from now on\./);
  assert.deepEqual(await database.query('select 1 from contacts where id = $1', [out]), []);
});

test('a contact that is not there, or that two could be, is refused', async () => {
  const unknown = await perennial('merge', 'b1', 'nobody');
  assert.deepEqual(
    [unknown.code, unknown.stderr.split('\n')[0]],
    [3, 'subject_not_found: There is no contact with the id, phone or e-mail "nobody".'],
  );
  const several = await perennial('merge', 'b1', 'eve.adams@example.com');
  assert.equal(several.code, 2);
  assert.match(several.stderr, /is the phone or e-mail of 2 contacts: c1, c2\./);
});

test('data alone says for each model what is there and what is missing', async () => {
  const { code, stdout } = await perennial();
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^LEAD SCORING MODEL: not ready to train\n {3}0 samples as of .* UTC\n {3}-- \d+ leads?: \d+ more/,
  );
  assert.match(stdout, /\nCHURN PREDICTION MODEL: not ready to train\n/);
  const { stdout: json } = await perennial('engagement', '--json');
  const [engagement, ...others] = JSON.parse(json);
  assert.deepEqual([engagement.model, engagement.ready, others], ['engagement', false, []]);
  const samples = engagement.findings.find(({ check }: { check: string }) => check === 'samples');
  assert.deepEqual([samples.status, samples.limit, samples.value + samples.missing], ['refusal', 100, 100]);
});

test('data refuses a model that does not exist, and shows its subcommands', async () => {
  const { code, stderr } = await perennial('mergse');
  assert.equal(code, 2);
  assert.match(stderr, /lead_scoring, churn, engagement/);
  assert.match((await perennial('--help')).stdout, /readiness[\s\S]*duplicates[\s\S]*merge/);
});
