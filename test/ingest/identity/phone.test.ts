import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type PhoneCountry, phoneCountry, phoneForms, readPhone } from '../../../ingest/identity/phone.ts';

function read(text: string, country?: PhoneCountry): string {
  const reading = readPhone(text, country);
  return 'phone' in reading ? reading.phone : reading.reason;
}

test('a number with its country code is read whatever stands in and around it', () => {
  for (const text of [
    '+49 171 2345678',
    '0049 171 2345678',
    "'+491712345678",
    'tel:+49-171-2345678',
    'p:+491712345678',
    'whatsapp:+491712345678',
    '491712345678@c.us',
    '491712345678@s.whatsapp.net',
    '491712345678:12@s.whatsapp.net',
    'https://wa.me/491712345678',
    '\u202A+49\u00A0171\u00A02345678\u202C',
    '+４９１７１２３４５６７８',
    '+49 (0)171 2345678',
  ]) {
    assert.equal(read(text), '+491712345678', text);
    assert.equal(read(text, 'US'), '+491712345678', text);
  }
});

test('a number without a country code is one of the default country', () => {
  assert.equal(read('0171 2345678', 'DE'), '+491712345678');
  assert.equal(read('(202) 555-0123', 'US'), '+12025550123');
  assert.equal(read('011 49 171 2345678', 'US'), '+491712345678');
  assert.equal(read('98765 43210', 'IN'), '+919876543210');
  assert.equal(read('06 1234 5678', 'IT'), '+390612345678');
  assert.equal(read('8 (912) 345-67-89', 'RU'), '+79123456789');
  assert.equal(read('0171 2345678'), 'has no country code, and no default country is known');
});

test('an international number that lacks its plus is one of its country, and nobody else', () => {
  assert.equal(read('491712345678', 'DE'), '+491712345678');
  assert.equal(read('491712345678.0', 'DE'), '+491712345678');
  assert.equal(read('919876543210', 'IN'), '+919876543210');
  assert.equal(read('5511987654321', 'BR'), '+5511987654321');
  assert.equal(read('491712345678', 'BR'), 'is not a phone number in BR');
  assert.equal(read('491712345678'), 'has no country code, and no default country is known');
});

test('a number that lost its zero is refused where zeros are written', () => {
  assert.match(read('1712345678', 'DE'), /leading zero of a number in DE/);
  assert.match(read('7911123456', 'GB'), /leading zero of a number in GB/);
  assert.equal(read('612345678', 'IT'), 'is not a phone number in IT');
  const refused = readPhone('1712345678', 'DE');
  assert.match('remedy' in refused ? refused.remedy : '', /as text, or write it as \+491712345678/);
});

test('what a spreadsheet shortened is no number of anybody', () => {
  for (const text of ['9.19876E+11', '4,91712E+11', "'4.91712e+11"]) {
    assert.equal(read(text, 'IN'), 'is a number that a spreadsheet shortened');
  }
});

test('what is no phone number is refused with a reason', () => {
  for (const text of ['', '+', 'n/a', 'unknown', '+999 12345678', '1-800-FLOWERS'])
    assert.match(read(text), /is not a|no default/);
  assert.equal(read('12345', 'DE'), 'is too short for a phone number');
  assert.match(read('+4912345'), /too few or too many digits/);
  assert.match(read('+1 202 555 01234567'), /too few or too many digits|is not a phone number/);
  assert.match(read('+1 000 000 0000'), /placeholder/);
  assert.match(read('+1 202 555 0123, +1 202 555 0124'), /several/);
  assert.match(read('120363040000000000@g.us'), /address of a group/);
  assert.match(read('190000000000000@lid'), /address of a group or without a number/);
});

test('an extension makes another phone, for a switchboard is shared by many', () => {
  assert.equal(read('+1 202 555 0123 ext. 12'), '+12025550123;ext=12');
  assert.equal(read('+12025550123;ext=12'), '+12025550123;ext=12');
  assert.deepEqual(phoneForms('+12025550123;ext=12'), ['+12025550123;ext=12']);
});

test("a Brazilian mobile number gets its ninth digit, a landline doesn't", () => {
  for (const text of ['+55 11 8765-4321', '+55 11 98765-4321']) assert.equal(read(text), '+5511987654321');
  for (const text of ['(11) 8765-4321', '11 98765-4321', '551187654321']) {
    assert.equal(read(text, 'BR'), '+5511987654321', text);
  }
  assert.equal(read('+55 11 3265-4321'), '+551132654321');
  assert.deepEqual(phoneForms('+5511987654321'), ['+5511987654321', '+551187654321']);
  assert.deepEqual(phoneForms('+551132654321'), ['+551132654321']);
});

test('the 1 of Mexican mobile numbers is dropped', () => {
  for (const text of ['+52 1 55 1234 5678', '+52 55 1234 5678']) assert.equal(read(text), '+525512345678');
  for (const text of ['55 1234 5678', '044 55 1234 5678', '5215512345678'])
    assert.equal(read(text, 'MX'), '+525512345678');
  assert.deepEqual(phoneForms('+525512345678'), ['+525512345678', '+5215512345678']);
});

test('the 9 of Argentine mobile numbers makes no other person, and stays where it was written', () => {
  assert.equal(read('+54 9 11 2345-6789'), '+5491123456789');
  assert.equal(read('011 15-2345-6789', 'AR'), '+5491123456789');
  assert.equal(read('+54 11 2345-6789'), '+541123456789');
  assert.deepEqual(phoneForms('+541123456789'), phoneForms('+5491123456789'));
});

test('a default country that is none is refused', () => {
  assert.equal(phoneCountry('BR'), 'BR');
  assert.equal(phoneCountry(undefined), undefined);
  assert.throws(() => phoneCountry('ZZ'), { code: 'invalid_input', message: /"ZZ" is not a country/ });
});

test('any text is read or refused, and what was read reads the same again', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 3, maxLength: 16 });
  const written = fc
    .tuple(
      fc.constantFrom('', '+', '00', "'", 'whatsapp:', 'tel:', '+55', '+52', '+54', '+1', '+49', '55', '(', '+44 (0)'),
      digits,
      fc.constantFrom('', ' ', '-', ' ext. 7', '@c.us', '.0', 'E+11', ';ext=9'),
      fc.constantFrom('', '12', '345-67'),
    )
    .map((parts) => parts.join(''));
  const country = fc.constantFrom<(PhoneCountry | undefined)[]>(
    undefined,
    'DE',
    'BR',
    'MX',
    'AR',
    'US',
    'IN',
    'IT',
    'GB',
  );
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: written }, fc.string({ unit: 'binary', maxLength: 40 })),
      country,
      (text, from) => {
        const first = readPhone(text, from);
        if (!('phone' in first)) {
          assert.ok(first.reason !== '' && first.remedy !== '');
          return;
        }
        assert.match(first.phone, /^\+[1-9]\d{5,14}(;ext=\d+)?$/);
        assert.deepEqual(readPhone(first.phone), first);
        assert.deepEqual(readPhone(first.phone, from), first);
        for (const form of phoneForms(first.phone)) {
          const again = readPhone(form);
          // numbers that nobody has are possible too, and their old forms may not be
          if ('phone' in again) assert.equal(phoneForms(again.phone)[0], phoneForms(first.phone)[0]);
        }
      },
    ),
    { numRuns: 20_000 },
  );
});
