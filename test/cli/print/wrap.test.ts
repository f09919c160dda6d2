import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth, padded } from '../../../cli/print/display-width.ts';
import { nextSteps } from '../../../cli/print/next-steps.ts';
import { remainingText, remainingTime } from '../../../cli/print/remaining.ts';
import { shownHashPath } from '../../../cli/print/shown-path.ts';
import { cutAtWord, foldedLine } from '../../../cli/print/wrap.ts';

test('a line that fits, or has no terminal, stays as it is', () => {
  const line = 'OK  two  blanks  stay';
  assert.deepEqual(foldedLine(line, 21), [line]);
  assert.deepEqual(foldedLine(line, null), [line]);
});

test('a folded line keeps its indentation, its mark and the title before it', () => {
  assert.deepEqual(foldedLine('   one two three', 12), ['   one two', '     three']);
  assert.deepEqual(foldedLine('OK one two three', 11), ['OK one two', '   three']);
  assert.deepEqual(foldedLine('NO disk   it is almost full', 20), [
    'NO disk   it is',
    '          almost',
    '          full',
  ]);
  assert.deepEqual(foldedLine('one two three', 8), ['one two', 'three']);
});

test('a word that is wider than the terminal has a line of its own', () => {
  assert.deepEqual(foldedLine('see https://example.org/a-long-way now', 12), [
    'see',
    'https://example.org/a-long-way',
    'now',
  ]);
});

test('a text is cut after a word, or left out', () => {
  assert.equal(cutAtWord('Candidate 3 of 20', 17), 'Candidate 3 of 20');
  assert.equal(cutAtWord('Candidate 3 of 20', 15), 'Candidate 3...');
  assert.equal(cutAtWord('incomprehensibilities', 12), '');
});

test('signs that take two columns, or none, are counted as the screen shows them', () => {
  assert.deepEqual(['Anna', '王秀英', 'José', 'שלום', '😀', '👩‍🔧'].map(displayWidth), [4, 6, 4, 4, 2, 4]);
  assert.equal(padded('王', 4), '王  ');
  assert.equal(padded('王', 4, true), '  王');
});

test('the time that is left follows from the speed so far, once something was seen of it', () => {
  assert.equal(remainingTime(10_000, 0.25), 30_000);
  assert.equal(remainingTime(1_000, 0.25), null);
  assert.equal(remainingTime(10_000, 0.01), null);
  assert.equal(remainingTime(10_000, 1), null);
  assert.deepEqual([4_000, 31_000, 61_000, 12 * 60_000, 7_000_000, null].map(remainingText), [
    'a few seconds left',
    'about 30 s left',
    'about 1 min left',
    'about 12 min left',
    'about 2 h left',
    '',
  ]);
});

test('the hash in a path is shortened to what a shell completes', () => {
  const hash = `${'ab12cd34ef56'}${'0'.repeat(52)}`;
  assert.equal(shownHashPath(`/data/artifacts/ab/${hash}`), '/data/artifacts/ab/ab12cd34ef56*');
});

test('the next step follows from how far somebody has come', () => {
  const commands = (contacts: boolean, models: boolean) => nextSteps({ contacts, models }).slice(1).join();
  assert.match(commands(false, false), /import --inspect.*generate/);
  assert.match(commands(true, false), /data,.*train$/);
  assert.match(commands(true, true), /open,.*predict lead_scoring/);
});
