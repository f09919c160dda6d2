import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runOnce } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-fit-remedies-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(header: string, rows: number, cells: (row: number) => string): string {
  const file = join(folder, `${Math.random()}.csv`);
  writeFileSync(file, [header, ...Array.from({ length: rows }, (_, row) => cells(row))].join('\n'));
  return file;
}

/** Options that bring about a refusal, and those that its remedy names. */
const followed = [
  [
    'a number as classes',
    write('x,y', 300, (row) => `${row % 7},${row % 60}`),
    ['--target', 'y', '--task', 'classification'],
    ['--target', 'y', '--task', 'regression'],
  ],
  [
    'a number that never repeats, as classes',
    write('x,y', 100, (row) => `${row % 7},${row}`),
    ['--target', 'y', '--task', 'classification'],
    ['--target', 'y', '--task', 'regression'],
  ],
  [
    'texts as a number',
    write('x,y', 100, (row) => `${row % 7},${row % 3 === 0 ? 'red' : 'blue'}`),
    ['--target', 'y', '--task', 'regression'],
    ['--target', 'y', '--task', 'classification'],
  ],
  [
    'an engine for classes, of a number',
    write('x,y', 100, (row) => `${row % 7},${row * 1.5}`),
    ['--target', 'y', '--engine', 'logistic'],
    ['--target', 'y', '--engine', 'forest'],
  ],
  [
    'a class that begins too late',
    write('x,y', 100, (row) => `${row % 7},${row < 80 ? 'no' : 'yes'}`),
    ['--target', 'y', '--split', 'time'],
    ['--target', 'y', '--split', 'stratified'],
  ],
  [
    'identifiers only',
    write('name,y', 100, (row) => `u${row},${row % 2}`),
    ['--target', 'y'],
    ['--target', 'y', '--categorical', '"name"'],
  ],
  [
    'a column to drop and to keep',
    write('x,z,y', 100, (row) => `${row % 7},${row % 5},${row % 2}`),
    ['--target', 'y', '--drop', 'z', '--categorical', 'z'],
    ['--target', 'y', '--categorical', 'z'],
  ],
  [
    'a category that is to be a number',
    write('x,y', 100, (row) => `${row % 7},${row % 4}`),
    ['--target', 'y', '--categorical', 'y', '--task', 'regression'],
    ['--target', 'y', '--categorical', 'y'],
  ],
] as const;

for (const [what, file, refused, remedied] of followed) {
  test(`${what}: the remedy names an option that works`, async () => {
    const first = await runOnce(['fit', file, ...refused]);
    assert.ok(first.code !== 0, first.stdout);
    // an option that the remedy takes away is told by its name, one that it adds with its value
    const changed = remedied.find((option) => !(refused as readonly string[]).includes(option)) ?? '';
    const told = first.stderr.replaceAll(/\s+/g, ' ');
    assert.ok(told.includes(changed), told);
    const second = await runOnce(['fit', file, ...remedied]);
    assert.equal(second.code, 0, second.stderr);
  });
}

test('texts that are neither numbers nor classes: no remedy names a task that is refused as well', async () => {
  const file = write('x,y', 100, (row) => `${row % 7},note ${row}`);
  for (const task of [[], ['--task', 'classification'], ['--task', 'regression']]) {
    const { code, stderr } = await runOnce(['fit', file, '--target', 'y', ...task]);
    assert.ok(code !== 0);
    assert.doesNotMatch(stderr, /--task/);
    assert.match(stderr, /Name another column/);
  }
});

test('a sentinel is told until it is named as missing', async () => {
  const file = write(
    'x,y',
    200,
    (row) => `${row % 10 === 0 ? -200 : (row % 13) + 0.5},${row % 3 === 0 ? 'on' : 'off'}`,
  );
  const first = await runOnce(['fit', file, '--target', 'y', '--json']);
  const { notes, columns } = JSON.parse(first.stdout);
  assert.match(notes.join(' '), /x is -200 in 20 rows.*--missing -200/);
  assert.deepEqual(columns[0].sentinels, [{ value: -200, rows: 20 }]);
  const second = JSON.parse((await runOnce(['fit', file, '--target', 'y', '--json', '--missing', '-200'])).stdout);
  assert.doesNotMatch(second.notes.join(' '), /-200/);
  assert.deepEqual(second.columns[0].sentinels, []);
  assert.ok(second.columns[0].missing > 0);
});
