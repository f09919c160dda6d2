import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Client, Connection, ScheduleNotFoundError } from '@temporalio/client';
import { createInstallation, type OwnInstallation } from '../../contract/installation.ts';
import { reconcileSchedules } from '../../schedules/reconcile.ts';
import { createSchedules, type ScheduleDefinition } from '../../schedules/schedules.ts';
import { testTemporal } from '../infrastructure.ts';

const settings = { timezone: 'UTC', minimumChanges: 10, cooldownDays: 7 };

const installation: OwnInstallation = { ...createInstallation(''), identity: randomUUID(), adopts: false };

describe('the schedules', () => {
  let connection: Connection;
  let client: Client;

  before(async () => {
    const { address, namespace } = await testTemporal();
    connection = await Connection.connect({ address });
    client = new Client({ connection, namespace });
  });
  after(() => connection.close());

  async function reconcile(schedules: readonly ScheduleDefinition[]): Promise<readonly string[]> {
    return (await reconcileSchedules(client, schedules, installation)).map(({ id, action }) => `${id} ${action}`);
  }

  /** Waits, because the list is indexed with a delay. */
  async function untilListed(ids: readonly string[]): Promise<void> {
    for (;;) {
      const listed: string[] = [];
      for await (const { scheduleId } of client.schedule.list()) listed.push(scheduleId);
      if (isDeepStrictEqual(listed.sort(), [...ids].sort())) return;
    }
  }

  it('exist once after ten starts, each with a single time', async () => {
    const schedules = createSchedules(settings);
    assert.deepEqual(
      await reconcile(schedules),
      schedules.map(({ id }) => `${id} created`),
    );
    for (let restart = 0; restart < 10; restart++) {
      assert.deepEqual(
        await reconcile(schedules),
        schedules.map(({ id }) => `${id} updated`),
      );
    }
    for (const { id } of schedules) {
      const { spec, info } = await client.schedule.getHandle(id).describe();
      assert.equal(spec.calendars?.length, 1);
      assert.equal(new Set(info.nextActionTimes.map(Number)).size, info.nextActionTimes.length);
    }
    await untilListed(schedules.map(({ id }) => id));
  });

  it('train on Sunday 02:00 UTC and score daily at 04:00, one firing at a time, made up for within a day', async () => {
    const { info, policies } = await client.schedule.getHandle('retrain-weekly').describe();
    for (const time of info.nextActionTimes.slice(0, 3)) {
      assert.deepEqual([time.getUTCDay(), time.getUTCHours(), time.getUTCMinutes()], [0, 2, 0]);
    }
    assert.deepEqual([policies.overlap, policies.catchupWindow], ['SKIP', 86_400_000]);
    const daily = await client.schedule.getHandle('score-daily').describe();
    const [first, second] = daily.info.nextActionTimes;
    assert.deepEqual([first?.getUTCHours(), first?.getUTCMinutes()], [4, 0]);
    const jitter = 30_000;
    assert.ok(Math.abs((second?.getTime() ?? 0) - (first?.getTime() ?? 0) - 86_400_000) <= jitter);
    assert.deepEqual([daily.policies.overlap, daily.policies.catchupWindow], ['SKIP', 86_400_000]);
  });

  it("follow changed code in times, input and policies, while an operator's pause and note stay", async () => {
    const handle = client.schedule.getHandle('retrain-weekly');
    await handle.pause('holidays');
    const changed = createSchedules({ ...settings, minimumChanges: 25 });
    await reconcile(changed.map((each) => ({ ...each, cron: '30 3 * * 1', catchupWindow: '2 days' })));
    const { state, info, action, policies, spec } = await handle.describe();
    assert.deepEqual([state.paused, state.note], [true, 'holidays']);
    assert.equal(spec.calendars?.length, 1);
    const [next] = info.nextActionTimes;
    assert.deepEqual([next?.getUTCDay(), next?.getUTCHours(), next?.getUTCMinutes()], [1, 3, 30]);
    assert.equal(policies.catchupWindow, 2 * 86_400_000);
    assert.partialDeepStrictEqual(action.args, [{ minimumChanges: 25 }]);
  });

  it('fire by the clock of the configured zone', async () => {
    await reconcile(createSchedules({ ...settings, timezone: 'Asia/Kolkata' }));
    const { info } = await client.schedule.getHandle('retrain-weekly').describe();
    const [next] = info.nextActionTimes;
    // 02:00 in a zone that is five and a half hours ahead of UTC
    assert.deepEqual([next?.getUTCDay(), next?.getUTCHours(), next?.getUTCMinutes()], [6, 20, 30]);
  });

  it('are deleted when the code no longer defines them, while those of others stay, even on our queue', async () => {
    const schedules = createSchedules(settings);
    const [kept, gone] = [schedules.slice(1), schedules[0]?.id ?? ''];
    await reconcile(schedules);
    await client.schedule.create({
      scheduleId: 'by-hand',
      spec: { cronExpressions: ['0 0 1 * *'] },
      action: {
        type: 'startWorkflow',
        workflowType: 'scoreDaily',
        taskQueue: installation.taskQueue('orchestration'),
        args: [],
      },
    });
    await untilListed([...schedules.map(({ id }) => id), 'by-hand']);
    assert.deepEqual(await reconcile(kept), [...kept.map(({ id }) => `${id} updated`), `${gone} deleted`]);
    await untilListed([...kept.map(({ id }) => id), 'by-hand']);
    await assert.rejects(client.schedule.getHandle(gone).describe(), ScheduleNotFoundError);
  });
});

describe('schedules that an earlier release left, without an identity', () => {
  const unnamed = createInstallation('');
  const schedules = createSchedules(settings);
  let connection: Connection;
  let client: Client;

  before(async () => {
    const { address, namespace } = await testTemporal();
    connection = await Connection.connect({ address });
    client = new Client({ connection, namespace });
    for (const { id, cron, workflowType, input } of schedules) {
      const memo = { definedBy: 'perennial' };
      const started = { workflowType, workflowId: id, taskQueue: 'orchestration', args: [input], memo };
      await client.schedule.create({
        scheduleId: id,
        spec: { cronExpressions: [cron] },
        action: { type: 'startWorkflow', ...started },
      });
    }
  });
  after(() => connection.close());

  async function memos(): Promise<unknown[]> {
    const described = schedules.map(({ id }) => client.schedule.getHandle(id).describe());
    return (await Promise.all(described)).map(({ action }) => action.memo);
  }

  it('are left alone by a new database, and adopted once by a database that has used them', async () => {
    const left = await memos();
    const fresh: OwnInstallation = { ...unnamed, identity: randomUUID(), adopts: false };
    await assert.rejects(reconcileSchedules(client, schedules, fresh), { code: 'installation_taken' });
    assert.deepEqual(await memos(), left);

    const upgraded: OwnInstallation = { ...unnamed, identity: randomUUID(), adopts: true };
    await reconcileSchedules(client, schedules, upgraded);
    const adopted = schedules.map(() => ({ definedBy: 'perennial', installation: upgraded.identity }));
    assert.deepEqual(await memos(), adopted);

    const another: OwnInstallation = { ...unnamed, identity: randomUUID(), adopts: true };
    await assert.rejects(reconcileSchedules(client, schedules, another), { code: 'installation_taken' });
    assert.deepEqual(await memos(), adopted);
  });

  it('are not deleted if they belong to another installation, even when the code no longer defines them', async () => {
    const other: OwnInstallation = { ...createInstallation('other'), identity: randomUUID(), adopts: false };
    const reconciled = await reconcileSchedules(client, schedules.slice(1), other);
    assert.deepEqual(new Set(reconciled.map(({ action }) => action)), new Set(['created']));
    const unnamedOther: OwnInstallation = { ...unnamed, identity: randomUUID(), adopts: true };
    assert.deepEqual(await reconcileSchedules(client, [], unnamedOther), []);
    assert.equal((await memos()).length, schedules.length);
  });
});
