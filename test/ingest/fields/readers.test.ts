import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBefore, momentText, readMoment } from '../../../ingest/fields/moment-text.ts';
import { currency, identifier, number, oneOf, text, truth } from '../../../ingest/fields/readers.ts';
import { zoneOffset } from '../../../ingest/fields/zone-offset.ts';

for (const [given, expected] of [
  ['1997-01-02', '1997-01-02T00:00:00Z'],
  ['19970102', '1997-01-02T00:00:00Z'],
  [' 2024-02-29 ', '2024-02-29T00:00:00Z'],
  ['2026-01-02T03:04', '2026-01-02T03:04:00Z'],
  ['2026-01-02 03:04:05', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05.678901234Z', '2026-01-02T03:04:05.678901Z'],
  ['2026-01-02T03:04:05.500+05:30', '2026-01-01T21:34:05.5Z'],
  ['2026-01-02T03:04:05-0200', '2026-01-02T05:04:05Z'],
  ['2020-03-03 13:05:57 UTC', '2020-03-03T13:05:57Z'],
  ['2026-01-02 03:04:05+01', '2026-01-02T02:04:05Z'],
  ['20260102T0304', undefined],
  ['2026-02-30', undefined],
  ['2026-02-30T10:00:00Z', undefined],
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
    assert.equal(momentText(given), expected);
  });
}

test('moments are compared with their fractions', () => {
  assert.ok(isBefore('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5Z'));
  assert.ok(isBefore('2026-01-01T00:00:00.25Z', '2026-01-01T00:00:00.5Z'));
  assert.ok(!isBefore('2026-01-01T00:00:01Z', '2026-01-01T00:00:00.5Z'));
});

test('clocks of a zone: summer, winter, the hour that is left out and the first of the doubled ones', () => {
  const berlin = zoneOffset('Europe/Berlin');
  const read = (given: string) => readMoment(given, berlin)?.text;
  assert.equal(read('2026-01-15 12:00'), '2026-01-15T11:00:00Z');
  assert.equal(read('2026-07-15 12:00'), '2026-07-15T10:00:00Z');
  assert.equal(read('2026-03-29 01:59'), '2026-03-29T00:59:00Z');
  assert.equal(read('2026-03-29 02:30'), '2026-03-29T01:30:00Z');
  assert.equal(read('2026-03-29 03:30'), '2026-03-29T01:30:00Z');
  assert.equal(read('2026-10-25 02:30'), '2026-10-25T00:30:00Z');
  assert.equal(read('2026-10-25 03:30'), '2026-10-25T02:30:00Z');
  assert.equal(read('2026-10-25 12:00+05:00'), '2026-10-25T07:00:00Z');
  assert.equal(readMoment('2026-01-15', zoneOffset('Asia/Kolkata'))?.text, '2026-01-14T18:30:00Z');
  assert.equal(readMoment('2026-01-15 10:00', zoneOffset('America/New_York'))?.text, '2026-01-15T15:00:00Z');
});

test('every hour of a year is read back as the clocks of the zone show it', () => {
  for (const zone of [
    'Europe/Lisbon',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/New_York',
  ]) {
    const offset = zoneOffset(zone);
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    for (let at = Date.UTC(2026, 0, 1, 0, 30); at < Date.UTC(2027, 0, 1); at += 3_600_000) {
      const shown = clock.format(at);
      const found = readMoment(shown, offset)?.text ?? '';
      assert.equal(clock.format(Date.parse(found)), shown, zone);
      assert.ok(Date.parse(found) <= at, `${zone} ${shown}: the first of two`);
    }
  }
});

test('a number is plain decimal notation within its range', () => {
  const amount = number({ from: 0, to: 100 });
  const given = [
    '12.5',
    ' 7 ',
    '1e1',
    '1e-400',
    '0.0',
    '100',
    '-1',
    '100.01',
    '1,5',
    '1,000',
    '',
    '0x10',
    'NaN',
    '5 EUR',
  ];
  assert.deepEqual(
    given.map((value) => amount.read(value)),
    ['12.5', '7', '1e1', '0', '0.0', '100', ...Array(8).fill(undefined)],
  );
  assert.equal(amount.expected, 'a number from 0 to 100');
});

test('a whole number has no fraction', () => {
  const quantity = number({ from: 0, to: 10, integer: true });
  assert.deepEqual([quantity.read('3'), quantity.read('3.0'), quantity.read('3.5')], ['3', '3', undefined]);
});

test('a choice, a truth and a currency are read whatever their case', () => {
  const direction = oneOf(['inbound', 'outbound']);
  assert.equal(direction.read(' Inbound '), 'inbound');
  assert.equal(direction.read('in'), undefined);
  assert.deepEqual(
    ['TRUE', 'yes', '1', 'No', 'f', 'maybe'].map((value) => truth.read(value)),
    ['true', 'true', 'true', 'false', 'false', undefined],
  );
  assert.equal(currency.read('eur'), 'EUR');
  assert.equal(currency.read('€'), undefined);
});

test('an id is trimmed and bounded, a text kept as it is', () => {
  assert.equal(identifier.read(' 00042 '), '00042');
  assert.equal(identifier.read('x'.repeat(501)), undefined);
  assert.equal(text.read(' two\nlines '), ' two\nlines ');
  assert.equal(text.read('nul\0'), undefined);
});
