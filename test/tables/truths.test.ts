import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeSpellings } from '../../tables/values/spellings.ts';
import { truthOfCell, truthOfTexts, truthSpellings } from '../../tables/values/truth-text.ts';

for (const [yes, no] of [
  [
    ['Yes', 'Y', '1', 'TRUE'],
    ['No', 'n', '0'],
  ],
  [
    ['ja', 'J', 'wahr'],
    ['Nein', 'N'],
  ],
  [['Sí', 'S'], ['no']],
  [['Y'], ['No']],
  [['t'], ['f']],
  [['ＹＥＳ'], ['no']],
  [['हाँ'], ['नहीं']],
  [['✓'], ['✗']],
]) {
  test(`${yes.join(', ')} are true beside ${no.join(', ')}, which are false`, () => {
    const truths = truthOfTexts([...no, ...yes]);
    const expected = [...no.map((text) => [text, 0] as const), ...yes.map((text) => [text, 1] as const)];
    assert.deepEqual(truths, new Map(expected));
  });
}

for (const texts of [
  ['N', 'S', 'O', 'W'],
  ['M', 'F'],
  ['M', 'F', 'N'],
  ['Yes', 'No', 'maybe'],
  ['yes', 'Yes'],
  ['Y', 'N', 'T'],
]) {
  test(`${texts.join(', ')} are not truth values`, () => {
    assert.equal(truthOfTexts(texts), undefined);
  });
}

test('points of the compass are never merged as spellings of yes and no', () => {
  assert.deepEqual(truthSpellings(new Set(['n', 's', 'o', 'w'])).truths.size, 0);
});

test('a cell that is known to be true or false is read in each language, and as a tick', () => {
  for (const text of ['yes', 'JA', 'x', '✓', ' 1 ', 'oui', 'S', 'да', 'はい']) assert.equal(truthOfCell(text), 1, text);
  for (const text of ['no', 'Nein', '0', 'F', 'não', 'нет', '☐', 'hayır']) assert.equal(truthOfCell(text), 0, text);
  for (const text of ['maybe', '2', '', 'yess']) assert.equal(truthOfCell(text), undefined, text);
});

test('the most frequent spelling stands for all, of equally frequent ones the first in the alphabet', () => {
  const { spellingOf, groups } = mergeSpellings(
    new Map([
      ['male', 3],
      ['Male', 5],
      ['b ', 2],
      ['B', 2],
      ['other', 1],
    ]),
  );
  assert.deepEqual(groups, [
    ['Male', 'male'],
    ['B', 'b '],
  ]);
  assert.deepEqual(['MALE', 'b', 'Other', 'new'].map(spellingOf), ['Male', 'B', 'other', 'new']);
});
