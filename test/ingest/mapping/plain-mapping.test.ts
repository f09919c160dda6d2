import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainMapping } from '../../../ingest/mapping/plain-mapping.ts';

function fields(header: readonly string[], map: Record<string, string> = {}) {
  return plainMapping('purchases', header, map).tables.purchases;
}

test('columns that bear the fields names are used as they are, however they are written', () => {
  assert.deepEqual(fields(['Contact', 'AMOUNT', 'Purchased At', 'note']), {
    contact: 'Contact',
    amount: 'AMOUNT',
    purchased_at: 'Purchased At',
  });
});

test('known synonyms are understood, a proper name goes first', () => {
  const rest = { amount: 'amount', purchased_at: 'purchased_at' };
  assert.deepEqual(fields(['customer_id', 'order_id', 'amount', 'purchased_at']), {
    contact: 'customer_id',
    external_id: 'order_id',
    ...rest,
  });
  assert.deepEqual(fields(['customer_id', 'contact', 'amount', 'purchased_at']), { contact: 'contact', ...rest });
});

test('a contact may be named by phone or e-mail', () => {
  const given = fields(['contact_phone', 'amount', 'purchased_at']);
  assert.deepEqual(given, { contact_phone: 'contact_phone', amount: 'amount', purchased_at: 'purchased_at' });
  assert.deepEqual(plainMapping('contacts', ['E-Mail', 'Created']).tables.contacts, {
    email: 'E-Mail',
    created_at: 'Created',
  });
});

test('--map goes before names', () => {
  const given = fields(['amount', 'paid', 'contact', 'day'], { paid: 'amount', Day: 'purchased_at' });
  assert.deepEqual(given, { amount: 'paid', purchased_at: 'day', contact: 'contact' });
});

test('a column that the file does not have is refused with those it has', () => {
  assert.throws(() => fields(['a', 'b'], { c: 'amount' }), { code: 'invalid_input', message: /"c"/, remedy: /a, b/ });
});

test('a field that the table does not have is refused with those it has', () => {
  assert.throws(() => fields(['a'], { a: 'price' }), { code: 'invalid_input', message: /"price"/, remedy: /amount/ });
});

test('two columns for one field, and one column for two, are refused', () => {
  const two = { a: 'amount', b: 'amount' };
  assert.throws(() => fields(['a', 'b'], two), { code: 'invalid_input', message: /b=amount/ });
  assert.throws(() => fields(['a'], { a: 'amount', A: 'quantity' }), { code: 'invalid_input', message: /A=quantity/ });
});

test('a missing required column is named with how to give it', () => {
  assert.throws(() => fields(['customer_id', 'when']), {
    code: 'invalid_input',
    message: /amount, purchased_at/,
    remedy: /--map column=amount.*customer_id, when/,
  });
});

test('two columns with the same name are refused, nameless ones are not', () => {
  const header = ['contact', 'amount', 'Amount', 'purchased_at'];
  assert.throws(() => fields(header), { code: 'invalid_input', message: /"Amount"/ });
  assert.equal(fields(['contact', 'amount', 'purchased_at', '', '']) === undefined, false);
});
