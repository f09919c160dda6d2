import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecords } from '../../api/records.ts';
import { judgeModel } from '../../domain/model-verdict.ts';
import { pictureHoldout } from '../../jobs/picture-holdout.ts';
import { exportVersion } from '../../serving/live/export-version.ts';
import { replaceMetricRecords } from '../../store/alerts/metric-records.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { keepPicture, recordStage } from '../../store/training/run-reports.ts';
import { closeRun } from '../../store/training/runs.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openHistory, point } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';

test('the records of runs tell of a run, its verdict and its file what the database has', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const records = createRecords(database);
  await openHistory(database);
  assert.equal(await records.verdictFacts('churn'), null);
  await assert.rejects(records.runsOf('r'), { code: 'run_not_found' });
  const version = await addVersion({ database, blobs }, 'churn', 1);
  await point(database, version);
  const { runId } = version;
  const enteredAt = new Date('2026-06-01T00:00:01Z');
  await recordStage(database, runId, 'extract', enteredAt);
  const closing = { metrics: { precision: 0.8 }, versionId: version.id, report: { baseline: { accuracy: 0.6 } } };
  await closeRun(database, runId, { state: 'completed', outcome: 'deployed', ...closing });

  const untold = await records.verdictFacts('churn');
  assert.deepEqual([untold?.live, untold?.holdout, untold?.baseline], [null, null, {}]);
  const described = { model: 'churn', task: 'classification', labels: null, threshold: 0.5 } as const;
  // two rows of the second contact: it counts once
  const rows = { y: new Float64Array([1, 0, 0, 0, 1]), subjects: ['a', 'b', 'b', 'c', 'd'] };
  const held = pictureHoldout(described, rows, new Float64Array([0.9, 0.7, 0.8, 0.2, 0.1]));
  await keepPicture(database, runId, { ...held, beside: null });
  assert.deepEqual((await records.verdictFacts('churn'))?.holdout, { rows: 4, called: 2, calledTrue: 1, allTrue: 2 });

  const figure = { source: 'live', metric: 'cameTrue', low: null, high: null, noise: null, reason: null } as const;
  const measurements = [
    { ...figure, segment: 'all', value: 0.25, samples: 40 },
    { ...figure, segment: 'called', value: 0.75, samples: 8 },
  ];
  const day = { model: 'churn', date: '2026-07-10', measuredAt: new Date() } as const;
  await replaceMetricRecords(database, day, [{ versionId: version.id, measurements }]);
  const facts = await records.verdictFacts('churn');
  assert.deepEqual(facts?.live, {
    calls: { rows: 40, called: 8, calledTrue: 6, allTrue: 10 },
    until: '2026-07-10',
  });
  assert.equal(judgeModel(facts).sentence, 'Of eight people it expected to leave, six left; without a model, two.');

  const { run, report, entered, picture, card } = await records.run(runId);
  assert.deepEqual([run.version, run.trigger, report?.baseline, card], [version.name, 'demo', { accuracy: 0.6 }, {}]);
  assert.deepEqual([entered, picture?.rows], [[{ stage: 'extract', enteredAt }], 5]);
  assert.deepEqual(
    (await records.runsOf('r')).map(({ id }) => id),
    [runId],
  );
  const [listed] = (await records.versions({ champion: true }, { limit: 5, after: null })).rows;
  assert.deepEqual((await records.versions({ champion: false }, { limit: 5, after: null })).rows, []);
  assert.deepEqual([listed?.champion, listed?.intervals, listed?.baseline], [true, {}, {}]);

  const { bytes, labels } = await exportVersion(version, blobs);
  assert.ok(bytes.length > 1_000 && labels.version === version.name);
});
