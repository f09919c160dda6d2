import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { workflowTypes } from '../../contract/messages.ts';
import type { MonitorInput, MonitorResult, Watched, WatchInput } from '../../contract/watch-messages.ts';
import { reconcileSchedules } from '../../schedules/reconcile.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import { listIncidents } from '../../store/alerts/incidents.ts';
import { listMails, queueMail } from '../../store/alerts/mails.ts';
import { deployRandom, predicted } from '../activities/monitor-rows.ts';
import { header, mailSettings, startSmtpServer, type TestSmtpServer } from '../mail/smtp-server.ts';
import { crmRows, daysAfter, hoursAfter } from '../models/crm-rows.ts';
import { openHistory } from '../serving/random-model.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

describe('a degraded model, from its rows to the mails', () => {
  let pipeline: RunningPipeline;
  let server: TestSmtpServer;

  before(async () => {
    server = await startSmtpServer();
    pipeline = await startPipeline({ seed: null, env: mailSettings(server) });
    await openHistory(pipeline.database);
    await deployRandom(pipeline.database, pipeline.blobs, 'lead_scoring');
  });
  after(async () => {
    await pipeline.close();
    await server.close();
  });

  async function execute<Input, Result>(type: string, workflowId: string, input: Input): Promise<Result> {
    const { client, installation } = pipeline;
    return await client.workflow.execute<(input: Input) => Promise<Result>>(type, {
      workflowId,
      taskQueue: installation.taskQueue('orchestration'),
      args: [input],
    });
  }

  async function monitorAt(at: Date): Promise<MonitorResult> {
    const input: MonitorInput = {
      models: ['lead_scoring'],
      limits: testLimits,
      windowDays: 14,
      cooldownDays: 1000,
      requestedAt: at.toISOString(),
    };
    return await execute(workflowTypes.monitor, `monitor-${at.toISOString()}`, input);
  }

  async function watchAt(at: Date, schedules: readonly string[] = []): Promise<Watched> {
    const input: WatchInput = { schedules, limits: testLimits, requestedAt: at.toISOString() };
    return await execute(workflowTypes.watch, `watch-${at.toISOString()}`, input);
  }

  /** Leads whose labels became known in the two weeks before the given day after the origin, each scored off by the given points. */
  async function scored(day: number, points: number): Promise<void> {
    const crm = crmRows(pipeline.database);
    for (let at = 0; at < 60; at++) {
      const name = `lead-${day}-${at}`;
      const contact = await crm.contact({ external_id: name });
      const score = 20 + (at % 60);
      await crm.lead(contact, { external_id: name, created_at: daysAfter(day - 35), score });
      const said = score + (at % 2 ? points : -points);
      await predicted(pipeline.database, 'lead_scoring', name, hoursAfter((day - 33) * 24 + 1), said);
    }
  }

  type Delivered = { readonly message: string; readonly subject: string };

  /** Waits until the server has this many mails about the error of the scores. Their subjects come from the outbox. */
  async function delivered(count: number): Promise<Delivered[]> {
    for (;;) {
      const subjects = new Map((await listMails(pipeline.database)).map((mail) => [mail.messageId, mail.subject]));
      const found = server.received
        .map((message) => ({ message, subject: subjects.get(header(message, 'Message-ID') ?? '') ?? '' }))
        .filter(({ subject }) => subject.includes('MAE='));
      if (found.length >= count) return found;
      await setTimeout(20);
    }
  }

  it('leads to one mail, none within four hours, one from the watch after that, and one when the error is small again', async () => {
    await scored(0, 20);
    await monitorAt(hoursAfter(0));
    const [firing] = await delivered(1);
    assert.ok(firing);
    const root = header(firing.message, 'Message-ID');

    await watchAt(hoursAfter(1));
    await watchAt(hoursAfter(3));
    await watchAt(hoursAfter(5));
    const [, repeat] = await delivered(2);
    assert.match(repeat?.subject ?? '', /^Still: /);
    assert.equal(header(repeat?.message ?? '', 'In-Reply-To'), root);
    await watchAt(hoursAfter(6));

    await scored(15, 2);
    await monitorAt(daysAfter(15));
    await monitorAt(daysAfter(16));
    // one good window is no recovery, but what is inside its limit is not repeated
    const [, , resolved, ...others] = await delivered(3);
    assert.match(resolved?.subject ?? '', /^Resolved: /);
    assert.equal(header(resolved?.message ?? '', 'In-Reply-To'), root);
    assert.deepEqual(others, []);
    const [incident] = (await listIncidents(pipeline.database)).filter(({ figures }) =>
      figures.some(({ rule }) => rule === 'mae_high'),
    );
    assert.equal(incident?.state, 'resolved');
  });

  it('is mailed even if nobody ordered the delivery, each mail once, by any number of watches', async () => {
    const { database } = pipeline;
    const before = server.received.length;
    const waiting = { recipient: 'ann@example.org', subject: 'waiting', body: 'b' };
    for (const each of [1, 2]) await queueMail(database, { ...waiting, key: `w${each}`, messageId: `<w${each}@x>` });
    await database.query(`update mails set created_at = '2026-06-20' where key in ('w1', 'w2')`);
    await server.close();
    const at = daysAfter(25);
    await Promise.all([watchAt(at), watchAt(new Date(at.getTime() + 1000))]);
    while ((await listMails(database)).some(({ state, attempts }) => state !== 'sent' && attempts === 0))
      await setTimeout(20);
    assert.deepEqual(server.received.slice(before), []);
    server = await startSmtpServer({}, server.port);
    await watchAt(new Date(at.getTime() + 2000));
    while ((await listMails(database, { state: 'failed' })).length > 0) await setTimeout(20);
    const subjects = server.received.map((message) => header(message, 'Message-ID')).sort();
    assert.deepEqual(
      subjects.filter((id) => id?.startsWith('<w')),
      ['<w1@x>', '<w2@x>'],
    );
    assert.equal(new Set(subjects).size, subjects.length);
  });

  it('shares its watch with a schedule that the server lacks, which fires until the schedule exists', async () => {
    const { client, config, database, installation } = pipeline;
    const missed = async () => (await listIncidents(database)).find(({ rule }) => rule === 'schedule_missed');
    await watchAt(daysAfter(26), ['retrain-weekly']);
    const open = await missed();
    assert.deepEqual([open?.state, open?.model], ['firing', null]);
    assert.match(open?.detail ?? '', /^Temporal has no schedule retrain-weekly: /);
    await reconcileSchedules(client, createSchedules(config.schedules), installation);
    await watchAt(daysAfter(27), ['retrain-weekly']);
    assert.equal((await missed())?.state, 'resolved');
    const [expected] = await database.query<{ schedule: string }>('select schedule from expected_firings');
    assert.equal(expected?.schedule, 'retrain-weekly');
  });
});
