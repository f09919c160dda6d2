import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricHistoryLines, seriesOf } from '../../../cli/print/operation/metric-history.ts';
import { sparkline } from '../../../cli/print/sparkline.ts';
import type { MetricRecord } from '../../../domain/monitoring/measurement.ts';
import { metric } from '../../api/records.ts';

const days = [7, 8, null, 10].map((value, at): MetricRecord => {
  const date = `2024-02-1${at}`;
  return value === null
    ? { ...metric, date, value, low: null, high: null, reason: 'there are no rows' }
    : { ...metric, date, value };
});

test('a sparkline spans the values and leaves a dot where there is none', () => {
  assert.equal(sparkline([1, 8, null, 4.5]), '▁█·▅');
  assert.equal(sparkline([3, 3]), '▅▅');
  assert.equal(sparkline([null]), '·');
});

test('metrics are printed with interval, holdout figure, history, and the reason when there is no value', () => {
  const r2 = { ...days[3], metric: 'r2', value: null, low: null, high: null, reason: 'R2 needs at least two rows' };
  const psi = {
    ...days[3],
    metric: 'psi',
    source: 'drift',
    segment: 'prediction',
    value: 0.31,
    low: null,
    high: null,
  } as const;
  const records = [...days, r2, { ...psi, noise: 0.12 }];
  const lines = metricHistoryLines(seriesOf(records), new Map([['2024-01-15.1', { mae: 8.45, r2: 0.79 }]]));
  assert.equal(lines[0], 'Measured for 2024-02-13, UTC');
  assert.match(lines[3] ?? '', /^2024-01-15\.1 +all +MAE +10\.00 +8\.20 to 10\.00 +8\.45 +212 +▁▃·█$/);
  assert.match(lines[4] ?? '', /R² +undefined +- +0\.79 +212 +···· +R2 needs at least two rows$/);
  assert.match(lines[5] ?? '', /prediction +PSI +0\.310 +- +- +212 +···▅ +more than noise \(0\.120\)$/);
});

test('a version that is no longer measured is left out, and an empty list says why it is empty', () => {
  const gone = { ...days[0], version: '2024-01-01.1' };
  assert.deepEqual([...new Set(seriesOf([gone, ...days]).map(({ latest }) => latest.version))], ['2024-01-15.1']);
  assert.match(metricHistoryLines([], new Map())[0] ?? '', /Nothing has been measured yet/);
});
