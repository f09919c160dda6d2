import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type AbGateStatus,
  defaultTrainingOptions,
  queries,
  type ScheduledRetrainResult,
  workflowTypes,
} from '../../contract/messages.ts';
import type { WatchInput } from '../../contract/watch-messages.ts';
import { commandExperiment, experimentCarrier } from '../../control/experiment-command.ts';
import { createHookControl } from '../../control/hook-control.ts';
import { createMailControl } from '../../control/mail-control.ts';
import { createRecovery, type Recovery } from '../../control/recovery.ts';
import { createScheduleControl } from '../../control/schedule-control.ts';
import { createTrainingControl } from '../../control/training-control.ts';
import { reconcileSchedules } from '../../schedules/reconcile.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import { type NewCommand, recordIntent, type StoredCommand } from '../../store/commands/commands.ts';
import { readEvents, readExperiment } from '../../store/experiments/experiments.ts';
import { readScheduleStates } from '../../store/schedules/schedules.ts';
import { readRetrain } from '../../store/training/retrains.ts';
import { gateWorld, shortGate } from '../workflows/gate-world.ts';
import { type RunningPipeline, startPipeline, testLimits } from '../workflows/running-pipeline.ts';

const minute = 60_000;
const note = { actor: 'ann', reason: 'holidays' };

/** Whatever a crash leaves between the record of a command, its effect in Temporal, and its confirmation. */
describe('a command', () => {
  let pipeline: RunningPipeline;
  let world: ReturnType<typeof gateWorld>;
  let schedules: ReturnType<typeof createScheduleControl>;
  let training: ReturnType<typeof createTrainingControl>;
  const definitions = createSchedules({ timezone: 'UTC', minimumChanges: 10, cooldownDays: 7 });

  before(async () => {
    pipeline = await startPipeline({ seed: null });
    world = gateWorld(pipeline);
    const { client, database, installation } = pipeline;
    schedules = createScheduleControl({ client, database, installation, schedules: definitions });
    training = createTrainingControl({ client, database, installation, limits: testLimits });
    await reconcileSchedules(client, definitions, installation);
    await world.champion('churn');
  });
  after(() => pipeline.close());

  /** Somebody who comes by so many minutes later. */
  function later(minutes: number): Recovery {
    const { client, database, installation } = pipeline;
    const mails = createMailControl({ client, installation });
    const hooks = createHookControl({ client, installation });
    const clock = () => new Date(Date.now() + minutes * minute);
    return createRecovery({ database, training, schedules, gate: world.gate, mails, hooks, clock });
  }

  const intend = (command: Pick<NewCommand, 'id' | 'kind' | 'target'> & Partial<NewCommand>): Promise<StoredCommand> =>
    recordIntent(pipeline.database, { arguments: {}, ...note, ...command });
  const stateOf = async (id: string) => {
    const [command] = await pipeline.database.query<{ state: string }>('select state from commands where id = $1', [
      id,
    ]);
    return command?.state;
  };
  const statusOf = async (id: string) => (await schedules.list()).find((schedule) => schedule.id === id);
  const audited = (schedule: string) =>
    pipeline.database.query<{ command: string; actor: string; reason: string }>(
      'select command, actor, reason from schedule_commands where schedule = $1 order by id',
      [schedule],
    );

  it("that can't be recorded is not carried out", async () => {
    await assert.rejects(schedules.command('retrain-weekly', 'pause', { actor: 'ann', reason: 'a\0b' }), {
      code: 'invalid_input',
    });
    assert.equal((await statusOf('retrain-weekly'))?.state, 'active');
    assert.deepEqual(await audited('retrain-weekly'), []);
  });

  it('with a long reason is carried out, and the reason kept whole', async () => {
    const reason = 'ü'.repeat(1_000);
    assert.equal((await schedules.command('retrain-weekly', 'pause', { actor: 'ann', reason })).state, 'paused');
    assert.deepEqual(await audited('retrain-weekly'), [{ command: 'pause', actor: 'ann', reason }]);
    await schedules.command('retrain-weekly', 'resume', note);
  });

  it('that was recorded before its process died is carried out later, once, and audited', async () => {
    await intend({ id: 'pause-1', kind: 'schedule.pause', target: 'score-daily' });
    assert.deepEqual(await later(0).settleCommands(), [], 'its process may still be at it');
    assert.deepEqual(await later(1).settleCommands(), [{ id: 'pause-1', outcome: 'carried_out' }]);
    assert.deepEqual(await later(2).settleCommands(), []);
    const found = await statusOf('score-daily');
    assert.deepEqual([found?.state, found?.note], ['paused', 'ann: holidays']);
    assert.deepEqual(await audited('score-daily'), [{ command: 'pause', ...note }]);
  });

  it('that took effect before its process died is audited, however late', async () => {
    const command = await intend({ id: 'pause-2', kind: 'schedule.pause', target: 'monitor-daily' });
    await schedules.carriers['schedule.pause'].execute(command);
    assert.deepEqual(await later(600).settleCommands(), [{ id: 'pause-2', outcome: 'found_done' }]);
    assert.deepEqual(await audited('monitor-daily'), [{ command: 'pause', ...note }]);
  });

  it('is refused when it comes too late, or after a later one', async () => {
    await intend({ id: 'pause-3', kind: 'schedule.pause', target: 'retention-daily' });
    assert.deepEqual(await later(60).settleCommands(), [{ id: 'pause-3', outcome: 'refused' }]);
    await intend({ id: 'pause-4', kind: 'schedule.pause', target: 'retention-daily', reason: 'again' });
    await schedules.command('retention-daily', 'resume', note);
    assert.deepEqual(await later(1).settleCommands(), [{ id: 'pause-4', outcome: 'refused' }]);
    assert.equal((await statusOf('retention-daily'))?.state, 'active');
    assert.deepEqual(await audited('retention-daily'), [{ command: 'resume', ...note }]);
  });

  it('to fire a schedule that is asked for twice fires it once', async () => {
    const { client, installation } = pipeline;
    const command = await intend({ id: 'fire-1', kind: 'schedule.trigger', target: 'retrain-weekly' });
    // who got no answer asks again: the same command
    assert.equal((await intend({ id: 'fire-2', kind: 'schedule.trigger', target: 'retrain-weekly' })).id, 'fire-1');
    await schedules.carriers['schedule.trigger'].execute(command);
    await schedules.carriers['schedule.trigger'].execute(command);
    await later(1).settleCommands();
    const workflowId = `${installation.schedule('retrain-weekly')}-by-hand-fire-1`;
    const fired = (await client.workflow.getHandle(workflowId).result()) as ScheduledRetrainResult;
    if (fired.started) await training.waitFor(fired.retrainId);
    const firings = await pipeline.database.query('select id from schedule_firings');
    assert.equal(firings.length, 1);
    assert.equal((await audited('retrain-weekly')).filter(({ command: name }) => name === 'trigger').length, 1);
    assert.ok((await statusOf('retrain-weekly'))?.lastAt instanceof Date);
  });

  it("to train that took effect, or didn't, is settled accordingly", async () => {
    const { database } = pipeline;
    const asked = (retrainId: string) => ({
      ...{ id: `start/${retrainId}`, kind: 'retrain.start' as const, target: 'retrain' },
      arguments: {
        ...{ retrainId, models: ['churn'], trigger: 'api', options: defaultTrainingOptions, limits: testLimits },
        requestedAt: new Date().toISOString(),
      },
    });
    const started = await intend(asked('r-started'));
    await training.carriers['retrain.start'].execute(started);
    await training.carriers['retrain.start'].execute(started);
    await training.waitFor('r-started');
    await intend({ ...asked('r-lost'), reason: 'another' });
    const settled = await later(1).settleCommands();
    assert.deepEqual(settled, [
      { id: 'start/r-started', outcome: 'found_done' },
      // given after the one that was just confirmed, so nothing supersedes it
      { id: 'start/r-lost', outcome: 'carried_out' },
    ]);
    await training.waitFor('r-lost');
    assert.equal((await readRetrain(database, 'r-lost'))?.trigger, 'api');
  });

  it('on an experiment is carried out once, and even when its gate is gone', async () => {
    const { client, database, installation } = pipeline;
    const { id } = await world.submit('churn', shortGate('churn', { dayMs: 3_600_000 }));
    while ((await readExperiment(database, id)).state !== 'running') await new Promise((go) => setTimeout(go, 20));
    const pause = await intend({ id: 'gate-1', kind: 'gate.pause', target: id });
    await experimentCarrier({ database, gate: world.gate }, 'pause').execute(pause);
    assert.deepEqual(await later(1).settleCommands(), [{ id: 'gate-1', outcome: 'found_done' }]);
    const handle = client.workflow.getHandle(installation.abGate('churn'));
    await handle.terminate('lost');
    await world.gate.revive('churn');
    while ((await handle.query<AbGateStatus>(queries.gate)).standing !== 'paused')
      await new Promise((go) => setTimeout(go, 20));
    await commandExperiment({ database, gate: world.gate }, id, 'resume', note);
    await handle.terminate('lost');
    await commandExperiment({ database, gate: world.gate }, id, 'rollBack', note);
    const types = (await readEvents(database, id)).map(({ type }) => type);
    assert.deepEqual(types, ['submitted', 'started', 'paused', 'resumed', 'rolled_back']);
    assert.equal(await stateOf('gate-1'), 'done');
  });

  it('given in the Temporal Web UI is copied by the watch, and survives the loss of the schedule', async () => {
    const { client, database, installation } = pipeline;
    const handle = client.schedule.getHandle(installation.schedule('watch-hourly'));
    await handle.pause('paused for the night');
    const watch: WatchInput = { schedules: ['watch-hourly'], limits: testLimits };
    for (const each of [1, 2])
      await client.workflow.execute(workflowTypes.watch, {
        workflowId: `watch-${each}`,
        taskQueue: installation.taskQueue('orchestration'),
        args: [watch],
      });
    assert.deepEqual(await audited('watch-hourly'), [
      { command: 'pause', actor: 'Temporal Web UI', reason: 'paused for the night' },
    ]);
    await handle.delete();
    await reconcileSchedules(client, definitions, installation, await readScheduleStates(database));
    const found = await statusOf('watch-hourly');
    assert.deepEqual([found?.state, found?.note], ['paused', 'paused for the night']);
  });
});
