import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTarget } from '../../tabular/columns/target.ts';
import { rawColumn, times } from './raw-column.ts';

const target = (cells: readonly string[]) => readTarget(rawColumn('outcome', cells), undefined, false);
const prices = (count: number) => Array.from({ length: count }, (_, at) => String(100 + 7 * at));

for (const [what, cells, words] of [
  [
    '8% words',
    [...prices(92), ...times(5, 'TBD'), ...times(3, 'call us')],
    /8 rows are left out.*'TBD' 5, 'call us' 3/,
  ],
  ['40% words', [...prices(120), ...times(50, 'sold'), ...times(30, 'on request')], /80 rows are left out.*'sold' 50/],
  [
    'a word of its own in each row',
    [...prices(90), ...Array.from({ length: 10 }, (_, at) => `see note ${at}b c`)],
    /10 rows.*and 2 other texts/,
  ],
  [
    'few numbers and placeholders',
    [...['10', '20', '30', '40', '50', '60', '70'].flatMap((text) => times(10, text)), ...times(8, 'tbd')],
    /8 rows are left out/,
  ],
] as const) {
  test(`a numeric target with ${what} stays a regression, and the words are named`, () => {
    const found = target(cells);
    assert.equal(found.task, 'regression');
    assert.match(found.notes.join(' '), words);
    const usable = found.task === 'regression' ? found.values.filter((value) => !Number.isNaN(value)).length : 0;
    assert.equal(usable + found.missing + found.unusable.rows, cells.length);
  });
}

for (const [what, cells] of [
  ['school grades', [...Array.from({ length: 12 }, (_, at) => times(10, String(at + 1))).flat(), ...times(15, 'K')]],
  [
    'sizes',
    [...['36', '38', '40', '42', '44', '46'].flatMap((text) => times(9, text)), ...times(20, 'S'), ...times(20, 'M')],
  ],
] as const) {
  test(`${what}, numbers and letters alike, stay classes`, () => assert.equal(target(cells).task, 'classification'));
}

for (const [what, cells, classes] of [
  [
    'English',
    [
      ...times(9, 'Yes'),
      ...times(5, 'Y'),
      ...times(5, '1'),
      ...times(3, 'TRUE'),
      ...times(20, 'No'),
      ...times(4, 'n'),
      ...times(2, '0'),
    ],
    ['No', 'Yes'],
  ],
  [
    'German and signs',
    [...times(9, 'ja'), ...times(5, 'J'), ...times(9, 'wahr'), ...times(20, 'Nein'), ...times(4, 'N')],
    ['Nein', 'ja'],
  ],
  ['French', [...times(9, 'oui'), ...times(5, 'O'), ...times(20, 'non'), ...times(4, 'faux')], ['non', 'oui']],
  [
    'plus and minus one',
    [...times(9, 'true'), ...times(5, '1'), ...times(20, 'false'), ...times(5, '-1')],
    ['false', 'true'],
  ],
] as const) {
  test(`spellings of true and false are two classes: ${what}`, () => {
    const found = target(cells);
    assert.deepEqual(found.task === 'classification' && found.classes, classes);
    assert.match(found.notes.join(' '), / = /);
    assert.ok(found.task === 'classification' && found.labels.every((label) => label >= 0));
  });
}

test('letters that mean something else are not truth values', () => {
  const found = target([...times(20, 'M'), ...times(20, 'F'), ...times(20, 'N')]);
  assert.deepEqual(found.task === 'classification' && [...found.classes].sort(), ['F', 'M', 'N']);
  assert.deepEqual(found.notes, []);
});

test('1 and 2 beside yes and no may be spellings of these: a note says so, and they stay apart', () => {
  const found = target([...times(20, 'yes'), ...times(19, 'no'), ...times(18, '1'), ...times(17, '2')]);
  assert.deepEqual(found.task === 'classification' && found.classes, ['yes', 'no', '1', '2']);
  assert.match(found.notes.join(' '), /1, 2 may be spellings/);
});

test('texts that differ only in blanks, case or encoding are one class', () => {
  const found = target([
    ...times(9, 'São  Paulo'),
    ...times(9, 'SÃO PAULO'),
    ...times(9, 'sa\u0303o paulo'),
    ...times(9, 'Rio'),
  ]);
  assert.equal(found.task === 'classification' && found.classes.length, 2);
  assert.match(found.notes.join(' '), /São Paulo|São {2}Paulo/);
});

test('a third class beside truth values stays, and a note says how to make it missing', () => {
  const found = target([...times(20, 'Yes'), ...times(9, 'y'), ...times(20, 'No'), ...times(9, 'unknown')]);
  assert.deepEqual(found.task === 'classification' && found.classes, ['Yes', 'No', 'unknown']);
  assert.match(found.notes.join(' '), /--missing "unknown"/);
});
