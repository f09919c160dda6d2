import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { z } from 'zod';
import { currency, identifier, moment, number, oneOf, readMoment, text, truth } from '../../ingest/cells.ts';

/** The value, or what is said against it. */
function read(schema: z.ZodType, value: string | undefined): unknown {
  const result = schema.safeParse(value);
  return result.success ? result.data : result.error.issues[0]?.message;
}

for (const [given, expected] of [
  ['1997-01-02', '1997-01-02T00:00:00.000Z'],
  ['19970102', '1997-01-02T00:00:00.000Z'],
  [' 2024-02-29 ', '2024-02-29T00:00:00.000Z'],
  ['2026-01-02T03:04', '2026-01-02T03:04:00.000Z'],
  ['2026-01-02 03:04:05', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04:05.678901Z', '2026-01-02T03:04:05.678Z'],
  ['2026-01-02T03:04:05+05:30', '2026-01-01T21:34:05.000Z'],
  ['2026-01-02T03:04:05-0200', '2026-01-02T05:04:05.000Z'],
  ['2026-01-02 03:04:05+01', '2026-01-02T02:04:05.000Z'],
  ['20260102T0304', undefined],
  ['2026-02-30', undefined],
  ['20260230', undefined],
  ['2025-02-29', undefined],
  ['2026-13-01', undefined],
  ['2026-01-02T24:00', undefined],
  ['2026-01-02T23:60', undefined],
  ['2026-01-02T03:04+15:00', undefined],
  ['02/01/2026', undefined],
  ['1737000000', undefined],
  ['0001-01-01', undefined],
  ['yesterday', undefined],
] as const) {
  test(`the date "${given}" is ${expected ?? 'refused'}`, () => {
    assert.equal(readMoment(given)?.toISOString(), expected);
  });
}

test('a number is plain decimal notation within its range', () => {
  const amount = number({ from: 0, to: 100 });
  assert.deepEqual(
    ['12.5', ' 7 ', '1e1', '0.0', '100', '-1', '100.01', '1,5', '1,000', '', '0x10', 'NaN', 'Infinity', '5 EUR'].map(
      (value) => read(amount, value),
    ),
    [12.5, 7, 10, 0, 100, ...Array(9).fill('is not a number from 0 to 100')],
  );
});

test('a whole number has no fraction', () => {
  const quantity = number({ from: 0, to: 10, integer: true });
  assert.deepEqual(
    [read(quantity, '3'), read(quantity, '3.0'), read(quantity, '3.5')],
    [3, 3, 'is not a whole number from 0 to 10'],
  );
});

test('a choice, a truth and a currency are read whatever their case', () => {
  assert.equal(read(oneOf(['inbound', 'outbound']), ' Inbound '), 'inbound');
  assert.equal(read(oneOf(['inbound', 'outbound']), 'in'), 'is not one of inbound, outbound');
  assert.deepEqual(
    ['TRUE', 'yes', '1', 'No', 'f', 'maybe'].map((value) => read(truth(), value)),
    [true, true, true, false, false, 'is not true or false, nor a word for it such as yes and no'],
  );
  assert.equal(read(currency(), 'eur'), 'EUR');
  assert.equal(read(currency(), '€'), 'is not a currency code of three letters');
});

test('an id is trimmed and bounded, a text kept as it is', () => {
  assert.equal(read(identifier(), ' 00042 '), '00042');
  assert.equal(read(identifier(), 'x'.repeat(501)), 'is not an id of at most 500 characters');
  assert.equal(read(text(), ' two\nlines '), ' two\nlines ');
  assert.equal(read(text(), 'nul\0'), 'is not text without NUL characters');
});

test('a value that is not given is missing', () => {
  assert.equal(read(moment(), undefined), 'is missing');
  assert.equal(read(moment().optional(), undefined), undefined);
});
