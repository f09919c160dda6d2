import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrayLiteral } from '../../../store/database/array-literal.ts';
import { numberArray } from '../../../store/database/number-array.ts';
import { openTestDatabase } from '../test-database.ts';

const database = await openTestDatabase();

test('texts come back as they were sent, whatever they contain', async () => {
  const texts = [
    'plain',
    '',
    'null',
    'NULL',
    null,
    'a,b',
    '{x}',
    '"quoted"',
    'back\\slash',
    ' padded ',
    'line\nend',
    'ä€😀',
    "it's",
  ];
  const [row] = await database.query<{ found: unknown }>('select $1::text[] as found', [arrayLiteral(texts)]);
  assert.deepEqual(row?.found, texts);
});

test('numbers, moments and flags come back as they were sent', async () => {
  const numbers = [0, -1.5, 1e300, 5e-324, 0.1 + 0.2, null, Number.NaN, Number.POSITIVE_INFINITY];
  const moments = [new Date('2026-06-01T12:00:00.123Z'), null];
  const [row] = await database.query<Record<string, unknown>>(
    'select $1::double precision[] as numbers, $2::timestamptz[] as moments, $3::boolean[] as flags, $4::integer[] as none',
    [arrayLiteral(numbers), arrayLiteral(moments), arrayLiteral([true, false, null]), arrayLiteral([])],
  );
  assert.deepEqual(row, { numbers, moments, flags: [true, false, null], none: [] });
});

test('lists of numbers come back as one list, bit for bit', async () => {
  const lists = [
    [1, Number.NaN, -0],
    [],
    Float64Array.of(5e-324, 1.7976931348623157e308, 0.1),
    [Number.NEGATIVE_INFINITY],
  ];
  const [row] = await database.query<{ found: number[] }>('select $1::double precision[] as found', [
    numberArray(lists),
  ]);
  assert.deepEqual(
    row?.found,
    lists.flatMap((list) => [...list]),
  );
  const [none] = await database.query<{ found: number[] }>('select $1::double precision[] as found', [
    numberArray([[]]),
  ]);
  assert.deepEqual(none?.found, []);
});
