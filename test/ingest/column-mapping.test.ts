import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapColumns } from '../../ingest/column-mapping.ts';
import { importDefinitions } from '../../ingest/importable-tables.ts';

function map(header: readonly string[], mapping: Record<string, string> = {}) {
  return mapColumns('purchases', importDefinitions.purchases, header, mapping);
}

test('columns that bear the fields names are used as they are, however they are written', () => {
  const { fields, ignored } = map(['Contact', 'AMOUNT', 'Purchased At', 'note']);
  assert.deepEqual(fields, ['contact', 'amount', 'purchased_at', null]);
  assert.deepEqual(ignored, ['note']);
});

test('known synonyms are understood, a proper name goes first', () => {
  assert.deepEqual(map(['customer_id', 'order_id', 'amount', 'purchased_at']).fields, [
    'contact',
    'external_id',
    'amount',
    'purchased_at',
  ]);
  assert.deepEqual(map(['customer_id', 'contact', 'amount', 'purchased_at']).fields, [
    null,
    'contact',
    'amount',
    'purchased_at',
  ]);
});

test('--map goes before names', () => {
  const { fields, columnOf } = map(['amount', 'paid', 'contact', 'day'], { paid: 'amount', Day: 'purchased_at' });
  assert.deepEqual(fields, [null, 'amount', 'contact', 'purchased_at']);
  assert.equal(columnOf.get('purchased_at'), 'day');
});

test('a column that the file does not have is refused with those it has', () => {
  assert.throws(() => map(['a', 'b'], { c: 'amount' }), { code: 'invalid_input', message: /"c"/, remedy: /a, b/ });
});

test('a field that the table does not have is refused with those it has', () => {
  assert.throws(() => map(['a'], { a: 'price' }), { code: 'invalid_input', message: /"price"/, remedy: /amount/ });
});

test('two columns for one field, and one column for two, are refused', () => {
  assert.throws(() => map(['a', 'b'], { a: 'amount', b: 'amount' }), { code: 'invalid_input', message: /b=amount/ });
  assert.throws(() => map(['a'], { a: 'amount', A: 'quantity' }), { code: 'invalid_input', message: /A=quantity/ });
});

test('a missing required column is named with how to give it', () => {
  assert.throws(() => map(['customer_id', 'when']), {
    code: 'invalid_input',
    message: /amount, purchased_at/,
    remedy: /--map column=amount.*customer_id, when/,
  });
});

test('two columns with the same name are refused', () => {
  assert.throws(() => map(['contact', 'amount', 'Amount', 'purchased_at']), {
    code: 'invalid_input',
    message: /"Amount"/,
  });
});
