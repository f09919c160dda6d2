import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { reconcileSchedules } from '../../schedules/reconcile.ts';
import { schedules } from '../../schedules/schedules.ts';
import { testTemporal } from '../infrastructure.ts';

describe('the schedules', () => {
  let connection: Connection;
  let client: Client;
  let prefix: string;

  before(async () => {
    const { address, namespace, taskQueuePrefix } = await testTemporal();
    connection = await Connection.connect({ address });
    client = new Client({ connection, namespace });
    prefix = taskQueuePrefix;
  });
  after(() => connection.close());

  it('exist once after repeated starts, training on Sunday 02:00 UTC', async () => {
    assert.deepEqual(await reconcileSchedules(client, schedules, prefix), [
      { id: 'retrain-weekly', action: 'created' },
      { id: 'score-daily', action: 'created' },
    ]);
    assert.deepEqual(await reconcileSchedules(client, schedules, prefix), [
      { id: 'retrain-weekly', action: 'updated' },
      { id: 'score-daily', action: 'updated' },
    ]);
    const { spec, info, policies } = await client.schedule.getHandle('retrain-weekly').describe();
    assert.equal(spec.calendars?.length, 1);
    for (const time of info.nextActionTimes.slice(0, 3)) {
      assert.deepEqual([time.getUTCDay(), time.getUTCHours(), time.getUTCMinutes()], [0, 2, 0]);
    }
    assert.equal(policies.overlap, 'SKIP');
  });

  it('score everybody daily at 04:00 UTC, made up for within a day', async () => {
    const { info, policies } = await client.schedule.getHandle('score-daily').describe();
    const [first, second] = info.nextActionTimes;
    assert.deepEqual([first?.getUTCHours(), first?.getUTCMinutes()], [4, 0]);
    assert.equal((second?.getTime() ?? 0) - (first?.getTime() ?? 0), 86_400_000);
    assert.deepEqual([policies.overlap, policies.catchupWindow], ['SKIP', 86_400_000]);
  });

  it('follow changed code, while the pause of an operator stays', async () => {
    const handle = client.schedule.getHandle('retrain-weekly');
    await handle.pause('holidays');
    const changed = schedules.map((definition) => ({ ...definition, cron: '30 3 * * 1' }));
    await reconcileSchedules(client, changed, prefix);
    const { state, info } = await handle.describe();
    assert.deepEqual([state.paused, state.note], [true, 'holidays']);
    const [next] = info.nextActionTimes;
    assert.deepEqual([next?.getUTCDay(), next?.getUTCHours(), next?.getUTCMinutes()], [1, 3, 30]);
  });
});
