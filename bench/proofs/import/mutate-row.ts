import type { Cell } from '../../../ingest/export/csv-tables.ts';
import type { Random } from '../../../simulation/random.ts';

const long = 'x'.repeat(20_000);

/** What people, spreadsheets and other programs make of a cell. */
const spoilt: readonly ((value: string, random: Random, others: readonly Cell[]) => Cell)[] = [
  () => null,
  () => '',
  () => ' ',
  (value) => `  ${value}\t`,
  (value) => value.toUpperCase(),
  (value) => value.slice(0, Math.floor(value.length / 2)),
  (value) => `${value}${value}`,
  (value) => `'${value}`,
  (value) => `"${value}"`,
  (value) => `${value}\n${value}`,
  (value) => `${value}\r\n`,
  (value) => `${value},${value};${value}\t`,
  (value) => `=${value}`,
  (value) => value.replace(/\d/, 'O'),
  (value) => value.replace(/[-.:]/, ''),
  (value) => `-${value}`,
  (value) => `${value}%`,
  (value) => `$${value}`,
  (value) => value.replace('.', ','),
  (value, random) =>
    value.slice(0, random.integer(value.length + 1)) + String.fromCodePoint(33 + (random.integer(60_000) % 50_000)),
  (_value, random, others) => random.pick(others),
  (_value, random) => String(random.integer(10_000)),
  (_value, random) => String.fromCharCode(1 + random.integer(31)),
  ...[
    'NaN',
    'null',
    'NULL',
    '\\N',
    '-',
    'n/a',
    '#N/A',
    '#REF!',
    'undefined',
    'Infinity',
    '1e309',
    '1e-400',
    '0x1F',
    '-0',
    '1,5',
    '1.234',
    '1.234,50',
    '99999999999999999999',
    '9.19876E+11',
    '00123',
    '31/02/2026',
    '2026-02-31',
    '2026-13-01',
    '1905-01-01',
    '2126-01-01',
    '03/04/2026',
    '24:00',
    '1700000000',
    '2026-03-29T02:30:00',
    '2026-09-01T10:00:00+25:00',
    'TRUE',
    'ja',
    'sí',
    'won',
    'Won!',
    'inbound ',
    '7',
    '101;102',
    '🌿',
    'é',
    '\u200e\u202f',
    '\ufeff',
    'محمد',
    "'; drop table contacts; --",
    '{"a":1}',
    '<b>',
    long,
  ].map((text) => () => text),
];

/** One to three cells of a row become something else. */
export function mutateRow(row: readonly Cell[], random: Random): Cell[] {
  const mutated = [...row];
  for (let times = 1 + random.integer(3); times > 0; times--) {
    const at = random.integer(row.length);
    mutated[at] = random.pick(spoilt)(mutated[at] ?? '', random, row);
  }
  return mutated;
}
