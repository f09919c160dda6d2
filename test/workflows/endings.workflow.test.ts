import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import { modelNames } from '../../domain/models.ts';
import { readRetrain } from '../../store/training/retrains.ts';
import { runsOfRetrain } from '../../store/training/runs.ts';
import { until } from '../until.ts';
import { type RunningPipeline, startPipeline } from './running-pipeline.ts';

const options = { ...defaultTrainingOptions, candidates: 2 };

describe('a retrain', () => {
  let pipeline: RunningPipeline;

  before(async () => {
    pipeline = await startPipeline({ workers: false });
  });
  after(() => pipeline.close());

  it('waits for a worker, is the only one, and is closed when terminated in the Web UI', async () => {
    const { control, client, database } = pipeline;
    const { retrainId } = await control.start({ options, trigger: 'api' });
    const waiting = await control.status();
    assert.deepEqual([waiting.status, waiting.stale, waiting.message], ['training', true, 'Waiting for a worker']);
    await assert.rejects(control.start({ options, trigger: 'api' }), { code: 'training_in_progress' });
    await client.workflow.getHandle(pipeline.installation.retrain).terminate('by an operator');
    await assert.rejects(control.waitFor(retrainId), { code: 'internal', message: /terminated/i });
    assert.equal(await readRetrain(database, retrainId), null, 'no worker ever opened it');
  });

  it('is cancelled completely: no run is left open and nothing is deployed', async () => {
    const { control, database } = pipeline;
    await pipeline.startWorkers();
    // enough candidates that the stage is still open when the cancel comes
    const { retrainId } = await control.start({ options: { ...options, candidates: 12 }, trigger: 'api' });
    const ended = assert.rejects(control.waitFor(retrainId), { code: 'cancelled' });
    // waits for the row, because a busy worker may answer no query during the whole stage
    await until(
      () => runsOfRetrain(database, retrainId),
      ([run]) => run?.stage === 'train',
    );
    await control.cancel();
    await ended;
    assert.equal((await readRetrain(database, retrainId))?.state, 'cancelled');
    assert.deepEqual(
      (await runsOfRetrain(database, retrainId)).map((run) => [run.model, run.state]).toSorted(),
      modelNames.map((model) => [model, 'cancelled']).toSorted(),
    );
    assert.deepEqual(await database.query('select 1 from model_versions'), []);
    await assert.rejects(control.cancel(), { code: 'nothing_running' });
    assert.equal((await control.status()).status, 'cancelled');
  });

  it('that was terminated while running has its rows closed by the next status question', async () => {
    const { control, client, database } = pipeline;
    const { retrainId } = await control.start({ options, trigger: 'api' });
    while ((await readRetrain(database, retrainId)) === null) await control.status();
    await client.workflow.getHandle(pipeline.installation.retrain).terminate('by an operator');
    const workflow = client.workflow.getHandle(pipeline.installation.retrain);
    await until(
      () => workflow.describe(),
      ({ status }) => status.name !== 'RUNNING',
    );
    await until(control.status, ({ status }) => status !== 'training');
    const row = await readRetrain(database, retrainId);
    assert.equal(row?.state, 'failed');
    assert.match(row?.error?.message ?? '', /terminated/);
  });
});
