import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { parseMappings } from '../../ingest/mapping/read-mapping-file.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { runOnce } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-inspect-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function copied(path: string): string {
  const file = join(folder, basename(path));
  cpSync(join(projectRoot, path), file);
  return file;
}

function written(name: string, ...lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function inspect(file: string, ...options: string[]) {
  const { code, stdout, stderr } = await runOnce(['import', '--inspect', file, ...options], {
    env: { BUSINESS_TIMEZONE: 'Europe/Lisbon' },
  });
  assert.equal(stderr, '');
  return { code, stdout };
}

async function data(file: string, ...options: string[]) {
  return JSON.parse((await inspect(file, '--json', ...options)).stdout);
}

test('a known system is named, and a copy of its preset saved', async () => {
  const file = copied('test/ingest/presets/hubspot/hubspot-deals-ui-export.csv');
  const { code, stdout } = await inspect(file);
  assert.equal(code, 0);
  assert.match(stdout, /Recognised as HubSpot deals, by the preset hubspot\/deals\./);
  assert.match(stdout, /Deal Stage +leads\.stage/);
  const flat = stdout.replaceAll(/\s+/g, ' ');
  assert.match(
    flat,
    /leads external_id hubspot:9000000002; contact hubspot:101; owner Rita Doe; stage won; stage_changed_at/,
  );
  assert.match(stdout, /Of 3 rows: 3 can be stored, 0 left out, 0 rejected/);
  const saved = readFileSync(`${file}.mapping.yaml`, 'utf8');
  assert.match(saved, /^# A copy of the preset hubspot\/deals/);
  assert.equal(parseMappings(saved, 'saved')[0].name, 'HubSpot deals');
});

test('for another system a mapping is proposed, shown and saved, and read the next time', async () => {
  const file = copied('test/ingest/mapping/unseen/pipedrive-deals.csv');
  const { stdout } = await inspect(file);
  assert.match(stdout, /No system is known by these columns: a mapping is proposed\./);
  assert.match(stdout, /The proposed mapping\n {3}name: pipedrive leads/);
  assert.match(
    stdout,
    /Saved as .*pipedrive-deals\.csv\.mapping\.yaml\.\nLook the mapping over, then try it:\n {3}npx perennial import .* --dry-run\n$/,
  );
  const again = await data(file);
  assert.equal(again.recognisedBy, `${file}.mapping.yaml`);
  assert.deepEqual([again.stored, again.saved, again.text], [5, null, null]);
});

test('a mapping file is written over with --force only', async () => {
  const file = written('kontakte.csv', 'Kundennummer,E-Mail,Angelegt am', '1,ana@example.com,2026-01-01');
  await inspect(file);
  const own = `${file}.mapping.yaml`;
  writeFileSync(own, readFileSync(own, 'utf8').replace('name: ', 'name: my '));
  await inspect(file);
  assert.match(readFileSync(own, 'utf8'), /^name: my /);
  // a named mapping leaves the one beside the file alone
  const other = written('other.yaml', 'name: Other', 'tables: { contacts: { email: E-Mail } }');
  const named = await data(file, '--mapping', other);
  assert.deepEqual([named.mapping, named.saved], ['Other', null]);
});

test('rows that are left out or rejected are shown with why and what mends them, wherever they stand', async () => {
  const lines = Array.from({ length: 40 }, (_, row) => `${row + 1},p${row + 1}@example.com,won,2026-09-01,false`);
  lines[29] = '30,p30@example.com,zebra,2026-09-01,false';
  lines[34] = '35,p35@example.com,won,2026-09-01,true';
  lines[36] = '37,9.19876E+11,won,2026-09-01,false';
  const file = written('deals.csv', 'id,mail,stage,day,gone', ...lines);
  written(
    'deals.csv.mapping.yaml',
    'name: Deals',
    'unless: { gone: true }',
    'tables:',
    '  contacts: { phone: mail, email: { column: mail, pattern: "^.+@.+$" } }',
    '  leads: { external_id: id, created_at: day, stage: { column: stage, words: { won: won }, otherwise: reject } }',
  );
  const found = await data(file);
  assert.deepEqual(
    [found.read, found.stored, found.rejected, found.leftOut],
    [40, 37, 2, [{ why: 'where gone is true', rows: 1 }]],
  );
  assert.equal(found.rows.length, 20);
  const told = found.rows.filter((row: { outcome: string }) => row.outcome !== 'stored');
  assert.deepEqual(
    told.map((row: { line: number; outcome: string }) => [row.line, row.outcome]),
    [
      [31, 'rejected'],
      [36, 'left out'],
      [38, 'rejected'],
    ],
  );
  const { stdout } = await inspect(file);
  assert.match(
    stdout,
    /line 31 {2}rejected\n +stage "zebra" is not one of won\n +mend: Under leads, stage: add "zebra" to words/,
  );
  assert.match(stdout, /line 36 {2}left out: where gone is true/);
  assert.match(stdout, /mail "9\.19876E\+11"/);
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80 || line.includes(folder), line);
});

test('moments are shown in UTC, of the zone of the business where they name none', async () => {
  const file = written('contacts.csv', 'id,created_at', '1,2026-07-01 10:00', '2,2026-07-01T10:00:00Z');
  const found = await data(file);
  const moments = found.rows.map(
    (row: { tables: { values: Record<string, string> }[] }) => row.tables[0].values.created_at,
  );
  assert.deepEqual(moments, ['2026-07-01T09:00:00Z', '2026-07-01T10:00:00Z']);
});

test('what no column gives is asked for, and the exit code says that the mapping is not complete', async () => {
  const file = written('umsatz.csv', 'Bestellnummer,E-Mail,Bestelldatum', '1,ana@example.com,2026-01-01');
  const { code, stdout } = await inspect(file);
  assert.notEqual(code, 0);
  assert.match(stdout, /^NO 1 row in/);
  assert.match(stdout, /These lines need the name of a column:\n {3}amount: "\?"/);
  assert.ok(existsSync(`${file}.mapping.yaml`));
  assert.match(stdout, /Complete it, then:/);
});

test('of a chat --us says who writes, and the saved mapping keeps it', async () => {
  const file = copied('test/ingest/presets/whatsapp/whatsapp-android.txt');
  const { code, stderr } = await runOnce(['import', '--inspect', file]);
  assert.notEqual(code, 0);
  assert.match(stderr, /--us/);
  const found = await data(file, '--us', 'My Bakery');
  assert.deepEqual([found.mapping, found.stored, found.rejected], ['WhatsApp chat', 2, 0]);
  const directions = found.rows.flatMap((row: { tables?: { table: string; values: Record<string, string> }[] }) =>
    (row.tables ?? []).flatMap(({ table, values }) => (table === 'messages' ? [values.direction] : [])),
  );
  assert.deepEqual(directions, ['inbound', 'outbound']);
  assert.deepEqual(parseMappings(readFileSync(found.saved, 'utf8'), 'saved')[0].us, ['My Bakery']);
  assert.equal((await data(file)).stored, 2);
});

test('one file at a time is inspected', async () => {
  const { code, stderr } = await runOnce([
    'import',
    '--inspect',
    written('a.csv', 'id', '1'),
    written('b.csv', 'id', '1'),
  ]);
  assert.notEqual(code, 0);
  assert.match(stderr, /--inspect looks at one file, not 2/);
});
