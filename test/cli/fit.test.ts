import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createRandom } from '../../engine/random.ts';
import { projectRoot } from '../../stack/project-root.ts';
import type { FitRequest } from '../../tabular/report/report.ts';
import { runFit } from '../../tabular/run-fit.ts';
import { runOnce } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-fit-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(lines: readonly string[], name = 'table.csv'): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function fit(file: string, ...options: string[]) {
  const { code, stdout, stderr } = await runOnce(['fit', file, '--json', ...options]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** Rows whose outcome follows from a number, a category, one of many towns and a date; some cells are missing. */
function customers(count: number): string[] {
  const random = createRandom(11);
  const rows = Array.from({ length: count }, (_, at) => {
    const spent = random.normal();
    const plan = ['basic', 'plus', 'pro'][random.integer(3)] ?? '';
    const town = random.integer(40);
    const day = new Date(Date.UTC(2021, 0, 1 + (at % 600))).toISOString().slice(0, 10);
    const f = 1.5 * spent + (plan === 'pro' ? 1.5 : 0) + (town % 2) - 1.3;
    const label = random.next() < 1 / (1 + Math.exp(-f)) ? 'yes' : 'no';
    const value = (10 * f + random.normal()).toFixed(2);
    const segment = f < -1 ? 'low' : f < 1 ? 'middle' : 'high';
    const shown = random.next() < 0.05 ? '' : spent.toFixed(4);
    return `u-${at},${shown},${plan},town ${town},${day},EUR,${label},${value},${segment}`;
  });
  return ['id,spent,plan,town,joined,currency,churned,worth,segment', ...rows];
}

const table = write(customers(600), 'customers.csv');

test('two classes: metrics with intervals beside a baseline, columns and their treatment, importance, one JSON document', async () => {
  const report = await fit(table, '--target', 'churned', '--drop', 'worth,segment', '--engine', 'logistic');
  assert.deepEqual([report.target.task, report.target.positive], ['classification', 'yes']);
  const { roc_auc: auc, log_loss: loss } = report.metrics;
  assert.ok(auc.value > 0.75 && auc.low < auc.value && auc.value < auc.high && auc.baseline === 0.5);
  assert.ok(loss.value < loss.baseline);
  const kinds = Object.fromEntries(
    report.columns.map((each: { column: string; kind: string }) => [each.column, each.kind]),
  );
  assert.deepEqual(kinds, {
    id: 'identifier',
    spent: 'numeric',
    plan: 'categorical',
    town: 'categorical',
    joined: 'date',
    currency: 'constant',
    churned: 'target',
    worth: 'dropped',
    segment: 'dropped',
  });
  assert.equal(report.importance.columns[0].column, 'spent');
  assert.ok(report.answer.threshold > 0 && report.answer.threshold < 1);
  assert.equal(report.split.holdout_rows, 120);
  assert.ok(!JSON.stringify(report).includes('NaN'));
});

test('the report for people says the same, and how this differs from train', async () => {
  const { code, stdout } = await runOnce([
    'fit',
    table,
    '--target',
    'churned',
    '--drop',
    'worth,segment',
    '--engine',
    'logistic',
  ]);
  assert.equal(code, 0);
  for (const expected of [
    /separator comma \(detected\)/,
    /churned +target +what is predicted/,
    /id +identifier +0\.0% +left out/,
    /ROC AUC +0\.\d{3} +0\.\d{3} to 0\.\d{3} +0\.500/,
    /Accuracy at 0\.5 +\d/,
    /Threshold: 0\.\d{3}, which maximises the/,
    /In all +[\d.]+ m?s, on \d+ threads?/,
    / HOW THIS DIFFERS FROM TRAIN/,
  ]) {
    assert.match(stdout, expected);
  }
  assert.doesNotMatch(stdout, /NaN|undefined/);
});

test('the order of the rows changes nothing, the seed does', async () => {
  const [header = '', ...rows] = customers(200);
  const shuffled = write([header, ...createRandom(2).shuffle(rows)], 'shuffled.csv');
  const original = write(customers(200), 'original.csv');
  const options = ['--target', 'churned', '--drop', 'worth,segment', '--engine', 'logistic'];
  const [one, other, seeded] = [
    await fit(original, ...options),
    await fit(shuffled, ...options),
    await fit(original, ...options, '--seed', '7'),
  ];
  assert.deepEqual(one.metrics, other.metrics);
  assert.deepEqual(one.importance, other.importance);
  assert.notDeepEqual(one.metrics, seeded.metrics);
});

test('three classes are learnt one against the rest', async () => {
  const report = await fit(table, '--target', 'segment', '--drop', 'worth', '--engine', 'logistic');
  const { macro_roc_auc: auc, accuracy } = report.metrics;
  assert.equal(report.target.classes.length, 3);
  assert.ok(auc.value > 0.8 && accuracy.value > accuracy.baseline);
});

test('a number: boosting beats the mean, and its interval covers about as much as it should', async () => {
  const report = await fit(table, '--target', 'worth', '--drop', 'churned,segment');
  assert.equal(report.target.task, 'regression');
  assert.ok(report.metrics.r2.value > 0.8);
  assert.ok(report.answer.covered > 0.75);
});

test('by time, the rows of the last dates are held out', async () => {
  const report = await fit(
    table,
    '--target',
    'worth',
    '--drop',
    'churned,segment',
    '--split',
    'time',
    '--engine',
    'forest',
  );
  assert.equal(report.split.ordered_by, 'joined');
  assert.ok(report.metrics.r2.value > 0.5);
});

test('an engine with a limit on rows says how many it was trained on', async () => {
  const lines = [
    'a,b,y',
    ...Array.from({ length: 1500 }, (_, at) => `${at % 37},${at % 11},${at % 37 > 18 ? 'on' : 'off'}`),
  ];
  const report = await fit(write(lines), '--target', 'y', '--engine', 'ml-random-forest');
  assert.deepEqual([report.engine.trained_rows, report.split.training_rows], [1000, 1200]);
  assert.ok(report.metrics.roc_auc.value > 0.99);
});

const telco = join(projectRoot, '../shared/data/telco.csv');

test('churn of a telephone company is predicted as well as by scikit-learn', { skip: !existsSync(telco) }, async () => {
  const report = await fit(telco, '--target', 'Churn', '--engine', 'logistic');
  // scikit-learn 1.2.1 on another holdout: 0.842, with a standard error of 0.013
  assert.ok(report.metrics.roc_auc.value > 0.82, String(report.metrics.roc_auc.value));
  assert.deepEqual([report.target.positive, report.columns[0].kind], ['Yes', 'identifier']);
});

const few = ['a,b', ...Array.from({ length: 40 }, (_, at) => `${at % 5},${at % 3 === 0 ? 'x' : 'y'}`)];

for (const [what, lines, options, code, expected] of [
  ['no such column', few, ['--target', 'aa'], 2, /no column aa .*Its columns are a, b/],
  [
    'a name for a column of a file without a header',
    few.slice(1).map((_, at) => `${at % 7}.5,${at % 2}`),
    ['--target', 'y'],
    2,
    /no column y .*no header: columns are named by place.*Name one of column 1, column 2: "column 2" for example/,
  ],
  [
    'a name that the first line lacks, which may be a row',
    few.slice(1).map((_, at) => `${at},red,yes`),
    ['--target', 'y'],
    2,
    /Its columns are 0, red, yes\. They are the first line of the file: if that is a row, put a line of names above it/,
  ],
  ['a dropped target', few, ['--target', 'b', '--drop', 'b'], 2, /--drop names the target b/],
  ['the wrong separator', few, ['--target', 'b', '--separator', ';'], 2, /one column.*separator/],
  ['a separator of two characters', few, ['--target', 'b', '--separator', ';;'], 2, /one character, or tab/],
  [
    'an engine that can not do it',
    ['a,b', ...few.slice(1).map((_, at) => `${at % 7},${at * 1.5}`)],
    ['--target', 'b', '--engine', 'logistic'],
    6,
    /can't do regression/,
  ],
  ['too few rows', few.slice(0, 11), ['--target', 'b'], 6, /only 10 rows/],
  [
    'identifiers only',
    ['a,b', ...few.slice(1).map((_, at) => `u${at},${at % 2}`)],
    ['--target', 'b'],
    6,
    /No column is left .*a: identifier/,
  ],
] as const) {
  test(`${what}: refused with what is wrong and what to do`, async () => {
    const spoken = await runOnce(['fit', write(lines), ...options]);
    assert.equal(spoken.code, code, spoken.stderr);
    assert.equal(spoken.stdout, '');
    assert.match(spoken.stderr.replaceAll('\n', ' '), expected);
  });
}

test('a missing file is reported as missing', async () => {
  const { code, stderr } = await runOnce(['fit', join(folder, 'none.csv'), '--target', 'b']);
  assert.equal(code, 2);
  assert.match(stderr, /There is no file .*none\.csv/);
});

test('an interruption ends it at once', async () => {
  const signals = Object.assign(new EventEmitter(), { exit: () => {} });
  const controller = new AbortController();
  signals.on('SIGINT', () => controller.abort(new Error('interrupted')));
  const request: FitRequest = {
    file: table,
    target: 'worth',
    drop: [],
    missing: [],
    categorical: [],
    engine: 'forest',
    testSize: 0.2,
    seed: 1,
    split: 'stratified',
    threads: 2,
  };
  let interruptedAt = 0;
  const fitting = runFit(request, controller.signal, (stage) => {
    if (stage !== 'crossValidate' || interruptedAt > 0) return;
    interruptedAt = performance.now();
    signals.emit('SIGINT');
  });
  await assert.rejects(fitting, /interrupted/);
  assert.ok(performance.now() - interruptedAt < 1000);
});
