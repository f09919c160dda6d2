import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';
import { runOnce } from './run-cli.ts';

const cases = join(projectRoot, 'test/tabular/cases');
const folder = mkdtempSync(join(tmpdir(), 'perennial-fit-cases-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function fit(name: string, ...options: string[]) {
  const { code, stdout, stderr } = await runOnce(['fit', join(cases, name), '--json', ...options]);
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout);
  const { read, training, holdout, left_out: leftOut } = report.rows;
  const left = leftOut.reduce((sum: number, { rows }: { rows: number }) => sum + rows, 0);
  assert.equal(read, training + holdout + left, 'the rows add up');
  return report;
}

test('a price with 8% words is a regression on the others', async () => {
  const report = await fit('num_target_strings.csv', '--target', 'price');
  assert.equal(report.target.task, 'regression');
  assert.ok(report.rows.training + report.rows.holdout > 1800);
  assert.match(
    report.notes.join(' '),
    /rows are left out: their price is not a number \('TBA' \d+, 'sold' \d+, 'call' \d+\)/,
  );
});

test('six frauds among thousands of rows give a warning, wide intervals and not only positives', async () => {
  for (const engine of ['boosting', 'logistic']) {
    const report = await fit('fraud_small.csv', '--target', 'fraud', '--engine', engine);
    assert.match(report.warnings[0], /^6 positives: fraud is 1 in 5 training rows and 1 of the holdout/);
    assert.ok(report.metrics.accuracy.value > 0.95 && report.answer.at_threshold.accuracy > 0.9);
    assert.deepEqual(
      [report.metrics.accuracy.threshold, report.metrics.recall.threshold],
      [0.5, report.answer.threshold],
    );
    assert.ok(report.metrics.roc_auc.value > 0.7 && report.metrics.roc_auc.low < 0.5);
    assert.ok(report.metrics.recall.high - report.metrics.recall.low > 0.7);
  }
  const { stdout } = await runOnce([
    'fit',
    join(cases, 'fraud_small.csv'),
    '--target',
    'fraud',
    '--engine',
    'logistic',
  ]);
  assert.match(stdout, / WARNINGS\s+6 positives: /);
  assert.match(stdout, /Accuracy at 0\.5 /);
  assert.match(stdout, /Rows: +5,000 read: 4,000 to train, 1,000 held out/);
});

test('Yes, Y, 1 and TRUE are one class, and the note says so', async () => {
  const report = await fit('target_boolmix_200.csv', '--target', 'churn');
  assert.deepEqual(report.target.classes.map(({ name }: { name: string }) => name).length, 2);
  assert.match(report.target.positive, /^(yes|true)$/i);
  assert.match(report.notes.join(' '), /spellings were taken for one (class|truth value): .*1/i);
});

test('spellings of a level that differ only in case are one level', async () => {
  const report = await fit('feature_case.csv', '--target', 'churn', '--engine', 'logistic');
  const column = report.columns.find((each: { column: string }) => each.column === 'g');
  assert.equal(column.levels, 4);
  assert.match(`${column.note} ${report.notes.join(' ')}`, /male = Male = MALE|Male|male/);
});

test('--save-split writes the part of each row, to be joined by its number', async () => {
  const file = join(folder, 'split.csv');
  const report = await fit('target_boolmix_200.csv', '--target', 'churn', '--engine', 'logistic', '--save-split', file);
  const [header, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  assert.equal(header, 'row,part');
  const parts = rows.map((row) => row.split(','));
  assert.deepEqual([parts[0]?.[0], parts.at(-1)?.[0]], ['1', String(report.rows.read)]);
  assert.equal(parts.filter(([, part]) => part === 'training').length, report.rows.training);
  assert.equal(parts.filter(([, part]) => part === 'holdout').length, report.rows.holdout);
});

test('--save-split never writes over the table, nor into a folder that is not there', async () => {
  const file = join(cases, 'target_boolmix_200.csv');
  const before = readFileSync(file, 'utf8');
  for (const [other, expected] of [
    [file, /would overwrite/],
    [join(folder, 'none', 'split.csv'), /can't be written/],
  ] as const) {
    const { code, stderr } = await runOnce([
      'fit',
      file,
      '--target',
      'churn',
      '--save-split',
      other,
      '--engine',
      'logistic',
    ]);
    assert.equal(code, 2);
    assert.match(stderr.replaceAll('\n', ' '), expected);
  }
  assert.equal(readFileSync(file, 'utf8'), before);
});

test('--categorical takes numbers for categories, and a target for classes', async () => {
  const file = join(folder, 'codes.csv');
  const rows = Array.from({ length: 300 }, (_, at) => `${(at % 12) * 10},${at % 5},${(at * 7) % 30},${at % 11}`);
  writeFileSync(file, ['shop,floor,size,stars', ...rows].join('\n'));
  const spoken = await runOnce([
    'fit',
    file,
    '--target',
    'stars',
    '--categorical',
    'shop,stars',
    '--json',
    '--engine',
    'forest',
  ]);
  const report = JSON.parse(spoken.stdout);
  const kinds = report.columns.map(({ kind }: { kind: string }) => kind);
  assert.deepEqual(kinds, ['categorical', 'numeric', 'numeric', 'target']);
  assert.deepEqual(
    [report.target.task, report.target.classes.length, report.columns[0].levels],
    ['classification', 11, 12],
  );
});
