import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import { createTrainingControl } from '../../control/training-control.ts';
import { readRetrain } from '../../store/training/retrains.ts';
import { until } from '../until.ts';
import { startPipeline, testLimits } from '../workflows/running-pipeline.ts';

describe('a status question', () => {
  it('that races with the start of a retrain leaves it open', async () => {
    const pipeline = await startPipeline({ workers: false });
    const { client, database, control, temporal } = pipeline;
    try {
      // no worker takes its steps on the training queue, so it stays under way
      await pipeline.startWorkers(['orchestration']);
      const options = { ...defaultTrainingOptions, candidates: 2 };
      let started: string | undefined;
      /** Between Temporal's answer that nothing runs and the question to the database, a retrain starts and opens its row. */
      const interceptor: WorkflowClientInterceptor = {
        async describe(input, next) {
          try {
            return await next(input);
          } finally {
            if (started === undefined) {
              const { retrainId } = await control.start({ models: ['churn'], options, trigger: 'api' });
              started = retrainId;
              await until(
                () => readRetrain(database, retrainId),
                (row) => row !== null,
              );
            }
          }
        },
      };
      const racing = new Client({
        connection: client.connection,
        namespace: temporal.namespace,
        interceptors: { workflow: [interceptor] },
      });
      const asked = createTrainingControl({
        client: racing,
        database,
        installation: pipeline.installation,
        limits: testLimits,
      });
      await asked.status();
      assert.equal((await readRetrain(database, started ?? ''))?.state, 'running');
    } finally {
      await pipeline.close();
    }
  });
});
