import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMappings } from '../../../ingest/mapping/read-mapping-file.ts';

const contacts = 'name: Contacts\ntables:\n  contacts:\n    external_id: id\n';

test('several mappings stand in one file, divided by ---', () => {
  const text = `# yaml-language-server: $schema=mapping.schema.json\n${contacts}---\nname: Leads\nsource: shop\ntables:\n  leads:\n    external_id: id\n    contact: person\n    created_at: { column: day, zone: Europe/Lisbon }\n`;
  const [first, second, ...more] = parseMappings(text, 'mapping.yaml');
  assert.deepEqual(first, { name: 'Contacts', tables: { contacts: { external_id: 'id' } } });
  assert.equal(second.source, 'shop');
  assert.deepEqual(more, []);
});

for (const [what, text, line, message, remedy] of [
  ['broken YAML', 'name: A\ntables:\n  contacts: {', 3, /not YAML/, /quotation marks/],
  ['a key twice', `${contacts}    external_id: other\n`, 5, /unique/, /Correct that line/],
  ['no name', 'tables:\n  contacts:\n    email: a\n', 1, /name is missing/, /Add name: a text/],
  [
    'an unknown table',
    'name: A\ntables:\n  lead:\n    external_id: a\n',
    3,
    /no table lead\. Did you mean leads\?/,
    /contacts, /,
  ],
  [
    'an unknown field',
    `${contacts}    phon: b\n`,
    5,
    /contacts has no field phon\. Did you mean phone\?/,
    /external_id, name/,
  ],
  [
    'an unknown key of a field',
    `${contacts}    name:\n      colum: b\n`,
    6,
    /contacts\.name\.colum is not known/,
    /schema\.json/,
  ],
  [
    'a number for a column',
    `${contacts}    name: 7\n`,
    5,
    /contacts\.name is not a text or a list or keys/,
    /Write a text/,
  ],
  [
    'a wrong choice',
    `${contacts}    name: { column: a, take: every }\n`,
    5,
    /name\.take is not one of first, last, each/,
    /each/,
  ],
  [
    'a required field not given',
    'name: A\ntables:\n  conversations:\n    external_id: a\n    contact: b\n',
    3,
    /conversations needs opened_at/,
    /opened_at: <column>/,
  ],
  [
    'a contact not given',
    'name: A\ntables:\n  leads: { external_id: a, created_at: c }\n',
    3,
    /contact or contact_phone/,
    /contact: <column>/,
  ],
  [
    'a word that the field does not have',
    'name: A\ntables:\n  leads:\n    external_id: a\n    contact: b\n    created_at: c\n    stage:\n      column: d\n      words: { ok: wonn }\n',
    9,
    /"wonn" is not a value of leads\.stage\. Did you mean won\?/,
    /new, contacted/,
  ],
  ['two origins', `${contacts}    name: { column: a, value: b }\n`, 5, /filled by column and value/, /Keep one/],
  ['no origin', `${contacts}    name: { join: a }\n`, 5, /says nothing that fills it/, /Add one of/],
  [
    'a pattern that is none',
    `${contacts}    name: { column: a, pattern: "(" }\n`,
    5,
    /not a regular expression/,
    /JavaScript/,
  ],
  ['a zone that is none', `${contacts}zone: Europe/Lisboa\n`, 5, /not a time zone/, /Europe\/Lisbon/],
  [
    'attributes of a table without',
    'name: A\ntables:\n  opt_ins: { contact: a, opted_in: b, at: c, attributes: "*" }\n',
    3,
    /opt_ins keeps no attributes/,
    /contacts or leads/,
  ],
  ['adding up of texts', `${contacts}    name: { column: a, add_up: true }\n`, 5, /rows don't add up/, /add_up/],
  ['nothing', '# nothing\n', undefined, /holds no mapping/, /--inspect/],
] as const) {
  test(`${what} is refused with its line and what to do`, () => {
    assert.throws(
      () => parseMappings(text, 'mapping.yaml'),
      (error: { code: string; message: string; remedy: string; details: { line?: number } }) => {
        assert.equal(error.code, 'invalid_input');
        assert.match(error.message, message);
        assert.match(error.remedy, remedy);
        assert.equal(error.details.line, line);
        if (line !== undefined) assert.match(error.message, new RegExp(`^mapping\\.yaml, line ${line}:`));
        return true;
      },
    );
  });
}

test('a mapping may feed no table: its files are known and left out', () => {
  const [{ tables }] = parseMappings('name: Companies\ntables: {}\n', 'mapping.yaml');
  assert.deepEqual(tables, {});
});

test('all faults are counted, and listed with their lines', () => {
  const text = `${contacts}    phon: b\n    mail: c\n`;
  assert.throws(() => parseMappings(text, 'm.yaml'), {
    message: /\(and 1 more\)$/,
    details: {
      file: 'm.yaml',
      line: 5,
      problems: [
        { line: 5, message: 'contacts has no field phon. Did you mean phone?' },
        { line: 6, message: 'contacts has no field mail. Did you mean email?' },
      ],
    },
  });
});
