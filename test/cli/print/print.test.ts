import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceLines, lowAccuracyAdvice, slowTrainingAdvice } from '../../../cli/print/advice.ts';
import { barLine, reachesStep } from '../../../cli/print/bar.ts';
import { formatBytes, formatDecimal, formatDuration, formatMoment } from '../../../cli/print/format.ts';
import { doctorLines, isBroken, isHealthy } from '../../../cli/print/operation/doctor.ts';
import { modelLines } from '../../../cli/print/serving/models.ts';
import { predictionCsv } from '../../../cli/print/serving/prediction-csv.ts';
import { predictionTable } from '../../../cli/print/serving/predictions.ts';
import { historyLines } from '../../../cli/print/training/history.ts';
import { type ShownStatus, statusLines } from '../../../cli/print/training/status.ts';
import type { Prediction } from '../../../models/output.ts';

test('a bar has 20 places and rounds down, so that 100% is only shown at the end', () => {
  assert.equal(barLine(1, 'Contact: John Smith'), '   [####################] 100% - Contact: John Smith');
  assert.equal(barLine(0.5), '   [##########----------] 50%');
  assert.equal(barLine(0.999), '   [###################-] 99%');
  assert.equal(barLine(0.29), '   [#####---------------] 29%');
});

test('without a terminal a bar is a line at its beginning and at each 10%', () => {
  const told: number[] = [];
  let last: number | null = null;
  for (let done = 1; done <= 200; done++) {
    if (!reachesStep(last, done / 200)) continue;
    told.push(done);
    last = done / 200;
  }
  assert.deepEqual(told, [1, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200]);
});

test('sizes, durations and moments read plainly', () => {
  assert.deepEqual([0, 999, 1000, 84_512, 1_500_000_000].map(formatBytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '84.5 kB',
    '1.5 GB',
  ]);
  assert.deepEqual([840, 12_340, 72_000, 7_380_000].map(formatDuration), ['0.8 s', '12 s', '1 min 12 s', '2 h 3 min']);
  assert.equal(formatMoment('2026-11-22T03:00:30+01:00'), '2026-11-22 02:00 UTC');
  assert.equal(formatDecimal(-0.001), '0.00');
  assert.equal(formatDecimal(null), '-');
});

const run = {
  id: 'r1/lead_scoring',
  retrainId: 'r1',
  trigger: 'cli',
  reason: null,
  model: 'lead_scoring',
  state: 'completed',
  outcome: 'deployed',
  version: '2026-11-22.1',
  trainingSamples: 96,
  testingSamples: 24,
  windowDays: 180,
  windowReason: null,
  metrics: { mae: 8.45, r2: 0.87 },
  error: null,
  startedAt: new Date('2026-11-22T02:00:00Z'),
  finishedAt: new Date('2026-11-22T02:01:12Z'),
} as const;

test('history shows result, samples, duration and metrics, why a run failed, and why the schedule started one', () => {
  const error = { code: 'not_enough_training_data', message: 'Only 40\nleads.' };
  const failed = { ...run, state: 'failed', outcome: null, version: null, finishedAt: null, error } as const;
  const [head, first, second] = historyLines([run, failed]);
  assert.match(head ?? '', /^Started +Model +By +Result +Version +Samples +Duration +Metrics$/);
  assert.match(
    first ?? '',
    /2026-11-22 02:00 UTC .*deployed .*2026-11-22\.1 .*96 \+ 24 .*1 min 12 s .*MAE 8\.45, R² 0\.87$/,
  );
  assert.match(second ?? '', /failed .* - .*not_enough_training_data: Only 40 leads\.$/);
  assert.match(historyLines([])[0] ?? '', /npx perennial train/);
  const scheduled = { ...run, retrainId: 'r2', trigger: 'schedule', reason: 'At 120 new leads a week.' } as const;
  assert.deepEqual(historyLines([scheduled, { ...scheduled, model: 'churn' }, run]).slice(-3), [
    '',
    'Started automatically:',
    '  r2  At 120 new leads a week.',
  ]);
  const narrowed = { ...run, windowDays: 31, windowReason: 'since the change of 2026-10-22' } as const;
  assert.deepEqual(historyLines([narrowed, { ...run, id: 'r0' }]).slice(-2), [
    'Learnt from the outcomes of:',
    '  r1/lead_scoring  31 days, since the change of 2026-10-22',
  ]);
});

test('models are shown with file size, date and which one predicts', () => {
  const champion = {
    model: 'churn',
    version: '2026-11-22.2',
    champion: true,
    incidents: [],
    engine: 'ml-random-forest',
    synthetic: true,
    labelSource: null,
    metrics: { accuracy: 0.81, precision: 0.8, recall: 0.79, f1: 0.79 },
    byteCount: 120_400,
    createdAt: new Date('2026-11-22T02:01:12Z'),
    path: 'var/perennial/artifacts/ab/abcd',
  } as const;
  const lines = modelLines([champion, { ...champion, version: '2026-11-22.1', champion: false, synthetic: false }]);
  assert.match(lines[1] ?? '', /2026-11-22\.2 +champion +ml-random-forest +120\.4 kB +2026-11-22 02:01 UTC +synthetic/);
  assert.match(lines[2] ?? '', /2026-11-22\.1 +kept .* real /);
  assert.match(modelLines([{ ...champion, incidents: [12, 14] }])[1] ?? '', / champion, incident 12, 14 /);
});

const status: ShownStatus = {
  status: 'training',
  current_model: 'churn',
  progress: 66,
  message: 'Training churn prediction model...',
  started_at: '2024-01-15T10:30:00Z',
  finished_at: null,
  metrics: { lead_scoring: { mae: 8.45, r2: 0.87 } },
  stale: true,
  models: [],
};

test('status shows the guide’s fields, and says so when no worker answers', () => {
  assert.deepEqual(statusLines(status, new Date('2024-01-15T10:30:30Z')), [
    'Status: training (churn)',
    '   [#############-------] 66% - about 15 s left, Training churn prediction model...',
    '   Started: 2024-01-15 10:30 UTC',
    '   lead_scoring: MAE 8.45, R² 0.87',
    '   No worker answers: these are the last figures that were stored.',
  ]);
  assert.match(statusLines({ ...status, status: 'idle' }, new Date()).join(), /idle.*npx perennial train/);
});

const lead: Prediction = {
  model: 'lead_scoring',
  id: '=cmd()',
  output: {
    success: true,
    score: 87.34,
    quality_tier: 'hot',
    confidence: 0.92,
    recommendation: 'High priority - contact immediately',
    factors: { positive: ['High engagement', 'Quick, "kind" replies'], negative: [] },
  },
};

test('predictions are a table with the strongest reason', () => {
  const [head, row] = predictionTable([lead]);
  assert.match(head ?? '', /^Lead +Score +Confidence +Quality +Recommendation +Because$/);
  assert.match(row ?? '', /87\.3\/100 +0\.92 +hot +High priority - contact immediately +\+ High engagement$/);
  assert.deepEqual(predictionTable([]), []);
});

const people = new Map([
  [
    '=cmd()',
    {
      ...{ contact: 'c-1', name: 'Anna Berger', phone: '+43 660 1234567', email: null, owner: 'Max', optedIn: true },
      lastActivityAt: new Date('2026-06-01T08:00:00Z'),
    },
  ],
]);

test('predictions name whom they are about, and narrow terminals leave out what matters least', () => {
  const [head = '', row = ''] = predictionTable([lead], people);
  assert.match(head, /^Lead +Name +Phone +Owner +Last activity +Score +Confidence +Quality /);
  assert.match(row, /^=cmd\(\) +Anna Berger +\+43 660 1234567 +Max +2026-06-01 +87\.3\/100 /);
  assert.match(
    predictionTable([lead], people, 118)[0] ?? '',
    /^Lead +Name +Phone +Score +Confidence +Quality +Recommendation /,
  );
});

test('the CSV has every field, quoted, and no cell that a spreadsheet would run', () => {
  assert.equal(
    predictionCsv([lead], people),
    'id,name,phone,email,owner,last_activity_at,success,score,quality_tier,confidence,recommendation,factors.positive,factors.negative\r\n' +
      "'=cmd(),Anna Berger,'+43 660 1234567,,Max,2026-06-01T08:00:00.000Z,true,87.34,hot,0.92,High priority - contact immediately," +
      '"High engagement; Quick, ""kind"" replies",\r\n',
  );
});

test('there is advice about many folds and many rows before training, and about a bad accuracy after it', () => {
  assert.deepEqual(slowTrainingAdvice({ cvFolds: 10, rows: { churn: 10_000 } }), []);
  const [advice] = slowTrainingAdvice({ cvFolds: 11, rows: { churn: 10_001 } });
  assert.equal(advice?.code, 'training_slow');
  assert.match(advice?.message ?? '', /11 cross-validation folds.*10,001 rows for churn/);
  assert.match(advice?.remedy ?? '', /--cv-folds 3.*--test-size 0\.1.*one model at a time/);
  assert.deepEqual(lowAccuracyAdvice('churn', { accuracy: 0.5 }), []);
  assert.deepEqual(lowAccuracyAdvice('lead_scoring', { mae: 50, r2: -1 }), []);
  const lines = adviceLines(lowAccuracyAdvice('churn', { accuracy: 0.499 }));
  assert.match(lines[0] ?? '', /^low_accuracy: The accuracy of churn is 49\.9%, below 50%\.$/);
});

test('doctor says what to do next, and each remedy only once', () => {
  const findings = [
    { what: 'Node', state: 'ok', detail: 'v24.21.0', remedy: '' },
    { what: 'Model churn', state: 'missing', detail: 'not trained yet', remedy: 'Train: npx perennial train' },
    { what: 'Model engagement', state: 'missing', detail: 'not trained yet', remedy: 'Train: npx perennial train' },
  ] as const;
  assert.deepEqual(doctorLines(findings).slice(3), ['', 'What to do next:', '   Train: npx perennial train']);
  assert.equal(isBroken(findings), false);
  assert.equal(isBroken([{ ...findings[0], state: 'broken' }]), true);
  assert.equal(isHealthy(findings), true);
  const firing = [{ ...findings[0], state: 'firing', remedy: 'Look' }] as const;
  assert.deepEqual([isHealthy(firing), isBroken(firing)], [false, false]);
  assert.match(doctorLines(firing).join('\n'), /^!! .*\n\nWhat to do next:\n {3}Look$/);
});
