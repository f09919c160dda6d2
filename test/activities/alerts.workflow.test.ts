import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { raiseAlerts } from '../../activities/alerts/raise-alerts.ts';
import { workflowTypes } from '../../contract/messages.ts';
import type { Observation } from '../../domain/alerts/observation.ts';
import { acknowledgeIncident, listIncidents } from '../../store/alerts/incidents.ts';
import { readMail } from '../../store/alerts/mails.ts';
import { decodePng } from '../mail/decode-png.ts';
import { header, mailSettings, startSmtpServer, type TestSmtpServer } from '../mail/smtp-server.ts';
import { type RunningPipeline, startPipeline, testLimits } from '../workflows/running-pipeline.ts';

const start = Date.parse('2026-11-22T00:00:00Z');
const hour = 60 * 60_000;

describe('an alert, over a real SMTP conversation', () => {
  let pipeline: RunningPipeline;
  let server: TestSmtpServer;
  before(async () => {
    server = await startSmtpServer();
    pipeline = await startPipeline({ seed: null, workers: false, env: mailSettings(server) });
    await pipeline.startWorkers(['orchestration']);
  });
  after(async () => {
    await pipeline.close();
    await server.close();
  });

  /** Observes the live MAE this many hours after the start; returns the ids of the queued mails. */
  async function observe(model: Observation['model'], hours: number, mae: number | null): Promise<string[]> {
    const now = new Date(start + hours * hour);
    const window = now.toISOString();
    const interval = { low: mae === null ? null : mae - 0.5, high: mae === null ? null : mae + 0.5 };
    const observation: Observation = {
      model,
      metric: 'mae',
      value: mae,
      ...interval,
      baseline: null,
      window,
      source: 'live',
    };
    const batch = {
      key: `live/${model}/${window}`,
      observations: [observation],
      context: { facts: [['Window', window]], causes: ['<b>drift</b> of "source" & country'] },
    } as const;
    const settings = { alertTo: pipeline.config.mail.to, dashboardUrl: 'https://crm.example.org' };
    return await pipeline.database.em().transactional((em) => raiseAlerts(em, batch, settings, now));
  }

  async function startDelivery(mailId: string) {
    const { client, installation } = pipeline;
    return await client.workflow.start(workflowTypes.deliverMail, {
      workflowId: installation.deliverMail(mailId),
      taskQueue: installation.taskQueue('orchestration'),
      args: [{ mailId, limits: testLimits }],
    });
  }

  async function deliver(mailIds: readonly string[]): Promise<string[]> {
    const before = server.received.length;
    for (const mailId of mailIds) await (await startDelivery(mailId)).result();
    return server.received.slice(before);
  }

  it('is one mail when it fires, none within the repeat interval, one more after it, and one when it is resolved', async () => {
    const [firing = '', ...others] = await deliver(await observe('lead_scoring', 0, 18));
    assert.deepEqual(others, []);
    const root = header(firing, 'Message-ID');
    assert.match(header(firing, 'Subject') ?? '', /ML Model Performance Alert/);
    assert.equal(header(firing, 'In-Reply-To'), undefined);

    assert.deepEqual(await observe('lead_scoring', 1, 18), []);
    assert.deepEqual(await observe('lead_scoring', 3.9, 18), []);
    const [repeat = ''] = await deliver(await observe('lead_scoring', 4, 18));
    assert.match(header(repeat, 'Subject') ?? '', /^Still: /);
    assert.equal(header(repeat, 'In-Reply-To'), root);

    assert.deepEqual(await observe('lead_scoring', 5, 9), [], 'one good window is no recovery');
    const [resolved = ''] = await deliver(await observe('lead_scoring', 6, 9));
    assert.match(header(resolved, 'Subject') ?? '', /^Resolved: /);
    assert.deepEqual([header(resolved, 'In-Reply-To'), header(resolved, 'References')], [root, root]);
    assert.notEqual(header(resolved, 'Message-ID'), root);
    assert.deepEqual(await observe('lead_scoring', 7, 9), []);
    const incidents = await listIncidents(pipeline.database, { model: 'lead_scoring' });
    assert.deepEqual(
      incidents.map(({ rule, state, value }) => [rule, state, value]),
      [['mae_high', 'resolved', 9]],
    );
  });

  it('carries a chart that decodes, a button to its incident, and escapes what it quotes', async () => {
    const [mailId = ''] = await observe('churn', 0, 20);
    const [message = ''] = await deliver([mailId]);
    const [, picture = ''] = /Content-Type: image\/png[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(message) ?? [];
    const { width, height } = decodePng(Buffer.from(picture, 'base64'));
    assert.deepEqual([width, height], [1120, 440]);
    const html = (await readMail(pipeline.database, mailId))?.html ?? '';
    const [incident] = await listIncidents(pipeline.database, { model: 'churn' });
    assert.ok(html.includes(`href="https://crm.example.org/#incident-${incident?.id}"`));
    assert.ok(html.includes(`src="cid:incident-${incident?.id}-mae_high@perennial.invalid"`));
    assert.ok(message.includes(`<incident-${incident?.id}-mae_high@perennial.invalid>`));
    assert.ok(html.includes('&lt;b&gt;drift&lt;/b&gt; of &quot;source&quot; &amp; country'));
  });

  it('is not repeated once it is acknowledged, and cannot be acknowledged once it is resolved', async () => {
    const [firing] = await listIncidents(pipeline.database, { model: 'churn', states: ['firing'] });
    const note = { actor: 'ann', now: new Date(start + hour) };
    assert.equal((await acknowledgeIncident(pipeline.database, firing?.id ?? 0, note)).state, 'acknowledged');
    assert.deepEqual(await observe('churn', 9, 20), []);
    await observe('churn', 10, 5);
    assert.equal((await observe('churn', 11, 5)).length, 1, 'its end is told all the same');
    await assert.rejects(acknowledgeIncident(pipeline.database, firing?.id ?? 0, note), { code: 'incident_conflict' });
    await assert.rejects(acknowledgeIncident(pipeline.database, 999, note), { code: 'incident_not_found' });
  });

  it('is of a separate kind for an undefined figure, because no data is never healthy', async () => {
    const [mailId = ''] = await observe('churn', 12, null);
    assert.match((await readMail(pipeline.database, mailId))?.subject ?? '', /no data/);
    const [incident] = await listIncidents(pipeline.database, { model: 'churn', states: ['firing'] });
    assert.equal(incident?.rule, 'no_data');
    const [resolvedId = ''] = await observe('churn', 13, 5);
    assert.match((await readMail(pipeline.database, resolvedId))?.subject ?? '', /^Resolved: .*no data/);
  });

  it('is delivered once when the server is back', async () => {
    await server.close();
    const [mailId = ''] = await observe('engagement', 0, 20);
    const delivery = await startDelivery(mailId);
    while ((await readMail(pipeline.database, mailId))?.state !== 'failed') await setTimeout(20);
    assert.match((await readMail(pipeline.database, mailId))?.lastError ?? '', /did not take/);
    server = await startSmtpServer({}, server.port);
    await delivery.result();
    assert.equal(server.received.length, 1);
    assert.equal((await readMail(pipeline.database, mailId))?.state, 'sent');
  });

  it('comes twice under one Message-ID if the server dies after the data', async () => {
    await observe('engagement', 1, 5);
    const mailIds = await observe('engagement', 2, 5);
    server.dieAfterNextData();
    const [first = '', second = '', ...others] = await deliver(mailIds);
    assert.deepEqual(others, []);
    assert.equal(header(first, 'Message-ID'), header(second, 'Message-ID'));
  });
});

describe('observations', () => {
  it('that arrive at the same time open one incident', async () => {
    const pipeline = await startPipeline({ seed: null, workers: false });
    try {
      const window = new Date(start).toISOString();
      const of = { model: 'churn', metric: 'accuracy', window, source: 'live', baseline: null } as const;
      const observation: Observation = { ...of, value: 0.5, low: 0.45, high: 0.55 };
      const settings = { alertTo: ['operator@example.org'], dashboardUrl: 'http://localhost:8000' };
      const raised = await Promise.all(
        [1, 2, 3, 4].map(() =>
          pipeline.database
            .em()
            .transactional((em) =>
              raiseAlerts(
                em,
                { key: 'same', observations: [observation], context: { facts: [], causes: [] } },
                settings,
                new Date(start),
              ),
            ),
        ),
      );
      assert.equal(new Set(raised.flat()).size, 1);
      assert.equal((await listIncidents(pipeline.database)).length, 1);
    } finally {
      await pipeline.close();
    }
  });
});
