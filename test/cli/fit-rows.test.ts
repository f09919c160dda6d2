import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runOnce } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-fit-rows-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function fit(file: string, ...options: string[]) {
  const { code, stdout, stderr } = await runOnce(['fit', file, '--json', '--engine', 'forest', ...options]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** 100 rows: two are too long, stray marks tear two, three have no target. A blank line and a footer follow. */
const rows = Array.from({ length: 100 }, (_, row) => `${row % 17},name ${row % 5},${row < 97 ? row % 2 : ''}`);
rows[20] = '3,name 0,1,too much';
rows[30] = '13,"name 0,1';
rows[45] = '11,name 0",1';
rows[50] = '16,name 0,1,too much';
const untidy = write('untidy.csv', ['a,b,y', ...rows, '', 'Total: 100 rows']);

test('rows read are those trained on, held out and left out, each with its reason', async () => {
  const report = await fit(untidy, '--target', 'y');
  const { read, training, holdout, left_out: leftOut } = report.rows;
  assert.deepEqual([read, training + holdout, report.file.rows], [101, 95, 101]);
  assert.deepEqual(leftOut, [
    { rows: 2, why: 'they have more cells than the header' },
    { rows: 1, why: 'they stand below the table' },
    { rows: 3, why: 'they have no target' },
  ]);
  const { stdout } = await runOnce(['fit', untidy, '--target', 'y', '--engine', 'forest']);
  assert.match(
    stdout,
    /Rows: +101 read: 76 to train, 19 held out, 2 left out \(they have more cells than the header\)/,
  );
});

test('--save-split counts the rows of the file, those that were left out included', async () => {
  const file = join(folder, 'split.csv');
  await fit(untidy, '--target', 'y', '--save-split', file);
  const listed = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);
  const numbers = listed.map((line) => Number(line.split(',')[0]));
  const used = rows.flatMap((row, at) => (row.split(',').length > 3 || row.endsWith(',') ? [] : [at + 1]));
  assert.deepEqual(numbers, used);
});

test('--decimal settles numbers that can be read in two ways', async () => {
  const amounts = Array.from({ length: 120 }, (_, row) => `${1 + (row % 9)}.${100 + ((row * 37) % 900)};${row % 7}`);
  const file = write('amounts.csv', ['amount;b', ...amounts]);
  const mean = async (...options: string[]) => {
    const report = await fit(file, '--target', 'amount', ...options);
    return { mae: report.metrics.mae.baseline, notes: report.notes.join(' ') };
  };
  const assumed = await mean();
  assert.match(assumed.notes, /amount: 1\.100 is read as 1100 .*could also be 1\.100: that is --decimal \./);
  const [points, commas] = [await mean('--decimal', '.'), await mean('--decimal', ',')];
  // other rows are held out, for these follow from the values
  assert.ok(commas.mae > 500 * points.mae, `${commas.mae} and ${points.mae}`);
  assert.doesNotMatch(points.notes + commas.notes, /that is --decimal/);
});

test('--date-order settles dates that can be read in two ways', async () => {
  const days = Array.from({ length: 144 }, (_, row) => `${1 + (row % 12)}/${1 + Math.floor(row / 12)}/2021,${row % 7}`);
  const file = write('days.csv', ['day,y', ...days]);
  const noteOf = async (...options: string[]) => {
    const report = await fit(file, '--target', 'y', '--task', 'regression', ...options);
    return `${report.columns[0].note} ${report.notes.join(' ')}`;
  };
  assert.match(await noteOf(), /day: 2\/1\/2021 is read as .*that is --date-order dmy/);
  assert.match(await noteOf('--date-order', 'dmy'), /^as days, month, weekday; day first/);
  const monthFirst = await noteOf('--date-order', 'mdy');
  assert.doesNotMatch(monthFirst, /day first|tells the order|--date-order/);
});
