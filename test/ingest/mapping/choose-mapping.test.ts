import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chooseMapping, type MappingWish } from '../../../ingest/mapping/choose-mapping.ts';
import { parseMappings } from '../../../ingest/mapping/read-mapping-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-mapping-'));
after(() => rmSync(folder, { recursive: true }));

const contacts = 'tables: { contacts: { external_id: id, name: [first, last] } }';
const presets = [
  `name: Deals\nrecognise: { columns: [Deal Stage, Deal Name] }\ntables: { contacts: { external_id: id } }`,
  `name: Deals with owner\nrecognise: { columns: [deal_stage], not: [Version] }\ntables: { contacts: { external_id: id, name: owner } }`,
  `name: Members\nrecognise: { columns: [id], file: "*members*.csv" }\n${contacts}`,
].flatMap((text) => parseMappings(text, 'presets').map((mapping) => ({ mapping, name: mapping.name.toLowerCase() })));

function choose(file: string, header: readonly string[], more: Partial<MappingWish> = {}) {
  return chooseMapping({ file: join(folder, file), header, presets, ...more });
}

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('a preset is known by columns that are there, columns that are not, and the name of the file', () => {
  const deals = choose('x.csv', ['id', 'Deal Stage', 'DEAL NAME', 'Version']);
  assert.deepEqual([deals.mapping.name, deals.isPreset, deals.by], ['Deals', true, 'the preset deals']);
  assert.equal(choose('my-members-2026.csv', ['id', 'first']).mapping.name, 'Members');
  assert.throws(() => choose('others.csv', ['id', 'first']), { code: 'invalid_input', remedy: /--inspect/ });
});

test('of two presets that fit, the one that names more columns of the file is taken; a tie is refused', () => {
  const header = ['id', 'Deal Stage', 'Deal Name', 'owner'];
  assert.throws(() => choose('x.csv', header), { message: /may be Deals or Deals with owner/, remedy: /--mapping/ });
  assert.equal(choose('x.csv', [...header.slice(0, 2), 'owner']).mapping.name, 'Deals with owner');
});

test('a mapping file beside the file goes before presets, one in its folder is taken where it fits', () => {
  write('deals.csv.mapping.yaml', `name: Mine\n${contacts}`);
  const mine = choose('deals.csv', ['id', 'Deal Stage', 'Deal Name']);
  assert.deepEqual([mine.mapping.name, mine.isPreset], ['Mine', false]);
  write('mapping.yaml', `name: Bills\nrecognise: { file: "bills*" }\n${contacts}`);
  assert.equal(choose('bills-1.csv', ['nothing', 'known']).mapping.name, 'Bills');
  assert.equal(choose('members.csv', ['id']).mapping.name, 'Members');
  rmSync(join(folder, 'mapping.yaml'));
});

test('the mapping that a person names is taken whatever the file; of several the one that fits', () => {
  const one = write('one.yaml', `name: One\nrecognise: { columns: [other] }\n${contacts}`);
  assert.equal(choose('x.csv', ['id'], { mappingFile: one }).mapping.name, 'One');
  const some = (second: string) =>
    write('some.yaml', `name: A\nrecognise: { columns: [alpha] }\n${contacts}\n---\nname: B\n${second}${contacts}`);
  assert.equal(choose('x.csv', ['id', 'Alpha'], { mappingFile: some('') }).mapping.name, 'A');
  assert.equal(choose('x.csv', ['id'], { mappingFile: some('') }).mapping.name, 'B');
  assert.throws(() => choose('x.csv', ['id'], { mappingFile: some('recognise: { columns: [b1, id] }\n') }), {
    message: /A needs the columns alpha; B needs the columns b1/,
  });
});

test('a plain table is known by its columns and its name', () => {
  const tables = (file: string, header: readonly string[]) => Object.keys(choose(file, header).mapping.tables);
  const contact = ['id', 'created_at', 'name', 'birthday'];
  assert.deepEqual(tables('contacts.csv', contact), ['contacts']);
  assert.deepEqual(tables('export_contacts-2026-11.csv.gz', contact), ['contacts']);
  assert.throws(() => tables('people.csv', contact), { message: /birthday/ });
  assert.deepEqual(tables('x.csv', ['contact', 'amount', 'purchased_at']), ['purchases']);
  assert.deepEqual(tables('contact_changes.csv', ['contact', 'at', 'name', 'opted_in']), ['contact_changes']);
  assert.throws(() => tables('x.csv', ['contact', 'at', 'opted_in']), {
    message: /plain contact_changes or plain opt_ins/,
  });
  assert.throws(() => tables('contacts.csv', ['First', 'Last', 'Email', 'Owner', 'created']), { remedy: /--inspect/ });
});

test('a named table is taken whatever its file is called', () => {
  const chosen = choose('members.csv', ['person', 'mail'], {
    table: 'contacts',
    map: { person: 'external_id', mail: 'email' },
  });
  assert.deepEqual(chosen.mapping.tables, { contacts: { external_id: 'person', email: 'mail' } });
});
