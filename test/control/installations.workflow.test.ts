import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { examineInstallation } from '../../cli/examine-installation.ts';
import { defaultTrainingOptions, type ModelProgress, queries } from '../../contract/messages.ts';
import { createGateControl } from '../../control/gate-control.ts';
import { createMailControl } from '../../control/mail-control.ts';
import { createScheduleControl } from '../../control/schedule-control.ts';
import { createScoringControl } from '../../control/scoring-control.ts';
import { createSchedules, scheduleIds } from '../../schedules/schedules.ts';
import { queueMail, readMail } from '../../store/alerts/mails.ts';
import { readPhases } from '../../store/experiments/experiments.ts';
import { readRetrain } from '../../store/training/retrains.ts';
import { runsOfRetrain } from '../../store/training/runs.ts';
import { createLogger } from '../../telemetry/log.ts';
import { type StartedWorkers, startWorkers } from '../../workers/start-workers.ts';
import { testTemporal } from '../infrastructure.ts';
import { header, mailSettings, startSmtpServer, type TestSmtpServer } from '../mail/smtp-server.ts';
import { gateWorld, shortGate } from '../workflows/gate-world.ts';
import { type RunningPipeline, startPipeline, testLimits } from '../workflows/running-pipeline.ts';

const note = { actor: 'ann', reason: 'stocktaking' };
const options = { ...defaultTrainingOptions, candidates: 2 };
const unnamed = { PERENNIAL_INSTALLATION: '' };

/** Starts workers as a process does: with the schedules. */
function start({ config, databaseUrl, temporal }: RunningPipeline, queues = ['orchestration'] as const) {
  const log = createLogger('test-worker', config.logLevel);
  const schedules = createSchedules(config.schedules);
  return startWorkers({ config, databaseUrl, temporalAddress: temporal.address, queues, schedules, log });
}

/** Everything in Temporal about schedules that another installation could change. */
async function describeSchedules(client: Client, ids: readonly string[]) {
  return await Promise.all(
    ids.map(async (id) => {
      const { action, spec, state } = await client.schedule.getHandle(id).describe();
      return { id, queue: action.taskQueue, memo: action.memo, args: action.args, spec, state };
    }),
  );
}

/** A business whose run waits for a training worker, whose gate is in its first phase and whose mail waits for the mail server. */
async function underWay(pipeline: RunningPipeline, subject: string) {
  const { client, control, database, installation } = pipeline;
  const { retrainId } = await control.start({ models: ['lead_scoring'], options, trigger: 'api' });
  const world = gateWorld(pipeline);
  await world.champion('churn');
  const { id: experimentId } = await world.submit('churn', shortGate('churn', { dayMs: 3_600_000 }));
  const queued = { key: subject, messageId: `<${subject}@example.org>`, recipient: 'ann@example.org', body: '' };
  const mail = await queueMail(database, { ...queued, subject });
  const delivery = await createMailControl({ client, installation, limits: testLimits }).deliver(mail.name);
  await createScheduleControl({
    client,
    database,
    installation,
    schedules: createSchedules(pipeline.config.schedules),
  }).command('score-daily', 'pause', { ...note, reason: subject });
  // waits for its row first, because a workflow that doesn't exist yet can't be queried
  while ((await runsOfRetrain(database, retrainId)).length === 0) await setTimeout(20);
  const training = client.workflow.getHandle(installation.trainModel(`${retrainId}/lead_scoring`));
  while ((await training.query<ModelProgress>(queries.progress)).stage !== 'validate') await setTimeout(20);
  while ((await readPhases(database, experimentId)).length === 0) await setTimeout(20);
  while ((await readMail(database, mail.name))?.state !== 'failed') await setTimeout(20);

  return {
    retrainId,
    experimentId,
    delivery,
    /** What must stay the same, however often either installation starts. */
    async state() {
      const workflows = [installation.retrain, installation.trainModel(`${retrainId}/lead_scoring`)];
      const executions = [...workflows, installation.abGate('churn'), installation.deliverMail(mail.name)].map(
        async (id) => {
          const { runId, status, taskQueue } = await client.workflow.getHandle(id).describe();
          return { id, runId, status: status.name, taskQueue };
        },
      );
      return {
        executions: await Promise.all(executions),
        schedules: await describeSchedules(client, scheduleIds.map(installation.schedule)),
        retrain: (await readRetrain(database, retrainId))?.state,
        phases: await readPhases(database, experimentId),
      };
    },
  };
}

describe('two installations in one namespace', () => {
  let smtp: TestSmtpServer;
  const pipelines: RunningPipeline[] = [];
  let first: RunningPipeline;
  let second: RunningPipeline;
  let ofFirst: Awaited<ReturnType<typeof underWay>>;
  let ofSecond: Awaited<ReturnType<typeof underWay>>;
  let workers: StartedWorkers[] = [];

  async function open(env: Record<string, string>, seed: number | null): Promise<RunningPipeline> {
    const temporal = pipelines[0]?.temporal ?? (await testTemporal());
    const pipeline = await startPipeline({ seed, temporal, workers: false, env: { ...mailSettings(smtp), ...env } });
    pipelines.push(pipeline);
    return pipeline;
  }

  before(async () => {
    smtp = await startSmtpServer();
    await smtp.close();
    first = await open(unnamed, 1);
    second = await open({ PERENNIAL_INSTALLATION: 'second' }, 2);
    workers = [await start(first), await start(second)];
    ofFirst = await underWay(first, 'first');
    ofSecond = await underWay(second, 'second');
  });
  after(async () => {
    await Promise.all(workers.map((each) => each.stop()));
    for (const pipeline of pipelines) await pipeline.close();
    await smtp.close();
  });

  it("disturb none of each other's schedules, runs, gates and mails when they are started in turn three times", async () => {
    const [before, beforeSecond] = [await ofFirst.state(), await ofSecond.state()];
    assert.notDeepEqual(before.schedules, beforeSecond.schedules);
    for (let round = 0; round < 3; round++) {
      for (const [at, pipeline] of [first, second].entries()) {
        await workers[at]?.stop();
        workers[at] = await start(pipeline);
      }
    }
    assert.deepEqual([await ofFirst.state(), await ofSecond.state()], [before, beforeSecond]);
  });

  it('each have their identity on their schedules, retrains and gates', async () => {
    for (const { client, installation } of [first, second]) {
      const schedules = await describeSchedules(client, scheduleIds.map(installation.schedule));
      const workflows = await Promise.all(
        [installation.retrain, installation.abGate('churn')].map((id) => client.workflow.getHandle(id).describe()),
      );
      const memos = [...schedules, ...workflows].map(({ memo }) => memo?.installation);
      assert.deepEqual(new Set(memos), new Set([installation.identity]));
    }
    assert.notEqual(first.installation.identity, second.installation.identity);
  });

  it('refuse another database under their name, and nothing is changed', async () => {
    const before = [await ofFirst.state(), await ofSecond.state()];
    for (const name of ['', 'second']) {
      const other = await open({ PERENNIAL_INSTALLATION: name }, null);
      const { client, control, database, installation, config } = other;
      const taken = { code: 'installation_taken', remedy: /PERENNIAL_INSTALLATION=<name>/ };
      const schedules = createScheduleControl({
        client,
        database,
        installation,
        schedules: createSchedules(config.schedules),
      });
      const gate = createGateControl({ client, installation });
      const attempts: readonly (() => Promise<unknown>)[] = [
        () => start(other),
        // a worker without schedules, such as that of the training queue, would take the other installation's steps
        () => other.startWorkers(['training']),
        () => control.start({ options, trigger: 'cli' }),
        () => control.cancel(),
        () => control.status(),
        () => gate.candidate('churn'),
        () => gate.command('churn', 'promote', note),
        () => createScoringControl({ client, installation }).score(['churn']),
        () => createMailControl({ client, installation }).deliver('any'),
        () => schedules.command('retrain-weekly', 'pause', note),
        () => schedules.list(),
      ];
      for (const attempt of attempts) await assert.rejects(attempt, taken, attempt.toString());
    }
    assert.deepEqual([await ofFirst.state(), await ofSecond.state()], before);
  });

  it('are what perennial doctor names, or says to be of another database', async () => {
    const examined = ({ database, config, temporal }: RunningPipeline) =>
      examineInstallation(database, temporal.address, config);
    const { state, detail } = await examined(second);
    assert.deepEqual([state, detail], ['ok', `second, ${second.installation.identity}`]);
    const stranger = await open({ PERENNIAL_INSTALLATION: 'second' }, null);
    await assert.rejects(examined(stranger), { code: 'installation_taken' });
  });

  it('each end their own runs, gates and mails, once', async () => {
    smtp = await startSmtpServer({}, smtp.port);
    await Promise.all([first.startWorkers(['training']), second.startWorkers(['training'])]);
    for (const [{ control }, { retrainId, delivery }] of [
      [first, ofFirst],
      [second, ofSecond],
    ] as const) {
      const { models } = await control.waitFor(retrainId);
      assert.deepEqual(
        models.map(({ state }) => state),
        ['completed'],
      );
      await delivery.ended;
    }
    const subjects = smtp.received.map((message) => header(message, 'Subject'));
    assert.deepEqual(subjects.filter((subject) => /^(first|second)$/.test(subject ?? '')).sort(), ['first', 'second']);
    await gateWorld(first).gate.command('churn', 'promote', note);
    const gate = second.client.workflow.getHandle(second.installation.abGate('churn'));
    assert.equal((await gate.describe()).status.name, 'RUNNING');
  });
});
