import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Measured,
  metricHistoryLines,
  nothingMeasured,
  seriesOf,
} from '../../../cli/print/operation/metric-history.ts';
import { sparkline } from '../../../cli/print/sparkline.ts';
import type { MetricRecord } from '../../../domain/monitoring/measurement.ts';
import { metric } from '../../api/records.ts';

const days = [7, 8, null, 10].map((value, at): MetricRecord => {
  const date = `2024-02-1${at}`;
  return value === null
    ? { ...metric, date, value, low: null, high: null, reason: 'there are no rows' }
    : { ...metric, date, value };
});
const today = days[3] as MetricRecord;
const measured: Measured = {
  model: 'lead_scoring',
  champion: '2024-01-15.1',
  holdouts: new Map([['2024-01-15.1', { mae: 8.45, r2: 0.79 }]]),
};

test('a sparkline spans the values and leaves a dot where there is none', () => {
  assert.equal(sparkline([1, 8, null, 4.5]), '▁█·▅');
  assert.equal(sparkline([3, 3]), '▅▅');
  assert.equal(sparkline([null]), '·');
});

const psi = { ...today, metric: 'psi', source: 'drift', segment: 'prediction', low: null, high: null } as const;

test('metrics are printed with interval, holdout figure, history, and the reason when there is no value', () => {
  const r2 = { ...today, metric: 'r2', value: null, low: null, high: null, reason: 'R2 needs at least two rows' };
  const records = [...days, r2, { ...psi, value: 0.31, noise: 0.12 }];
  const lines = metricHistoryLines(seriesOf(records), measured);
  assert.equal(lines[0], '2024-01-15.1 of the lead scoring model, measured for 2024-02-13 (UTC)');
  assert.match(lines[4] ?? '', /^MAE +10\.00 +8\.20 to 10\.00 +8\.45 +212 +all +▁▃·█$/);
  assert.match(lines[5] ?? '', /^R² +undefined +- +0\.79 +212 +all .*R2 needs at least two rows$/);
  assert.match(lines[6] ?? '', /^PSI +0\.310 +- +- +212 +drift of prediction .*more than noise \(0\.120\)$/);
});

test('what matters most comes first: the verdict, the version that serves, labels, then the worst drift', () => {
  const calm = { ...psi, segment: 'feature=age', value: 0.05, noise: 0.1 };
  const wild = { ...psi, segment: 'feature=replies', value: 0.5, noise: 0.1 };
  const estimate = { ...today, source: 'estimate', metric: 'withinTolerance', value: 0.8 } as const;
  const r2 = { ...today, metric: 'r2', value: 0.85 };
  const old = { ...today, version: '2024-01-01.1' };
  const lines = metricHistoryLines(seriesOf([...days, old, calm, wild, estimate, r2]), measured);
  assert.equal(
    lines[1],
    '-- In use, by 212 known outcomes of 2024-01-15.1: MAE 10.00 (target < 10 missed), R² 0.85 (target > 0.80 met)',
  );
  const order = lines.slice(4).map((line) =>
    line
      .split(/ {2,}/)
      .filter((_, at) => at === 0 || at === 5)
      .join(', '),
  );
  assert.deepEqual(order, [
    'MAE, all',
    'R², all',
    'withinTolerance, its own estimate',
    'PSI, drift of replies',
    'PSI, drift of age',
    'MAE, all',
  ]);
});

test('an empty segment is one line that says what it lacks', () => {
  const empty = { ...today, value: null, low: null, high: null, samples: 0, reason: 'there are no rows' };
  const acted = { ...empty, segment: 'acted_on' };
  const lines = metricHistoryLines(seriesOf([empty, { ...empty, metric: 'r2' }, acted]), measured);
  assert.deepEqual(lines.slice(1), [
    "-- No outcome of what 2024-01-15.1 predicted is known yet, so it can't be said how good it is in use.",
    '',
    '2024-01-15.1: no outcome of its predictions is known yet.',
    '2024-01-15.1, acted_on: no prediction with a known outcome falls under it.',
  ]);
});

test('before any outcome of its predictions is known, the verdict is on what it would have answered', () => {
  const empty = { ...today, value: null, low: null, high: null, samples: 0, reason: 'there are no rows' };
  const afterwards = { ...today, source: 'rescored', value: 8.5, samples: 35 } as const;
  const r2 = { ...afterwards, metric: 'r2', value: 0.85 };
  const lines = metricHistoryLines(seriesOf([empty, afterwards, r2]), measured);
  assert.match(lines[1] ?? '', /^-- No outcome of what 2024-01-15\.1 predicted is known yet/);
  assert.equal(
    lines[2],
    'OK Of 35 subjects whose outcome is known it would have reached: MAE 8.50 (target < 10 met), R² 0.85 (target > 0.80 met)',
  );
  assert.match(lines[5] ?? '', /^MAE +8\.50 .* rescored /);
});

test('a segment that is not measured is named with those that are', () => {
  const lines = nothingMeasured({ segment: 'country=AT' }, [...days, { ...today, segment: 'country=DE' }]);
  assert.match(lines[0] ?? '', /Nothing was measured of: country=AT\. .* from 30 labelled predictions on/);
  assert.equal(lines[1], '   There are: all, country=DE');
  assert.match(nothingMeasured({ segment: 'country=AT' }, [])[0] ?? '', /Nothing has been measured yet/);
});

test('a version that is no longer measured is left out, and an empty list says why it is empty', () => {
  const gone = { ...metric, date: '2024-02-10', version: '2024-01-01.1' };
  assert.deepEqual([...new Set(seriesOf([gone, ...days]).map(({ latest }) => latest.version))], ['2024-01-15.1']);
  assert.match(metricHistoryLines([], measured)[0] ?? '', /Nothing has been measured yet/);
});
