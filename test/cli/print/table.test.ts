import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth } from '../../../cli/print/display-width.ts';
import { type Column, tableLines } from '../../../cli/print/table.ts';

type Row = { readonly name: string; readonly count: number; readonly why: string; readonly note: string };

const columns: readonly Column<Row>[] = [
  { title: 'Name', cell: ({ name }) => name },
  { title: 'Count', cell: ({ count }) => String(count), right: true },
  { title: 'Note', cell: ({ note }) => note, optional: 1 },
  { title: 'Why', cell: ({ why }) => why, folds: true },
];
const rows: readonly Row[] = [
  { name: 'Anna', count: 12, note: 'a-note-of-one-word', why: 'because she wrote back within an hour, three times' },
  { name: '王秀英', count: 3, note: '-', why: '' },
];

test('without a terminal a table has all columns, each as wide as its widest cell on a screen', () => {
  assert.deepEqual(tableLines(rows, columns), [
    'Name    Count  Note                Why',
    'Anna       12  a-note-of-one-word  because she wrote back within an hour, three times',
    '王秀英      3  -',
  ]);
});

test('a sentence is folded in its column where there is room for one', () => {
  assert.deepEqual(tableLines(rows, columns, '', 64), [
    'Name    Count  Note                Why',
    'Anna       12  a-note-of-one-word  because she wrote back within',
    '                                   an hour, three times',
    '王秀英      3  -',
  ]);
});

test('where there is none it stands below its row, and nothing where it is empty', () => {
  assert.deepEqual(tableLines(rows, columns, '', 36), [
    'Name    Count  Note',
    'Anna       12  a-note-of-one-word',
    '   Why: because she wrote back',
    '      within an hour, three times',
    '王秀英      3  -',
  ]);
});

test('optional columns are left out before the rest becomes a list, and named', () => {
  const plain = columns.slice(0, 3);
  assert.deepEqual(tableLines(rows, plain, '  ', 30), [
    '  Name    Count',
    '  Anna       12',
    '  王秀英      3',
    '  (too narrow for: Note;',
    '  --json has all)',
  ]);
  assert.deepEqual(tableLines(rows, plain, '', 12), [
    'Name: Anna',
    '   Count: 12',
    '   Note:',
    '      a-note-of-one-word',
    'Name: 王秀英',
    '   Count: 3',
  ]);
});

test('no word is broken and no line wider than the terminal at any width that holds the longest word', () => {
  const words = new Set(rows.flatMap(({ name, why }) => [name, ...why.split(' ')]).filter((word) => word !== ''));
  for (let width = 26; width < 100; width++) {
    const lines = tableLines(rows, columns, '', width);
    assert.ok(Math.max(...lines.map(displayWidth)) <= width, `${width}:\n${lines.join('\n')}`);
    const shown = new Set(lines.flatMap((line) => line.trim().split(/\s+/)));
    for (const word of words) assert.ok(shown.has(word), `${word} at ${width}`);
  }
});
