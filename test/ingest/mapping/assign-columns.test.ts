import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assignColumns } from '../../../ingest/mapping/assign-columns.ts';

const deals = `name: deals
where: { Pipeline: Sales }
tables:
  contacts:
    email: Email
    attributes: [City, Plan]
  leads:
    external_id: Deal ID
    contact_email: Email
    stage: { column: Status, words: { Won: won, Open: new }, otherwise: blank }
    order_value: { first: [Value, Amount] }
    created_at: Created
`;

const lines = (text: string) => text.split('\n').map((line) => line.trim());

test('a column becomes another field, and the field that it filled is freed', () => {
  const changed = lines(assignColumns(deals, { Value: 'leads.score' }));
  assert.ok(changed.includes('score: Value'));
  assert.ok(changed.includes('order_value: { first: [Amount] }'));
});

test('a field that is filled by another column keeps its words', () => {
  const changed = assignColumns(deals, { Phase: 'leads.stage' });
  assert.match(changed, /stage: \{ column: Phase, words: \{ Won: won, Open: new \}, otherwise: blank \}/);
  assert.doesNotMatch(changed, /Status/);
});

test('a column that becomes nothing fills nothing, and an attribute is one', () => {
  const changed = lines(
    assignColumns(deals, { Plan: '', Status: 'attribute of leads', Budget: 'attribute of contacts' }),
  );
  assert.ok(changed.includes('attributes: [City, Budget]'));
  assert.ok(changed.includes('attributes: [Status]'));
  assert.ok(!changed.some((line) => line.startsWith('stage:')));
});

test('conditions stay, and a table that nothing fills any more is gone', () => {
  const changed = assignColumns(deals.replace('    contact_email: Email\n', '    contact_phone: Phone\n'), {
    Email: '',
    City: '',
    Plan: '',
  });
  assert.match(changed, /where: \{ Pipeline: Sales \}/);
  assert.doesNotMatch(changed, /contacts:/);
});

test('a column is named in place of one that is not known yet', () => {
  const draft = 'name: export\ntables:\n  contacts:\n    external_id: "?" # no column found\n    name: Name\n';
  assert.deepEqual(lines(assignColumns(draft, { Mobile: 'contacts.phone' })), [
    'name: export',
    'tables:',
    'contacts:',
    'name: Name',
    'phone: Mobile',
    '',
  ]);
});

for (const [what, uses, message] of [
  ['a use that does not exist', { Value: 'leads.colour' }, /no use "leads.colour"/],
  ['attributes of a table that keeps none', { Value: 'attribute of messages' }, /no use "attribute of messages"/],
  ['two columns for one field', { Value: 'leads.score', Amount: 'leads.score' }, /both "Value" and "Amount"/],
  ['a mapping that says too little afterwards', { 'Deal ID': '' }, /leads needs external_id/],
] as const) {
  test(`${what} is refused`, () => {
    assert.throws(() => assignColumns(deals, uses as Record<string, string>), { code: 'invalid_input', message });
  });
}
