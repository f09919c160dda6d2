import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type RunningApi, startApi } from '../../api/start-api.ts';
import { startProxy, type TcpProxy } from '../../bench/proofs/chaos/tcp-proxy.ts';
import { createHookControl, type HookControl } from '../../control/hook-control.ts';
import type { HookKind } from '../../domain/hooks.ts';
import { createSecretReader } from '../../stack/read-secret.ts';
import { databasePatience } from '../../store/database/connection.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { addHook, pauseHook } from '../../store/hooks/hooks.ts';
import { countInbox, listDeliveries, replayDeliveries } from '../../store/hooks/inbox.ts';
import { testApiSettings } from '../api/start-test-api.ts';
import { chatwootMessage, shopifyOrder, stripeCharge, whatsapp, whatsappStatus } from '../ingest/hooks/deliveries.ts';
import { signed } from '../ingest/hooks/signed.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

const secrets: Readonly<Record<HookKind, string>> = {
  whatsapp: 'the-app-secret',
  chatwoot: 'chatwoot-secret',
  shopify: 'the-client-secret',
  stripe: 'whsec_stripe',
  standard: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
};

let pipeline: RunningPipeline;
let proxy: TcpProxy;
let database: Database;
let control: HookControl;
let api: RunningApi;

before(async () => {
  pipeline = await startPipeline({ seed: null });
  const { client, installation, blobs } = pipeline;
  control = createHookControl({ client, installation, limits: testLimits });
  const url = new URL(pipeline.databaseUrl);
  proxy = await startProxy(Number(url.port));
  url.port = String(proxy.port);
  database = await openDatabase(url.href, { patience: databasePatience });
  const env = { ...secrets, verify: 'a-word-of-ours' };
  const settings = testApiSettings({ database, blobs });
  const sources = { ...settings.sources, hooks: control, readCredential: createSecretReader(env, 'source_refused') };
  api = await startApi({ ...settings, sources });
  for (const kind of Object.keys(secrets) as HookKind[]) {
    const verifyToken = kind === 'whatsapp' ? { env: 'verify' } : null;
    await addHook(database, { name: kind, kind, ids: kind, secret: { env: kind }, verifyToken });
  }
});
after(async () => {
  await api?.close();
  await database?.close();
  await proxy?.close();
  await pipeline?.close();
});

type Posting = { readonly at?: Date; readonly id?: string; readonly headers?: Readonly<Record<string, string>> };

async function post(kind: HookKind, given: unknown, { at = new Date(), id, headers = {} }: Posting = {}) {
  const body = Buffer.from(typeof given === 'string' ? given : JSON.stringify(given));
  const posted = signed(kind, secrets[kind], body, at, id);
  return await fetch(`${api.url}/hooks/${kind}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...posted.headers, ...headers },
  });
}

/** Once nothing of the source waits. */
async function drained(source: string): Promise<void> {
  await control.drain(source);
  await control.drained(source);
  assert.deepEqual(await listDeliveries(database, source, { states: ['waiting'], limit: 1 }), []);
}

const query = <Row extends object>(sql: string) => database.query<Row>(sql);

describe('a posted delivery', () => {
  it('is answered, read, and in the tables; sent again, it is there once', async () => {
    const message = (id: string, timestamp: string) =>
      whatsapp({
        contacts: [{ profile: { name: 'Ana' }, wa_id: '351912345678' }],
        messages: [{ from: '351912345678', id, timestamp, type: 'text', text: { body: 'Olá' } }],
      });
    // the later one comes first
    for (const body of [
      message('wamid.2', '1749416390'),
      message('wamid.1', '1749416383'),
      message('wamid.2', '1749416390'),
    ]) {
      const answer = await post('whatsapp', body);
      assert.deepEqual([answer.status, await answer.text()], [200, '{}']);
    }
    await drained('whatsapp');
    const contacts = await query(`select external_id, name, phone, created_at from contacts`);
    assert.deepEqual(contacts, [
      {
        external_id: 'whatsapp:351912345678',
        name: 'Ana',
        phone: '+351912345678',
        created_at: new Date('2025-06-08T20:59:43Z'),
      },
    ]);
    const messages = await query(`select external_id, direction from messages order by sent_at`);
    assert.deepEqual(messages, [
      { external_id: 'whatsapp:wamid.1', direction: 'inbound' },
      { external_id: 'whatsapp:wamid.2', direction: 'inbound' },
    ]);
    const [{ state, count } = {}] = (await countInbox(database)).filter(({ source }) => source === 'whatsapp');
    assert.deepEqual([state, count], ['taken', 2]);
  });

  it('wakes the rates of delivery and reading, whatever the order of the statuses', async () => {
    const campaign = { biz_opaque_callback_data: 'spring' };
    for (const [status, at] of [
      ['read', '1749416500'],
      ['delivered', '1749416450'],
      ['sent', '1749416400'],
    ] as const)
      assert.equal((await post('whatsapp', whatsappStatus(status, at, campaign))).status, 200);
    await drained('whatsapp');
    const events = await query(
      `select e.type, k.external_id as campaign, extract(epoch from e.occurred_at)::int as at
       from campaign_events as e join campaigns as k on k.id = e.campaign_id order by e.occurred_at`,
    );
    assert.deepEqual(
      events.map((event) => Object.values(event)),
      [
        ['sent', 'whatsapp:spring', 1749416400],
        ['delivered', 'whatsapp:spring', 1749416450],
        ['opened', 'whatsapp:spring', 1749416500],
      ],
    );
  });

  it('of a shop that arrives late changes nothing that is newer, and finds the same person by phone', async () => {
    const refunds = [{ transactions: [{ kind: 'refund', status: 'success', amount: '59.90' }] }];
    const refunded = shopifyOrder({ financial_status: 'refunded', refunds, updated_at: '2026-11-12T09:00:00Z' });
    const headers = { 'x-shopify-topic': 'orders/updated' };
    await post('shopify', refunded, { headers });
    await post('shopify', shopifyOrder(), { headers });
    await drained('shopify');
    const purchases = await query(
      `select p.external_id, p.state, p.refunded, c.external_id as contact from purchases as p join contacts as c on c.id = p.contact_id`,
    );
    assert.deepEqual(purchases, [
      { external_id: 'shopify:#1001', state: 'refunded', refunded: 59.9, contact: 'whatsapp:351912345678' },
    ]);
  });

  it('of Chatwoot and Stripe goes in as well', async () => {
    await post('chatwoot', chatwootMessage());
    await post('stripe', stripeCharge('succeeded', 1679090540));
    await Promise.all([drained('chatwoot'), drained('stripe')]);
    const messages = await query(
      `select m.external_id, c.external_id as contact from messages as m join contacts as c on c.id = m.contact_id where m.external_id like 'chatwoot:%'`,
    );
    assert.deepEqual(messages, [{ external_id: 'chatwoot:654', contact: 'whatsapp:351912345678' }]);
    const [{ amount }] = (await query(`select amount from purchases where external_id like 'stripe:%'`)) as [
      { amount: number },
    ];
    assert.equal(amount, 45.99);
  });
});

describe('a delivery that nobody can read', () => {
  it('is kept and shown, and holds up none behind it; replayed, it is read again', async () => {
    await post('standard', 'not JSON', { id: 'poison' });
    await post(
      'standard',
      { type: 'contacts.created', data: { external_id: 1, created_at: 'some day' } },
      { id: 'odd' },
    );
    await post('standard', { type: 'users.created', data: {} }, { id: 'strange' });
    await post('standard', {
      type: 'contacts.created',
      data: { external_id: '2', name: 'Rui', created_at: '2026-01-01' },
    });
    await drained('standard');
    const [rui] = await query<{ name: string }>(`select name from contacts where external_id = 'standard:2'`);
    assert.equal(rui?.name, 'Rui');
    const failed = await listDeliveries(database, 'standard', { states: ['failed'], limit: 10 });
    assert.deepEqual(
      failed.map(({ deliveryId, event, error }) => [deliveryId, event, error?.code]),
      [
        ['odd', 'contacts.created', 'invalid_input'],
        ['poison', null, 'invalid_input'],
      ],
    );
    assert.match(failed[0]?.error?.message ?? '', /contacts\.created_at "some day" is not a date/);
    const unknown = await listDeliveries(database, 'standard', { states: ['unknown'], limit: 10 });
    assert.deepEqual(
      unknown.map(({ event }) => event),
      ['users.created'],
    );

    // as if a later release could read it
    await query(`update hook_deliveries set body = convert_to(replace(convert_from(body, 'UTF8'), 'some day', '2026-02-02'), 'UTF8')
      where delivery_id = 'odd'`);
    assert.equal(await replayDeliveries(database, 'standard', { states: ['failed'], since: null }), 2);
    await drained('standard');
    assert.equal((await query(`select from contacts where external_id = 'standard:1'`)).length, 1);
    assert.equal((await listDeliveries(database, 'standard', { states: ['failed'], limit: 10 })).length, 1);
  });

  it('because the database refuses a row of it is found among those that it came with', async () => {
    await query(`create function refuse_one() returns trigger language plpgsql as $$ begin
      if new.external_id = 'standard:bad' then raise exception 'no' using errcode = '23514'; end if; return new; end $$;
      create trigger refuse_one before insert on contacts for each row execute function refuse_one()`);
    await pauseHook(database, 'standard', true);
    const person = (id: string) => ({ type: 'contacts.created', data: { external_id: id, created_at: '2026-03-01' } });
    for (const id of ['c1', 'c2', 'bad', 'c3', 'c4']) await post('standard', person(id), { id: `of-${id}` });
    await control.drain('standard');
    await control.drained('standard');
    assert.equal((await listDeliveries(database, 'standard', { states: ['waiting'], limit: 10 })).length, 5);
    await pauseHook(database, 'standard', false);
    await drained('standard');
    assert.equal((await query(`select from contacts where external_id like 'standard:c%'`)).length, 4);
    const [failed] = await listDeliveries(database, 'standard', { states: ['failed'], limit: 1 });
    assert.deepEqual([failed?.deliveryId, failed?.error?.code], ['of-bad', 'internal']);
    await query('drop trigger refuse_one on contacts; drop function refuse_one');
  });
});

describe('a sender', () => {
  const body = chatwootMessage();
  const statusOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];

  it('with a wrong or an old signature is refused, and nothing is stored', async () => {
    const [{ count: before }] = (await query('select count(*) as count from hook_deliveries')) as [{ count: number }];
    const wrong = await post('chatwoot', body, { headers: { 'x-chatwoot-signature': `sha256=${'0'.repeat(64)}` } });
    assert.deepEqual(await statusOf(wrong), [401, 'unauthorized']);
    const old = await post('chatwoot', body, { at: new Date(Date.now() - 6 * 60_000) });
    assert.deepEqual(await statusOf(old), [401, 'unauthorized']);
    assert.match(
      await post('chatwoot', body, { at: new Date(0) }).then((answer) => answer.text()),
      /older than five minutes/,
    );
    const [{ count }] = (await query('select count(*) as count from hook_deliveries')) as [{ count: number }];
    assert.equal(count, before);
  });

  it('of too much is refused before it is read to its end, and one that nobody added is not known', async () => {
    const long = await post('chatwoot', 'x'.repeat(3 * 1024 * 1024 + 1));
    assert.deepEqual(await statusOf(long), [413, 'payload_too_large']);
    const nobody = await fetch(`${api.url}/hooks/nobody`, { method: 'POST', body: '{}' });
    assert.deepEqual(await statusOf(nobody), [404, 'not_found']);
    assert.equal((await fetch(`${api.url}/hooks/chatwoot`, { method: 'PUT', body: '{}' })).status, 405);
    assert.equal((await fetch(`${api.url}/hooks/chatwoot`)).status, 405);
  });

  it('that is Meta is told its challenge for our word, and for no other', async () => {
    const ask = (token: string) =>
      fetch(`${api.url}/hooks/whatsapp?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`);
    const answer = await ask('a-word-of-ours');
    assert.deepEqual(
      [answer.status, answer.headers.get('content-type'), await answer.text()],
      [200, 'text/plain', '1158201444'],
    );
    assert.equal((await ask('another')).status, 401);
  });

  it('is told to come again while the database is away, wrong signatures still being wrong', async () => {
    await post('chatwoot', body, { id: 'before' });
    proxy.cut();
    const away = await post('chatwoot', body, { id: 'meanwhile' });
    assert.deepEqual([away.status, away.headers.get('retry-after')], [503, '5']);
    const wrong = await post('chatwoot', body, { headers: { 'x-chatwoot-signature': 'sha256=00' } });
    assert.equal(wrong.status, 401);
    proxy.mend();
    assert.equal((await post('chatwoot', body, { id: 'meanwhile' })).status, 200);
    await drained('chatwoot');
    const taken = await listDeliveries(database, 'chatwoot', { states: ['taken'], limit: 2 });
    assert.deepEqual(
      taken.map(({ deliveryId }) => deliveryId),
      ['meanwhile', 'before'],
    );
  });
});
