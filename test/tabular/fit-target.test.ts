import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Task } from '../../engine/task.ts';
import { createRawColumn } from '../../tables/columns/raw-column.ts';
import { missingMarkers } from '../../tables/values/missing-text.ts';
import { readTarget } from '../../tabular/columns/target.ts';

function target(cells: readonly string[], task?: Task) {
  const builder = createRawColumn('outcome', missingMarkers([]));
  for (const cell of cells) builder.append(cell);
  return readTarget(builder.build(), task, false);
}

const times = (count: number, text: string) => Array.from({ length: count }, () => text);
const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at));

/** The cells' values and how often each occurs; negative and positive class. */
const pairs: readonly (readonly [readonly (readonly [string, number])[], string, string])[] = [
  [
    [
      ['Yes', 30],
      ['No', 10],
    ],
    'No',
    'Yes',
  ],
  [
    [
      ['True', 30],
      ['False', 10],
    ],
    'False',
    'True',
  ],
  [
    [
      ['1', 30],
      ['0', 10],
    ],
    '0',
    '1',
  ],
  [
    [
      ['1', 30],
      ['-1', 10],
    ],
    '-1',
    '1',
  ],
  [
    [
      ['<=50K', 30],
      ['>50K', 10],
    ],
    '<=50K',
    '>50K',
  ],
  [
    [
      ['1', 30],
      ['2', 10],
    ],
    '1',
    '2',
  ],
  [
    [
      ['good', 10],
      ['bad', 10],
    ],
    'bad',
    'good',
  ],
];

for (const [values, negative, positive] of pairs) {
  test(`of ${values.map(([text, count]) => `${count} ${text}`).join(' and ')}, ${positive} is positive`, () => {
    const found = target(values.flatMap(([text, count]) => times(count, text)));
    assert.deepEqual(found.task === 'classification' && found.classes, [negative, positive]);
  });
}

test('the values decide the task: texts, two of anything, few whole numbers, or numbers', () => {
  assert.equal(target([...times(9, 'a'), ...times(9, 'b'), ...times(9, 'c')]).task, 'classification');
  assert.equal(target([...times(9, '1.5'), ...times(9, '2.5')]).task, 'classification');
  assert.equal(target(['1', '2', '3', '4', '5'].flatMap((text) => times(9, text))).task, 'classification');
  assert.equal(target(numbers(30)).task, 'regression');
  assert.equal(
    target(
      ['1', '2', '3'].flatMap((text) => times(9, text)),
      'regression',
    ).task,
    'regression',
  );
  assert.equal(target(['$1,000', '$2,500.50', '$3']).task, 'regression');
});

test('spellings of a class are one, rare classes are left out, and notes say both', () => {
  const found = target([...times(20, 'yes'), ...times(3, 'Yes'), ...times(9, 'no'), 'maybe', '']);
  assert.ok(found.task === 'classification');
  assert.deepEqual(found.classes, ['no', 'yes']);
  assert.equal(found.labels.filter((label) => label === 1).length, 23);
  assert.deepEqual([...found.labels.slice(-2)], [-1, -1]);
  assert.equal(found.missing, 1);
  assert.match(found.notes.join(' '), /1 rows? .*maybe.*yes = Yes/);
});

for (const [what, cells, task, expected] of [
  ['no value', times(9, ''), undefined, /has no value in any row/],
  ['one class', times(30, 'a'), undefined, /outcome is a in every row/],
  ['one number', times(30, '7'), 'regression', /outcome is 7 in every row/],
  ['a class for each row', Array.from({ length: 30 }, (_, at) => `t${at}`), undefined, /none has 5 rows/],
  [
    'sixty classes',
    numbers(60).flatMap((text) => times(5, `c${text}`)),
    undefined,
    /60 different values, more than the 50/,
  ],
  ['texts for a regression', ['a', 'b', 'c', '1'], 'regression', /can't be predicted as a number: 3 of 4/],
] as const) {
  test(`a target with ${what} is refused`, () => {
    assert.throws(() => target(cells, task), expected);
  });
}

for (const tick of ['x', '✓']) {
  test(`a target of ${tick} or nothing is a form's box: ticked is positive, empty is no, and a note says so`, () => {
    const found = target([...times(8, tick), ...times(30, '')]);
    assert.ok(found.task === 'classification');
    assert.deepEqual([found.classes, found.missing], [['(empty)', tick], 0]);
    assert.deepEqual([...found.labels], [...Array(8).fill(1), ...Array(30).fill(0)]);
    assert.match(found.notes.join(' '), /8 rows and empty in 30: an empty cell is taken for no/);
  });
}

for (const [what, cells] of [
  ['NA beside the ticks, which may mean unknown', [...times(8, 'x'), ...times(30, 'NA')]],
  ['another word than a tick', [...times(8, 'paid'), ...times(30, '')]],
  ['too few ticks', [...times(3, 'x'), ...times(30, '')]],
] as const) {
  test(`an empty target is not taken for no: ${what}`, () => {
    assert.throws(() => target(cells), /in every row/);
  });
}
