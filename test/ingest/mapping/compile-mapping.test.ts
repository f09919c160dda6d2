import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts';
import type { MappedRecord, ReadColumn } from '../../../ingest/mapping/mapped-row.ts';
import { parseMappings } from '../../../ingest/mapping/read-mapping-file.ts';

/** Rows of `text` (a line each, cells divided by |) under a mapping of `tables`. */
function mapped(tables: string, text: string, top = ''): MappedRecord[] {
  const compiled = compile(tables, text, top);
  const [, ...rows] = text.trim().split('\n');
  return rows.map((row) => compiled.map(row.split('|'), new Map()));
}

function compile(tables: string, text: string, top = '', isPreset = false) {
  const [mapping] = parseMappings(`name: Test\n${top}\ntables:\n${tables.replaceAll(/^/gm, '  ')}`, 'test.yaml');
  return compileMapping(mapping, text.trim().split('\n')[0].split('|'), { isPreset });
}

/** The values of the rows of one record. */
function values(record: MappedRecord) {
  assert.ok('rows' in record, 'leftOut' in record ? record.leftOut : '');
  assert.deepEqual(record.problems, []);
  return record.rows.map(({ table, values: own }) => [table, own]);
}

test('a column is found however case, blanks, _ and - are written', () => {
  const [record] = mapped('contacts: { external_id: record-id, name: FULL name }', 'Record ID|full_name\n7|Ana');
  assert.deepEqual(values(record), [['contacts', { external_id: '7', name: 'Ana' }]]);
});

test('of columns that differ by such marks only, the one written alike is taken, and two of one name are refused', () => {
  const header = 'user id|user_id|x\n1|2|3';
  assert.deepEqual(values(mapped('contacts: { external_id: user_id }', header)[0]), [
    ['contacts', { external_id: '2' }],
  ]);
  assert.throws(() => mapped('contacts: { external_id: userid }', header), {
    code: 'invalid_input',
    message: /two columns/,
  });
});

test('columns join, the first that is not blank is taken, and constants and defaults stand in', () => {
  const fields = `contacts:
  external_id: id
  name: [First, Last]
  phone: { first: [Mobile, Phone] }
  email: { columns: [user, host], join: "@" }
  language: { value: de }
  country: { column: country, default: DE }`;
  const rows = mapped(
    fields,
    'id|First|Last|Mobile|Phone|user|host|country\n1|Ana| Silva ||+49 30 1|ana|x.de|\n2||Roe|5| 6|||AT',
  );
  assert.deepEqual(rows.map(values), [
    [
      [
        'contacts',
        { external_id: '1', name: 'Ana Silva', phone: '+49 30 1', email: 'ana@x.de', language: 'de', country: 'DE' },
      ],
    ],
    [['contacts', { external_id: '2', name: 'Roe', phone: '5', language: 'de', country: 'AT' }]],
  ]);
});

test('words are matched without case and outer spaces; null is blank; others are kept, refused, left blank or given a value', () => {
  const fields = (otherwise: string) => `leads:
  external_id: id
  contact: id
  created_at: day
  stage: { column: stage, words: { Closed Won: won, open: null }${otherwise} }`;
  const rows = 'id|day|stage\n1|d| CLOSED won\n2|d|open\n3|d|other\n4|d|';
  const stages = (otherwise: string) =>
    mapped(fields(otherwise), rows).map((record) => ('rows' in record ? record.rows[0].values.stage : record));
  assert.deepEqual(stages(''), ['won', undefined, 'other', undefined]);
  assert.deepEqual(stages(', otherwise: blank'), ['won', undefined, undefined, undefined]);
  assert.deepEqual(stages(', otherwise: { value: lost }'), ['won', undefined, 'lost', undefined]);
  assert.deepEqual(stages(', default: new'), ['won', undefined, 'other', 'new']);
  const refused = mapped(fields(', otherwise: reject'), rows)[2];
  assert.deepEqual('problems' in refused && refused.problems, [
    {
      table: 'leads',
      column: 'stage',
      value: 'other',
      reason: 'is not one of Closed Won, open',
      remedy: 'Under leads, stage: add "other" to words, with what it means.',
    },
  ]);
});

test('a pattern takes its first group, or the match, and no match is blank', () => {
  const fields = `contacts:
  external_id: { column: id, pattern: "^cus_(.+)" }
  name: { column: name, pattern: "[A-Z]\\\\w+" }`;
  const rows = mapped(fields, 'id|name\ncus_1|dr Ana\nx|nobody\ncus_2|bob');
  assert.deepEqual(values(rows[0]), [['contacts', { external_id: '1', name: 'Ana' }]]);
  assert.deepEqual(values(rows[1]), [['contacts', {}]]);
  assert.deepEqual(values(rows[2]), [['contacts', { external_id: '2' }]]);
});

test('words that are left blank because the mapping lacks them are counted, those that it leaves blank itself are not', () => {
  const fields =
    'leads:\n  external_id: id\n  contact: id\n  created_at: at\n  stage: { column: Stage, words: { Won: won, Old: null }, otherwise: blank }';
  const text = 'id|at|Stage\n1|x|Gone\n2|x| gone\n3|x|Won\n4|x|Old\n5|x|\n6|x|Baking';
  const compiled = compile(fields, text);
  for (const row of text.split('\n').slice(1)) compiled.map(row.split('|'), new Map());
  assert.deepEqual(compiled.unlistedWords(), [
    { column: 'Stage', field: 'leads.stage', word: 'Gone', times: 2 },
    { column: 'Stage', field: 'leads.stage', word: 'Baking', times: 1 },
  ]);
});

test('a prefix stands before each value that lacks it, and makes none of a blank cell', () => {
  const fields = "contacts:\n  external_id: id\n  phone: { column: waId, prefix: '+' }";
  const rows = mapped(fields, 'id|waId\n1|351912345678\n2|+447700900123\n3|');
  assert.deepEqual(rows.map(values), [
    [['contacts', { external_id: '1', phone: '+351912345678' }]],
    [['contacts', { external_id: '2', phone: '+447700900123' }]],
    [['contacts', { external_id: '3' }]],
  ]);
});

test('of a list the first, the last or each item is taken; each makes a row', () => {
  const fields = (take: string) => `opt_ins:
  contact: { column: people, split: ";", take: ${take} }
  opted_in: { value: true }
  at: day`;
  const rows = 'people|day\n101; 102;;103|d';
  const people = (take: string) =>
    values(mapped(fields(take), rows)[0]).map(([, own]) => (own as Record<string, string>).contact);
  assert.deepEqual(people('first'), ['101']);
  assert.deepEqual(people('last'), ['103']);
  assert.deepEqual(people('each'), ['101', '102', '103']);
});

test('two lists of one row go side by side', () => {
  const fields = `contact_changes:
  contact: { column: ids, split: ",", take: each }
  name: { column: names, split: ",", take: each }
  at: day`;
  assert.deepEqual(values(mapped(fields, 'ids|names|day\n1,2|A|d')[0]), [
    ['contact_changes', { contact: '1', name: 'A', at: 'd' }],
    ['contact_changes', { contact: '2', at: 'd' }],
  ]);
});

test('products are exact, and a factor that is no number stands for the product', () => {
  const fields = `purchases:
  contact: who
  purchased_at: day
  amount: { multiply: [quantity, price], add_up: true }`;
  const text = 'who|day|quantity|price\n1|d|12|6.95\n1|d|-3|0.10\n1|d|2|free\n1|d||7';
  const amounts = mapped(fields, text).map((record) => 'rows' in record && record.rows[0].values.amount);
  assert.deepEqual(amounts, ['83.4', '-0.3', 'free', undefined]);
  assert.deepEqual(compile(fields, text).addedUp, { purchases: ['amount'] });
});

test('conditions hold for a field, a table and a record; what is left out says why', () => {
  const fields = `contacts:
  when: { type: person }
  external_id: id
  phone: { column: phone, unless: { phone: [none, "0"] } }
  opted_out_at: { column: left, when: { active: false } }
campaigns:
  unless: { type: [person, null] }
  external_id: id
  started_at: left`;
  const top = 'where: { kind: [1, null] }\nunless: { deleted: true }';
  const rows = mapped(
    fields,
    `id|type|phone|active|left|kind|deleted
1|Person|NONE|f|d||
2|person|+1|yes|d|1.0|no
3|news||t|d|1|F
4|person||||2|
5|person|||||t
6||||||`,
    top,
  );
  assert.deepEqual(values(rows[0]), [['contacts', { external_id: '1', opted_out_at: 'd' }]]);
  assert.deepEqual(values(rows[1]), [['contacts', { external_id: '2', phone: '+1' }]]);
  assert.deepEqual(values(rows[2]), [['campaigns', { external_id: '3', started_at: 'd' }]]);
  assert.deepEqual(rows.slice(3), [
    { leftOut: 'where kind is not 1 or blank' },
    { leftOut: 'where deleted is true' },
    { leftOut: 'contacts: where type is not person; campaigns: where type is person or blank' },
  ]);
});

test('a mapping that feeds no table leaves everything out', () => {
  const compiled = compileMapping({ name: 'Companies', tables: {} }, ['id']);
  assert.deepEqual(compiled.map(['1'], new Map()), { leftOut: 'the mapping takes nothing from such a file' });
});

test('a row that no cell fills is left out of its table, unless nothing is left of the record', () => {
  const fields = `contacts: { email: mail, source: { value: shop }, country: { column: land, default: US } }
purchases: { external_id: order, amount: total, purchased_at: day }`;
  const rows = mapped(fields, 'order|total|day|mail|land|x\n1|5|d|||\n|||a@b.c||\n|||||y');
  assert.deepEqual(values(rows[0]), [['purchases', { external_id: '1', amount: '5', purchased_at: 'd' }]]);
  assert.deepEqual(values(rows[1]), [['contacts', { email: 'a@b.c', source: 'shop', country: 'US' }]]);
  assert.deepEqual(values(rows[2]), [
    ['contacts', { source: 'shop', country: 'US' }],
    ['purchases', {}],
  ]);
});

test('a contact without any key is left out where the record says more, and kept to be refused where it does not', () => {
  const fields = `contacts: { external_id: who, name: name, created_at: day }
messages: { conversation: chat, direction: { value: inbound }, sent_at: day }`;
  const rows = mapped(fields, 'who|name|chat|day\n1|Ana|c|d\n|Rita|c|d');
  const message = ['messages', { conversation: 'c', direction: 'inbound', sent_at: 'd' }];
  assert.deepEqual(values(rows[0]), [['contacts', { external_id: '1', name: 'Ana', created_at: 'd' }], message]);
  assert.deepEqual(values(rows[1]), [message]);
  const alone = mapped('contacts: { external_id: who, name: name }', 'who|name\n|Rita');
  assert.deepEqual(values(alone[0]), [['contacts', { name: 'Rita' }]]);
});

test('a blank cell clears the day of a conversion or a closing, other fields where the mapping says so, never a key', () => {
  const clears = (fields: string, top = '') =>
    mapped(fields, 'id|day|won|value\n1|d||', top).map((record) => 'rows' in record && record.rows[0].clears);
  const lead = 'external_id: id, contact: id, created_at: day';
  assert.deepEqual(clears(`leads: { ${lead}, converted_at: won, order_value: value }`), [['converted_at']]);
  assert.deepEqual(clears(`leads: { ${lead}, converted_at: { column: won, blank: keep } }`), [[]]);
  assert.deepEqual(clears(`leads: { ${lead}, order_value: { column: value, blank: clear } }`), [['order_value']]);
  assert.deepEqual(clears(`leads: { ${lead}, converted_at: won, order_value: value }`, 'blank: clear'), [
    ['converted_at', 'order_value'],
  ]);
  assert.deepEqual(clears('contacts: { external_id: id, email: won, name: value }', 'blank: clear'), [['name']]);
  // a deal that is won no more has no day of winning
  assert.deepEqual(clears(`leads: { ${lead}, converted_at: { column: day, when: { won: yes } } }`), [['converted_at']]);
});

test('attributes are named columns, columns under other names, or all that no field and no condition uses', () => {
  const text = 'id|day|Plan|City|deleted||Tags\n1|d|pro||no|z|vip;cake';
  const kept = (attributes: string) => {
    const fields = `contacts: { external_id: id, attributes: ${attributes}, attributes_at: day }`;
    const [record] = mapped(fields, text, 'unless: { deleted: true }');
    assert.ok('rows' in record);
    assert.equal(record.rows[0].attributesAt, 'd');
    return record.rows[0].attributes;
  };
  assert.deepEqual(kept('"*"'), { Plan: 'pro', City: null, Tags: 'vip;cake' });
  assert.deepEqual(kept('[plan]'), { plan: 'pro' });
  assert.deepEqual(kept('{ first_tag: { column: Tags, split: ";" } }'), { first_tag: 'vip' });
  const all = compile('contacts: { external_id: id, attributes: "*" }', text, 'unless: { deleted: true }');
  assert.deepEqual(all.ignoredColumns, []);
  const some = compile('contacts: { external_id: id, attributes: [plan] }', text, 'unless: { deleted: true }');
  assert.deepEqual(some.ignoredColumns, ['day', 'City', 'Tags']);
});

test('the apostrophe with which spreadsheets mark text is dropped, that of a name is not', () => {
  const rows = mapped('contacts: { phone: phone, name: name }', "phone|name\n'+15550100001|'t Hooft\n'0049|d'Or");
  assert.deepEqual(rows.map(values), [
    [['contacts', { phone: '+15550100001', name: "'t Hooft" }]],
    [['contacts', { phone: '0049', name: "d'Or" }]],
  ]);
});

test('numbers and moments are read as their column writes them, behind patterns and not behind words', () => {
  const fields = `leads:
  external_id: id
  contact: id
  order_value: { column: value, decimal: "," }
  created_at: { first: [started, made], zone: Europe/Lisbon }
  converted_at: { columns: [day, time] }
  scored_at: { column: note, pattern: "on (.+)$", date_order: mdy }
  score: { column: rating, words: { hot: 90 } }`;
  const compiled = compile(fields, 'id|value|started|made|day|time|note|rating', 'date_order: dmy\nzone: Asia/Tokyo');
  assert.deepEqual(
    [...compiled.styled].sort(([a], [b]) => a - b),
    [
      [1, { kind: 'number', decimal: ',', places: 2 }],
      [2, { kind: 'moment', dateOrder: 'dmy', zone: 'Europe/Lisbon' }],
      [3, { kind: 'moment', dateOrder: 'dmy', zone: 'Europe/Lisbon' }],
      [4, { kind: 'moment', dateOrder: 'dmy', zone: 'Asia/Tokyo' }],
      [6, { kind: 'moment', dateOrder: 'mdy', zone: 'Asia/Tokyo' }],
      [7, { kind: 'number', decimal: undefined, places: undefined }],
    ],
  );
  const read = new Map<number, ReadColumn>([...compiled.styled.keys()].map((at) => [at, (text) => `${at}(${text})`]));
  assert.deepEqual(values(compiled.map(['1', '5,0', '', 'm', 'd', 't', 'seen on n', 'Hot'], read)), [
    [
      'leads',
      {
        external_id: '1',
        contact: '1',
        order_value: '1(5,0)',
        created_at: '3(m)',
        converted_at: '4(d t)',
        scored_at: '6(n)',
        score: '90',
      },
    ],
  ]);
  assert.deepEqual(
    values(compiled.map(['1', '', 's', 'm', '', '', '', '7'], read)).map(([, own]) => own),
    [{ external_id: '1', contact: '1', created_at: '2(s)', score: '7(7)' }],
  );
});

test('the day from which a rate holds is not moved by a zone', () => {
  const compiled = compile('exchange_rates: { currency: c, valid_from: d, rate: r }', 'c|d|r', 'zone: Asia/Tokyo');
  assert.equal(compiled.styled.get(1)?.zone, 'UTC');
});

test('several rows of one record may feed one table, under conditions of their own', () => {
  const fields = `lead_stages:
- { lead: id, stage: { value: qualified }, at: { column: qualified } }
- { lead: id, stage: { value: won }, at: { column: closed }, when: { result: won } }`;
  const rows = mapped(fields, 'id|qualified|closed|result\n1|a|b|won\n2|a|b|lost');
  assert.deepEqual(
    rows.map((record) => values(record).map(([, own]) => Object.values(own).join())),
    [['1,qualified,a', '1,won,b'], ['2,qualified,a']],
  );
});

test('a column that the file lacks is refused where a required field or a condition hangs on it, else listed', () => {
  const lead = 'external_id: id, contact: who, created_at: day';
  const optional = compile(`leads: { ${lead}, score: stars, owner: { first: [owner, seller] } }`, 'id|who|day|seller');
  assert.deepEqual(optional.missingColumns, ['owner', 'stars']);
  assert.deepEqual(optional.fields.get('leads'), ['external_id', 'contact', 'owner', 'created_at']);
  assert.throws(() => compile(`leads: { ${lead} }`, 'id|day'), { message: /"who", on which leads\.contact hangs/ });
  assert.throws(() => compile(`leads: { ${lead} }`, 'id|who|day', 'where: { type: deal }'), { message: /"type"/ });
  const preset = compile(`leads: { ${lead} }`, 'id|day', 'unless: { deleted: true }', true);
  assert.deepEqual(preset.missingColumns, ['who', 'deleted']);
  const either = compile('contacts: { phone: mobile, email: mail }', 'mail');
  assert.deepEqual([...either.fields], [['contacts', ['email']]]);
});

test('a field is named in the words of the file', () => {
  const compiled = compile(
    'contacts: { external_id: id, name: [first, last], country: { value: DE } }\nopt_ins: { contact: id, opted_in: ok, at: d }',
    'ID|First|Last|OK|D',
  );
  assert.deepEqual(
    [['contacts', 'name'] as const, ['contacts', 'country'] as const, ['opt_ins', 'opted_in'] as const].map(
      ([table, field]) => compiled.columnOf(table, field),
    ),
    ['First + Last', 'country', 'OK'],
  );
  assert.deepEqual([...compiled.fields.keys()], ['contacts', 'opt_ins']);
});
