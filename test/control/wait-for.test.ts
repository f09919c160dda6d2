import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '@temporalio/client';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import { createTrainingControl } from '../../control/training-control.ts';
import type { Database } from '../../store/database/database.ts';

const never = new Promise<never>(() => {});

test('whoever stops watching does not wait for a server that is gone', async () => {
  const leaving = new AbortController();
  // a Temporal server that is gone: between two attempts the client hears of no abort
  const client = {
    workflow: {
      start: async () => ({ firstExecutionRunId: '1' }),
      getHandle: () => ({ result: () => never, describe: () => never }),
    },
    withAbortSignal: () => never,
  } as unknown as Client;
  const database = {} as unknown as Database; // not asked for what it started itself
  const control = createTrainingControl({ client, database, taskQueuePrefix: '' });
  const { retrainId } = await control.start({ trigger: 'cli', options: defaultTrainingOptions });
  const watching = control.waitFor(retrainId, () => assert.fail('nothing to tell'), leaving.signal);
  setTimeout(() => leaving.abort(new Error('stopped watching')), 20);
  await assert.rejects(watching, /stopped watching/);
});
