import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { CancelledFailure } from '@temporalio/common';
import { type RetentionInput, type RetentionResult, workflowTypes } from '../../contract/messages.ts';
import { until } from '../until.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

describe('retention', () => {
  const requestedAt = '2026-06-01T03:00:00.000Z';
  let pipeline: RunningPipeline;

  before(async () => {
    pipeline = await startPipeline({ seed: null, env: { PERENNIAL_KEEP_STEPS: '30' } });
    await pipeline.database.query(
      `insert into retrains (id, trigger, models, input, state, started_at, finished_at)
       select 'r' || age, 'cli', '{churn}', '{}', 'completed', ended, ended
       from (select age, $1::timestamptz - age * interval '1 day' as ended from unnest(array[29, 31, 400]) as age) as past`,
      [requestedAt],
    );
    await pipeline.database.query(
      `insert into steps (key, result) select id || '/churn/' || step, '{}' from retrains, unnest(array['extract', 'final']) as step`,
    );
  });
  after(() => pipeline.close());

  async function start(workflowId: string) {
    const { client, installation } = pipeline;
    return await client.workflow.start<(input: RetentionInput) => Promise<RetentionResult>>(workflowTypes.retention, {
      workflowId,
      taskQueue: installation.taskQueue('orchestration'),
      args: [{ limits: testLimits, requestedAt }],
    });
  }

  async function waitingForSteps(): Promise<number> {
    const [{ count }] = await pipeline.database.query<{ count: number }>(
      `select count(*) as count from pg_locks where not granted and relation = 'steps'::regclass
         and database = (select oid from pg_database where datname = current_database())`,
    );
    return count;
  }

  it('stops in the middle of a statement when it is cancelled', async () => {
    const blocker = await pipeline.database.pool.connect();
    try {
      await blocker.query('begin; lock table steps in exclusive mode');
      const handle = await start('cancelled');
      await until(waitingForSteps, (count) => count > 0);
      await handle.cancel();
      await assert.rejects(handle.result(), ({ cause }: Error) => cause instanceof CancelledFailure);
      assert.equal(await waitingForSteps(), 0);
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });

  it('deletes rows past the configured age, and returns their number', async () => {
    const { tables } = await (await start('first')).result();
    assert.deepEqual(tables, [
      { table: 'predictions', before: '2025-12-03T03:00:00.000Z', deleted: 0 },
      { table: 'steps', before: '2026-05-02T03:00:00.000Z', deleted: 4 },
      { table: 'exposures', before: '2025-06-01T03:00:00.000Z', deleted: 0 },
      { table: 'hook_deliveries', before: '2026-05-02T03:00:00.000Z', deleted: 0 },
    ]);
    const left = await pipeline.database.query<{ key: string }>('select key from steps order by key');
    assert.deepEqual(
      left.map(({ key }) => key),
      ['r29/churn/extract', 'r29/churn/final'],
    );
  });

  it('removes artifacts that nothing names, and what killed writers left', async () => {
    const hash = await pipeline.blobs.put(Buffer.from('out-of-fold predictions of a training that is long over'));
    const left = `${pipeline.blobs.path(hash)}.1234.tmp`;
    writeFileSync(left, 'half');
    const old = new Date(Date.parse(requestedAt) - 2 * 86_400_000);
    for (const file of [pipeline.blobs.path(hash), left]) utimesSync(file, old, old);
    const young = await pipeline.blobs.put(Buffer.from('of a step under way'));
    const { artifacts } = await (await start('artifacts')).result();
    assert.deepEqual(artifacts, { removed: 1, byteCount: 55, temporary: 1 });
    await assert.rejects(pipeline.blobs.size(hash), { code: 'not_found' });
    assert.ok((await pipeline.blobs.size(young)) > 0);
  });

  it('finds nothing left to delete when it is repeated', async () => {
    const { tables } = await (await start('second')).result();
    assert.deepEqual(
      tables.map(({ deleted }) => deleted),
      [0, 0, 0, 0],
    );
  });
});
