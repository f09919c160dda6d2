import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { pictureHoldout } from '../../jobs/picture-holdout.ts';
import {
  closeRetrain,
  latestRetrain,
  openRetrain,
  readRetrain,
  runningRetrain,
} from '../../store/training/retrains.ts';
import { keepPicture, readPicture, readStages, recordStage } from '../../store/training/run-reports.ts';
import {
  closeRun,
  listRuns,
  type NewRun,
  openRun,
  readRun,
  runsOfRetrain,
  updateRun,
} from '../../store/training/runs.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();
const startedAt = new Date('2026-11-22T10:00:00Z');

function retrain(id: string) {
  return { id, trigger: 'cli', models: ['lead_scoring', 'churn'], input: { seed: 42 }, startedAt } as const;
}

function run(retrainId: string, model: NewRun['model'] = 'churn', started = startedAt): NewRun {
  const id = `${retrainId}/${model}`;
  return { id, retrainId, model, seed: 42, input: { candidates: 6 }, codeVersion: '0.1.0', startedAt: started };
}

beforeEach(() => database.query('truncate retrains cascade'));

test('an opened retrain is read back unchanged', async () => {
  const opened = await openRetrain(database, retrain('a'));
  const expected = {
    ...retrain('a'),
    state: 'running',
    reason: null,
    temporalRunId: null,
    error: null,
    finishedAt: null,
  };
  assert.deepEqual(opened, expected);
  assert.deepEqual(await readRetrain(database, 'a'), expected);
  assert.deepEqual(await runningRetrain(database), expected);
});

test('a second retrain is refused while one runs, even if both start at the same time', async () => {
  const results = await Promise.allSettled(['a', 'b', 'c'].map((id) => openRetrain(database, retrain(id))));
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 2);
  for (const { reason } of refused) assert.equal(reason.code, 'training_in_progress');
});

test('opening a retrain again returns it, also after it was closed', async () => {
  await openRetrain(database, retrain('a'));
  const both = await Promise.all([openRetrain(database, retrain('a')), openRetrain(database, retrain('a'))]);
  assert.deepEqual(both[0], both[1]);
  await closeRetrain(database, 'a', 'completed');
  assert.equal((await openRetrain(database, retrain('a'))).state, 'completed');
});

test('a retrain is closed once: later attempts change nothing', async () => {
  await openRetrain(database, retrain('a'));
  const error = { code: 'cancelled', message: 'Cancelled.', remedy: 'Start again.' };
  const closed = await closeRetrain(database, 'a', 'cancelled', error, new Date('2026-11-22T11:00:00Z'));
  assert.deepEqual([closed.state, closed.error], ['cancelled', error]);
  assert.deepEqual(await closeRetrain(database, 'a', 'completed'), closed);
  assert.equal(await runningRetrain(database), null);
  await openRetrain(database, { ...retrain('b'), startedAt: new Date('2026-11-22T12:00:00Z') });
  assert.equal((await latestRetrain(database))?.id, 'b');
});

test('closing a retrain that does not exist is refused', async () => {
  await assert.rejects(closeRetrain(database, 'nowhere', 'failed'), { code: 'run_not_found' });
});

test('a run records what becomes known and closes with its outcome', async () => {
  await openRetrain(database, retrain('a'));
  await openRun(database, run('a'));
  assert.equal(await updateRun(database, 'a/churn', { stage: 'train', progress: 40, trainingSamples: 160 }), true);
  await openRun(database, { ...run('a'), seed: 7 });
  await closeRun(database, 'a/churn', { state: 'completed', outcome: 'champion_kept', metrics: { auc: null } });
  const found = await readRun(database, 'a/churn');
  assert.deepEqual(
    [found.seed, found.stage, found.progress, found.trainingSamples, found.state, found.outcome, found.metrics],
    [42, 'train', 40, 160, 'completed', 'champion_kept', { auc: null }],
  );
  assert.ok(found.finishedAt instanceof Date);
});

test('a closed run stays as it is', async () => {
  await openRetrain(database, retrain('a'));
  await openRun(database, run('a'));
  await closeRun(database, 'a/churn', { state: 'cancelled' });
  const closed = await readRun(database, 'a/churn');
  assert.equal(await updateRun(database, 'a/churn', { progress: 99 }), false);
  await closeRun(database, 'a/churn', { state: 'completed', outcome: 'deployed' });
  assert.deepEqual(await readRun(database, 'a/churn'), closed);
});

test('a metric that is NaN is refused and not stored as unknown', async () => {
  await openRetrain(database, retrain('a'));
  await openRun(database, run('a'));
  await assert.rejects(updateRun(database, 'a/churn', { metrics: { r2: Number.NaN } }), /"r2" is NaN/);
});

test('a run that a step closes stays open when the step fails', async () => {
  await openRetrain(database, retrain('a'));
  await openRun(database, run('a'));
  const step = onceByKey(database, 'a/churn/close', async (em) => {
    await closeRun(em, 'a/churn', { state: 'completed', outcome: 'deployed' });
    assert.equal((await readRun(em, 'a/churn')).state, 'completed');
    throw new Error('crash');
  });
  await assert.rejects(step, /crash/);
  assert.equal((await readRun(database, 'a/churn')).state, 'running');
});

test('runs are listed newest first, and by model', async () => {
  await openRetrain(database, retrain('a'));
  const later = new Date('2026-11-22T10:05:00Z');
  await openRun(database, run('a', 'lead_scoring'));
  await openRun(database, run('a', 'churn', later));
  const ids = async (options: Parameters<typeof listRuns>[1]) =>
    (await listRuns(database, options)).map((each) => each.id);
  assert.deepEqual(await ids({ limit: 10 }), ['a/churn', 'a/lead_scoring']);
  assert.deepEqual(await ids({ limit: 1 }), ['a/churn']);
  assert.deepEqual(await ids({ limit: 10, model: 'churn' }), ['a/churn']);
  assert.deepEqual(
    (await runsOfRetrain(database, 'a')).map((each) => each.model),
    ['lead_scoring', 'churn'],
  );
});

test('a run keeps when it first entered a stage, and its picture, until its retrain is deleted', async () => {
  await openRetrain(database, retrain('a'));
  await openRun(database, run('a'));
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute));
  await recordStage(database, 'a/churn', 'validate', at(1));
  await recordStage(database, 'a/churn', 'extract', at(0));
  await recordStage(database, 'a/churn', 'extract', at(9));
  assert.deepEqual(await readStages(database, 'a/churn'), [
    { stage: 'extract', enteredAt: at(0) },
    { stage: 'validate', enteredAt: at(1) },
  ]);
  assert.equal(await readPicture(database, 'a/churn'), null);
  const rows = { y: new Float64Array([1, 0, 1]), subjects: ['a', 'b', 'c'] };
  const described = { model: 'churn', task: 'classification', labels: null, threshold: 0.5 } as const;
  const picture = { ...pictureHoldout(described, rows, new Float64Array([0.9, 0.4, 0.3])), beside: null };
  await keepPicture(database, 'a/churn', picture);
  await keepPicture(database, 'a/churn', picture);
  assert.deepEqual(await readPicture(database, 'a/churn'), picture);
  await database.query(`delete from retrains where id = 'a'`);
  assert.deepEqual([await readPicture(database, 'a/churn'), await readStages(database, 'a/churn')], [null, []]);
});

test('a run that does not exist is refused with its id', async () => {
  await assert.rejects(readRun(database, 'a/b'), { code: 'run_not_found', message: /"a\/b"/ });
});
