import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { defaultTrainingOptions, workflowTypes } from '../../contract/messages.ts';
import { markMailSent, queueMail } from '../../store/alerts/mails.ts';
import { openRetrain, readRetrain } from '../../store/training/retrains.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

/** Whoever reaches Temporal's port starts our workflows with input of theirs. */
describe('a workflow that a stranger starts', () => {
  const options = { ...defaultTrainingOptions, force: true };
  const requestedAt = new Date().toISOString();
  const training = { trigger: 'cli', options, requestedAt, limits: testLimits } as const;
  let pipeline: RunningPipeline;

  before(async () => {
    pipeline = await startPipeline({ seed: null });
    const { database } = pipeline;
    await openRetrain(database, { ...retrainOf('old'), startedAt: new Date('2026-01-01T00:00:00Z') });
    await database.query(`update retrains set state = 'completed', finished_at = now() where id = 'old'`);
    await database.query(`insert into steps (key, result) values ('old/churn/extract', '{}')`);
  });
  after(() => pipeline.close());

  function retrainOf(id: string) {
    return { id, trigger: 'cli', models: ['churn'], input: options } as const;
  }

  async function count(table: string): Promise<number> {
    const [{ rows } = { rows: -1 }] = await pipeline.database.query<{ rows: number }>(
      `select count(*)::int as rows from ${table}`,
    );
    return rows;
  }

  function start(type: keyof typeof workflowTypes, workflowId: string, input: object) {
    const { client, installation } = pipeline;
    return client.workflow.execute(workflowTypes[type], {
      workflowId,
      taskQueue: installation.taskQueue('orchestration'),
      args: [input],
    });
  }

  /** The code with which its first step refused. */
  async function refusal(started: Promise<unknown>): Promise<string | null | undefined> {
    const error = await started.then(
      () => assert.fail('it was done'),
      (error: WorkflowFailedError) => error,
    );
    const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
    return cause instanceof ApplicationFailure ? cause.type : error.message;
  }

  it('deletes no rows of the future, and predicts and watches nothing as of then', async () => {
    const requestedAt = '2099-01-01T00:00:00.000Z';
    const future = { limits: testLimits, requestedAt };
    assert.equal(await refusal(start('retention', 'far-retention', future)), 'invalid_input');
    assert.equal(await refusal(start('watch', 'far-watch', { ...future, schedules: [] })), 'invalid_input');
    const scored = start('scoreDaily', 'far-score', { ...future, models: ['churn'] });
    assert.equal(await refusal(scored), 'invalid_input');
    assert.equal(await count('steps'), 1);
    assert.deepEqual([await count('prediction_batches'), await count('incidents'), await count('mails')], [0, 0, 0]);
  });

  it('trains no model that nobody ordered', async () => {
    const { installation } = pipeline;
    const input = { ...training, retrainId: 'theirs', models: ['churn'] };
    assert.equal(await refusal(start('retrain', installation.retrain, input)), 'run_not_found');
    assert.equal(await readRetrain(pipeline.database, 'theirs'), null);

    for (const retrainId of ['theirs', 'old']) {
      const runId = `${retrainId}/churn`;
      const child = { ...training, retrainId, runId, model: 'churn' };
      assert.equal(await refusal(start('trainModel', installation.trainModel(runId), child)), 'run_not_found');
    }
    assert.deepEqual([await count('runs'), await count('model_versions'), await count('mails')], [0, 0, 0]);
  });

  it('takes no part in a training that was ordered, under another id or with other options', async () => {
    const { database, installation } = pipeline;
    await openRetrain(database, { ...retrainOf('ours'), startedAt: new Date() });
    const child = { ...training, retrainId: 'ours', runId: 'ours/churn', model: 'churn' };
    assert.equal(await refusal(start('trainModel', 'other-id', child)), 'run_not_found');
    const other = { ...child, options: { ...options, shuffleLabels: true } };
    assert.equal(await refusal(start('trainModel', installation.trainModel('ours/churn'), other)), 'run_not_found');
    assert.equal(await count('runs'), 0);
  });

  it('sends no mail that is not queued, and none twice', async () => {
    const { database, config } = pipeline;
    const { id, name } = await queueMail(database.em(), {
      key: 'sent',
      messageId: '<sent@localhost>',
      recipient: 'victim@example.com',
      subject: 'Sent before',
      body: 'once',
    });
    await markMailSent(database, id);
    for (const mailId of [name, id, crypto.randomUUID()]) {
      await start('deliverMail', `mail-${mailId}`, { mailId, limits: testLimits });
    }
    assert.equal(existsSync(config.mailboxFolder), false);
  });
});
