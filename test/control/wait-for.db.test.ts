import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, ScheduleNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { createInstallation } from '../../contract/installation.ts';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import { createTrainingControl } from '../../control/training-control.ts';
import { openTestDatabase } from '../store/test-database.ts';

const database = await openTestDatabase();
const never = new Promise<never>(() => {});

test('stopping to watch does not wait for a server that is gone', async () => {
  const leaving = new AbortController();
  // a Temporal server that is gone once the run has started: between two attempts the client notices no abort
  let started = false;
  const client = {
    workflow: {
      start: async () => {
        started = true;
        return { firstExecutionRunId: '1' };
      },
      getHandle: (id: string) => ({
        result: () => never,
        describe: () => (started ? never : Promise.reject(new WorkflowNotFoundError('none', id, undefined))),
      }),
    },
    schedule: {
      getHandle: (id: string) => ({ describe: () => Promise.reject(new ScheduleNotFoundError('none', id)) }),
    },
    withAbortSignal: () => never,
    withDeadline: (_deadline: number, ask: () => Promise<unknown>) => ask(),
  } as unknown as Client;
  const installation = { ...createInstallation(''), identity: 'any', adopts: false };
  const control = createTrainingControl({ client, database, installation });
  const { retrainId } = await control.start({ trigger: 'cli', options: defaultTrainingOptions });
  const watching = control.waitFor(retrainId, () => assert.fail('nothing to tell'), leaving.signal);
  setTimeout(() => leaving.abort(new Error('stopped watching')), 20);
  await assert.rejects(watching, /stopped watching/);
});
