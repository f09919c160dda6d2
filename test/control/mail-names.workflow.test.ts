import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { raiseAlerts } from '../../activities/alerts/raise-alerts.ts';
import { workflowTypes } from '../../contract/messages.ts';
import type { WatchInput } from '../../contract/watch-messages.ts';
import { listMails, type Mail, queueMail, readMail } from '../../store/alerts/mails.ts';
import { backUp, testDatabase, testTemporal } from '../infrastructure.ts';
import { mailSettings, startSmtpServer, type TestSmtpServer } from '../mail/smtp-server.ts';
import { type RunningPipeline, startPipeline, testLimits } from '../workflows/running-pipeline.ts';

/** Finds the waiting mail and has it delivered. */
async function watchAndDeliver({ client, database, installation }: RunningPipeline): Promise<Mail | null> {
  // by then it has waited long enough
  const requestedAt = new Date(Date.now() + 600_000).toISOString();
  const input: WatchInput = { schedules: [], limits: testLimits, requestedAt };
  await client.workflow.execute(workflowTypes.watch, {
    workflowId: `watch-${requestedAt}`,
    taskQueue: installation.taskQueue('orchestration'),
    args: [input],
  });
  const [{ name }] = (await listMails(database)) as [Mail];
  await client.workflow.getHandle(installation.deliverMail(name)).result();
  return await readMail(database, name);
}

describe('a mail', () => {
  let smtp: TestSmtpServer;
  before(async () => {
    smtp = await startSmtpServer();
  });
  after(() => smtp.close());

  /** A figure beyond its limit. */
  async function breach({ config, database }: RunningPipeline): Promise<void> {
    const window = new Date().toISOString();
    const of = { model: 'churn', metric: 'accuracy', window, source: 'live', baseline: null } as const;
    const observations = [{ ...of, value: 0.5, low: 0.45, high: 0.55 }];
    const batch = { key: `live/churn/${window}`, observations, context: { facts: [], causes: [] } };
    const settings = { alertTo: config.mail.to, dashboardUrl: config.dashboardUrl };
    await database.em().transactional((em) => raiseAlerts(em, batch, settings, new Date(window)));
  }

  it('about the next alert is sent from a restored database, although its row has a number that another mail had', async () => {
    const [database, temporal] = [await testDatabase(), await testTemporal()];
    const backup = await backUp(database);
    const env = mailSettings(smtp);
    const mails: (Mail | null)[] = [];
    for (const restored of [database, backup]) {
      const pipeline = await startPipeline({ seed: null, workers: false, database: restored, temporal, env });
      try {
        await pipeline.startWorkers(['orchestration']);
        await breach(pipeline);
        mails.push(await watchAndDeliver(pipeline));
      } finally {
        await pipeline.close();
      }
    }
    const [lost, next] = mails;
    assert.deepEqual([lost?.id, lost?.state, next?.id, next?.state], [1, 'sent', 1, 'sent']);
    assert.equal(smtp.received.length, 2);
  });

  it('that an earlier release was delivering under its row number is not ordered again', async () => {
    const before = smtp.received.length;
    const env = { ...mailSettings(smtp), PERENNIAL_INSTALLATION: '' };
    const pipeline = await startPipeline({ seed: null, workers: false, env });
    const { client, database } = pipeline;
    try {
      const mail = {
        key: 'one',
        messageId: '<one@example.org>',
        recipient: 'ann@example.org',
        subject: 'one',
        body: '',
      };
      const { id: mailId } = await queueMail(database, mail);
      // as the migration leaves it
      await database.query('update mails set name = id::text');
      await client.workflow.start(workflowTypes.deliverMail, {
        workflowId: `mail/${mailId}`,
        taskQueue: 'orchestration',
        args: [{ mailId, limits: testLimits }],
      });
      await pipeline.startWorkers(['orchestration']);
      assert.equal((await watchAndDeliver(pipeline))?.state, 'sent');
      const deliveries: string[] = [];
      const query = `WorkflowType = 'deliverMail'`;
      while (deliveries.length === 0)
        for await (const { workflowId } of client.workflow.list({ query })) deliveries.push(workflowId);
      assert.deepEqual(deliveries, [`mail/${mailId}`]);
      assert.equal(smtp.received.length, before + 1);
    } finally {
      await pipeline.close();
    }
  });
});
