import assert from 'node:assert/strict';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Webhook } from 'standardwebhooks';
import { createDestinationControl, type DestinationControl } from '../../control/destinations.ts';
import { runOnce } from '../cli/run-cli.ts';
import { openReceiver, type Receiver } from '../delivery/receiver.ts';
import { openScoredBusiness, type ScoredBusiness } from '../delivery/scored-business.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { until } from '../until.ts';
import { type RunningPipeline, startPipeline, workerEnvironment } from './running-pipeline.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four by').toString('base64')}`;
/** Instead of seconds to hours, and three days. */
const backoff = { firstWait: 20, longestWait: 100, giveUp: 60_000 };

describe('deliverEvents', () => {
  let pipeline: RunningPipeline;
  let business: ScoredBusiness;
  let control: DestinationControl;
  let receiver: Receiver;

  before(async () => {
    process.env.TEST_WEBHOOK_SECRET = secret;
    receiver = await openReceiver();
    pipeline = await startPipeline({ seed: null, workers: false, backoff });
    control = createDestinationControl(pipeline.database);
    await pipeline.startWorkers(['orchestration']);
    // its versions have no file, which a starting worker would miss
    business = await openScoredBusiness(pipeline.database);
  });
  after(async () => {
    await pipeline.close();
    await receiver.leave();
    delete process.env.TEST_WEBHOOK_SECRET;
  });
  beforeEach(async () => {
    for (const { name } of await control.list()) await control.remove(name);
    receiver.received.length = 0;
    receiver.answer = () => 204;
  });

  async function webhook(name: string, changes: object = {}) {
    return await business.destination({
      name,
      settings: { url: receiver.url, secretFrom: { env: 'TEST_WEBHOOK_SECRET' }, allowPrivate: true, ...changes },
      events: ['lead.became_hot'],
    });
  }

  let lists = 0;
  /** A list with so many leads that were not hot before. @returns the ids of the events */
  async function hotLeads(count: number): Promise<string[]> {
    lists += 2;
    const leads = Array.from({ length: count }, (_, at) => `l${at + 1}`);
    const at = (list: number) => new Date(Date.UTC(2026, 0, 1) + list * 3_600_000);
    await business.score('lead_scoring', at(lists), Object.fromEntries(leads.map((lead) => [lead, 10])));
    await business.score('lead_scoring', at(lists + 1), Object.fromEntries(leads.map((lead) => [lead, 90])));
    const rows = await pipeline.database.query<{ id: string }>(
      `select distinct y.event_id as id from deliveries as y join outbox as e on e.id = y.event_id where e.data ->> 'scored_at' = $1`,
      [at(lists + 1).toISOString()],
    );
    return rows.map(({ id }) => id).toSorted();
  }

  async function status(name: string) {
    return (await control.read(name)).destination;
  }

  const idsOf = () => receiver.received.map(({ headers }) => String(headers['webhook-id']));

  it('brings every event at least once, under one id, though the receiver is away and then fails', async () => {
    await webhook('crm');
    await receiver.leave();
    const events = await hotLeads(9);
    assert.equal(events.length, 9);
    await until(async () => ((await status('crm')).failingSince ?? null) !== null);
    const failing = await status('crm');
    assert.match(failing.lastError ?? '', /could not be reached: .*ECONNREFUSED/);
    receiver.answer = () => 500;
    await receiver.comeBack();
    await receiver.until(() => receiver.received.length >= 5);
    const failed = receiver.received.length;
    receiver.answer = () => 204;
    await until(async () => (await status('crm')).delivered === 9);
    const taken = new Set(idsOf().slice(failed));
    assert.deepEqual([...taken].toSorted(), events, 'each of them');
    assert.deepEqual([...new Set(idsOf())].toSorted(), events, 'no other id, at any attempt');
    const [destination] = await control.list();
    assert.deepEqual([destination.waiting, destination.parked, destination.failingSince], [0, 0, null]);
  });

  it('signs what it sends, so that the public library verifies it, and nothing that was changed on the way', async () => {
    await webhook('crm');
    const [event] = await hotLeads(1);
    await receiver.until(() => receiver.received.length === 1);
    const [{ headers, body }] = receiver.received;
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const verify = (text: string, changes = {}) => new Webhook(secret).verify(text, { ...signed, ...changes });
    const { id, type, subject, sequence, data } = verify(body) as Record<string, unknown>;
    assert.deepEqual([id, type, subject, typeof sequence], [event, 'lead.became_hot', 'lead/l1', 'number']);
    assert.partialDeepStrictEqual(data, { lead: 'l1', contact: 'c1', score: 90, previous: 10 });
    assert.throws(() => verify(body.replace('90', '91')));
    assert.throws(() => verify(body, { 'webhook-id': 'other' }));
  });

  it('refuses a redirect to a private address, and a private address itself', async () => {
    const inside = await openReceiver();
    try {
      receiver.answer = () => ({ status: 307, location: inside.url });
      await webhook('crm');
      await webhook('inside', { url: inside.url.replace('http:', 'https:'), allowPrivate: false });
      await hotLeads(1);
      await until(async () => (await status('crm')).lastError !== null && (await status('inside')).lastError !== null);
      assert.match(
        (await status('crm')).lastError ?? '',
        /answered 307 and led to 127\.0\.0\.1:\d+\. Redirects are not followed/,
      );
      assert.match((await status('inside')).lastError ?? '', /127\.0\.0\.1 is not an address of the public internet/);
      assert.deepEqual(inside.received, []);
    } finally {
      await inside.leave();
    }
  });

  it('holds up no other destination, nor other events, for one that is never taken', async () => {
    const other = await openReceiver();
    try {
      await webhook('poisoned');
      await webhook('away', { url: 'http://127.0.0.1:9/' });
      await webhook('well', { url: other.url });
      receiver.answer = ({ body }) => (body.includes('"lead":"l1"') ? 400 : 204);
      await hotLeads(9);
      await until(async () => (await status('well')).delivered === 9 && (await status('poisoned')).delivered === 8);
      assert.deepEqual([(await status('away')).delivered, (await status('away')).waiting], [0, 9]);
      receiver.answer = () => 204;
      await until(async () => (await status('poisoned')).delivered === 9);
    } finally {
      await other.leave();
    }
  });

  it('parks what is not taken in time, where people see it and replay it under the same id', async () => {
    receiver.answer = () => 503;
    await webhook('crm');
    const [event] = await hotLeads(1);
    await receiver.until(() => receiver.received.length >= 1);
    await pipeline.database.query(`update deliveries set since = now() - interval '4 days'`);
    await until(async () => (await status('crm')).parked === 1);
    const env = { ...(workerEnvironment(pipeline) as Record<string, string>) };
    const listed = await runOnce(['destination', 'list', 'crm'], { env });
    assert.match(listed.stdout, new RegExp(event));
    assert.match(listed.stdout, /answered 503/);
    receiver.answer = () => 204;
    const replayed = await runOnce(['destination', 'replay', 'crm'], { env });
    assert.match(replayed.stdout, /OK 1 event for crm on the way again/);
    await until(async () => (await status('crm')).delivered === 1);
    assert.deepEqual(new Set(idsOf()), new Set([event]));
  });

  it('pauses a destination that says it is gone, and delivers what was kept when it is resumed', async () => {
    receiver.answer = () => 410;
    await webhook('crm');
    await hotLeads(1);
    await until(async () => (await status('crm')).state === 'paused');
    assert.match((await status('crm')).note ?? '', /answered 410/);
    receiver.answer = () => 204;
    await control.resume('crm');
    await until(async () => (await status('crm')).delivered === 1);
  });

  it('tries a destination on demand the way that events go, even a paused one', async () => {
    const file = join(temporaryFolder(), 'secret');
    await writeFile(file, secret);
    await chmod(file, 0o644);
    await webhook('crm', { secretFrom: { file } });
    await control.pause('crm', null);
    const open = await control.test('crm');
    assert.match(`${open.state} ${open.error}`, /failed .*may be read by others.*chmod 600/);
    await chmod(file, 0o600);
    assert.equal((await control.test('crm')).state, 'delivered');
    const env = { ...(workerEnvironment(pipeline) as Record<string, string>) };
    receiver.answer = () => 401;
    const { code, stderr } = await runOnce(['destination', 'test', 'crm'], { env });
    assert.equal(code, 5);
    assert.match(stderr, /crm did not take the test: 127\.0\.0\.1:\d+ answered 401/);
    assert.equal((await status('crm')).parked, 0, 'a test is nothing to replay');
  });

  it('writes lists into files, posts to Slack, and shows no secret anywhere', async () => {
    process.env.TEST_SLACK_URL = `${receiver.url}/T0/B0/hidden-key`;
    const to = temporaryFolder();
    await control.add({ name: 'lists', kind: 'csv', settings: { to } });
    await control.add({
      name: 'sales',
      kind: 'slack',
      settings: { urlFrom: { env: 'TEST_SLACK_URL' }, allowPrivate: true },
      events: ['lead.became_hot'],
    });
    await hotLeads(3);
    await until(async () => (await status('lists')).delivered === 2 && (await status('sales')).delivered === 3);
    assert.equal((await readdir(to)).length, 2);
    assert.match(JSON.parse(receiver.received[0].body).text, /Person \d, \+43 \d> is hot: 10 -> 90/);
    const all = await control.list();
    const told = JSON.stringify([all, ...(await Promise.all(all.map(({ id }) => historyOf(id))))]);
    assert.match(told, /deliverDue/);
    assert.ok(!told.includes('hidden-key') && !told.includes(secret) && !told.includes(secret.slice(6)));
    delete process.env.TEST_SLACK_URL;
  });

  async function historyOf(destinationId: string): Promise<string> {
    const handle = pipeline.client.workflow.getHandle(pipeline.installation.deliverEvents(destinationId));
    return historyToJSON(await handle.fetchHistory());
  }
});
