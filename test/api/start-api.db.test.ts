import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ApiSettings, type RunningApi, startApi } from '../../api/start-api.ts';
import { readConfig } from '../../stack/config.ts';
import { queueMail } from '../../store/alerts/mails.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { createToken } from '../../store/tokens.ts';
import { deployVersion } from '../../store/training/deployments.ts';
import { openRetrain } from '../../store/training/retrains.ts';
import { closeRun, openRun, updateRun } from '../../store/training/runs.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { createVersion } from '../../store/training/versions.ts';
import { type TestDatabase, temporaryFolder, testDatabase } from '../infrastructure.ts';
import { call } from './fakes.ts';
import { tellEvents } from './read-events.ts';
import { testApiSettings } from './start-test-api.ts';

/** Everything is real except Temporal. */
describe('startApi', () => {
  let own: TestDatabase;
  let database: Database;
  let api: RunningApi;
  let settings: ApiSettings;
  before(async () => {
    own = await testDatabase();
    database = await openDatabase(own.url, { poolSize: 4 });
    settings = testApiSettings({ database, blobs: openBlobs(temporaryFolder()) });
    api = await startApi(settings);
  });
  after(async () => {
    await api?.close();
    await database?.close();
    await own?.close();
  });

  function get(path: string, token = api.newToken) {
    return call(api.url, 'GET', path, { authorization: token === null ? null : `Bearer ${token}` });
  }

  it('makes a token only at the first start, and prints it in the fragment of a link', async () => {
    assert.ok(api.newToken);
    assert.equal(api.dashboardUrl, `${api.url}/`);
    const link = new URL(await api.signInLink('Max'));
    assert.match(link.href, /^http:\/\/localhost:\d+\/#sign-in=[\w-]{32}$/);
    const headers = { Origin: api.url, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ code: link.hash.replace('#sign-in=', '') });
    const opened = await fetch(`${api.url}/sign-in`, { method: 'POST', headers, body });
    assert.deepEqual([opened.status, ((await opened.json()) as { person: string }).person], [200, 'Max']);
    assert.equal((await fetch(`${api.url}/sign-in`, { method: 'POST', headers, body })).status, 401);
    assert.equal((await get('/api/v1/training/status')).status, 200);
    const second = await startApi(settings);
    assert.deepEqual([second.newToken, second.dashboardUrl], [null, `${second.url}/`]);
    await second.close();
  });

  it('accepts a configured token beside those in the database', async () => {
    const { token: configured } = readConfig({ PERENNIAL_API_TOKEN: 'correct-horse!battery$staple"<>;' }).api;
    const second = await startApi({ ...settings, token: configured });
    for (const token of [configured, api.newToken]) {
      const { status } = await call(second.url, 'GET', '/api/v1/data', { authorization: `Bearer ${token}` });
      assert.equal(status, 200);
    }
    assert.equal((await get('/api/v1/data', configured ?? '')).status, 401);
    await second.close();
  });

  it('warns when it is open to the network and nothing tells of TLS in front of it', async () => {
    for (const [more, warned] of [
      [{}, false],
      [{ host: '0.0.0.0' }, true],
      [{ host: '0.0.0.0', behindTls: true }, false],
    ] as const) {
      const second = await startApi({ ...settings, ...more });
      assert.equal(/without TLS|unless TLS/.test(second.warning ?? ''), warned);
      await second.close();
    }
  });

  it('refuses a token whose secret is wrong and one that was revoked', async () => {
    const [id] = api.newToken?.split('.') ?? [];
    assert.equal((await get('/api/v1/data', `${id}.wrong`)).status, 401);
    const revoked = await createToken(database, { label: 'revoked', role: 'admin' });
    await database.query('update api_tokens set revoked_at = now() where id = $1', [revoked.split('.')[0]]);
    assert.equal((await get('/api/v1/data', revoked)).status, 401);
  });

  it('answers every wrong token alike: revoked, expired, malformed and unknown', async () => {
    const revoked = await createToken(database, { label: 'revoked', role: 'admin' });
    await database.query('update api_tokens set revoked_at = now() where id = $1', [revoked.split('.')[0]]);
    const past = new Date(Date.now() - 1_000);
    const expired = await createToken(database, { label: 'expired', role: 'admin', expiresAt: past });
    const wrong = [revoked, expired, 'malformed', 'abcdefghijkl.unknown', `${api.newToken}x`];
    const answers = await Promise.all(wrong.map((token) => get('/api/v1/data', token)));
    const plain = answers.map(({ status, body: { request_id: _, ...body }, headers }) => {
      return [status, body, headers.get('www-authenticate')];
    });
    for (const answer of plain) assert.deepEqual(answer, plain[0]);
    assert.equal(answers[0]?.status, 401);
  });

  it('makes tokens that may what their role says, and keeps who did what', async () => {
    const post = (path: string, token: string | null, json: object) =>
      call(api.url, 'POST', path, { authorization: `Bearer ${token}`, json });
    const made = await post('/api/v1/tokens', api.newToken, { name: 'crm', role: 'operator' });
    assert.equal(made.status, 201);
    const { token, id } = made.body;
    const outcome = { outcomes: [{ id: 'o1', model: 'churn', subject: 'c-1' }] };
    await database.query(`insert into contacts (external_id, created_at) values ('c-1', '2024-01-01')`);
    assert.equal((await post('/api/v1/outcomes', token, outcome)).status, 200);
    await database.query('delete from contacts');
    for (const [method, path] of [
      ['POST', '/api/v1/tokens'],
      ['GET', '/api/v1/tokens'],
      ['GET', '/api/v1/audit'],
    ] as const) {
      const json = method === 'POST' ? { json: { name: 'mine', role: 'admin' } } : {};
      const { status, body } = await call(api.url, method, path, { authorization: `Bearer ${token}`, ...json });
      assert.deepEqual([status, body.code], [403, 'forbidden'], path);
    }
    const { tokens } = (await get('/api/v1/tokens')).body;
    const listed = tokens.find((each: { id: string }) => each.id === id);
    assert.deepEqual([listed.name, listed.role, listed.revoked_at], ['crm', 'operator', null]);
    assert.ok(!JSON.stringify(tokens).includes(token.split('.')[1]));
    assert.equal((await post(`/api/v1/tokens/${id}/revoke`, api.newToken, {})).status, 200);
    assert.equal((await post('/api/v1/tokens/nobody/revoke', api.newToken, {})).status, 404);

    const told: unknown[] = [];
    for (let cursor = ''; ; ) {
      const { entries, next_cursor: next } = (await get(`/api/v1/audit?limit=2${cursor}`)).body;
      for (const { actor, operation, target } of entries) told.push([actor.kind, actor.name, operation, target]);
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    assert.deepEqual(told.slice(0, 3), [
      ['token', 'first start', 'revokeToken', id],
      ['token', 'crm', 'recordOutcomes', null],
      ['token', 'first start', 'createToken', id],
    ]);
    assert.ok(told.some((entry) => JSON.stringify(entry) === JSON.stringify(['session', 'Max', 'signIn', null])));
    assert.equal((await get('/api/v1/audit?cursor=nonsense')).status, 422);
  });

  it('does once what comes twice at once under one Idempotency-Key', async () => {
    const ask = async () => {
      const response = await fetch(`${api.url}/api/v1/tokens`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${api.newToken}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': 'one',
        },
        body: JSON.stringify({ name: 'twice' }),
      });
      return { status: response.status, body: (await response.json()) as { token?: string } };
    };
    const both = await Promise.all([ask(), ask()]);
    assert.ok(both.some(({ status }) => status === 201));
    for (const { status } of both) assert.ok(status === 201 || status === 409);
    const again = await ask();
    assert.deepEqual(
      again,
      both.find(({ status }) => status === 201),
    );
    const { tokens } = (await get('/api/v1/tokens')).body;
    assert.equal(tokens.filter(({ name }: { name: string }) => name === 'twice').length, 1);
    const [row] = await database.query<{ all: string }>(`select string_agg(k::text, '') as all from kept_answers as k`);
    const hexOf = (text: string) => Buffer.from(text).toString('hex');
    assert.ok(!row?.all.includes(hexOf(again.body.token ?? assert.fail())), 'the token is kept in plain');
  });

  it('tells of what is committed, and ends its streams before it stops', async () => {
    const second = await startApi(settings);
    const leave = new AbortController();
    const headers = { Authorization: `Bearer ${api.newToken}` };
    const events = await tellEvents(`${second.url}/api/v1/events`, headers, leave.signal);
    assert.equal((await events.next()).value?.event, 'training');
    await database.query(
      `insert into import_batches (file, content_hash, mapping, report) values ('leads.csv', 'h', 'leads', '{}')`,
    );
    const { value } = await events.next();
    assert.deepEqual([value?.event, value?.data.file, value?.data.taken_back], ['import', 'leads.csv', false]);
    await second.close();
    assert.equal((await events.next()).done, true);
  });

  it('answers from an empty database', async () => {
    assert.deepEqual((await get('/api/v1/training/history')).body, { runs: [], next_cursor: null });
    assert.deepEqual((await get('/api/v1/training/models')).body, { models: [], next_cursor: null });
    assert.deepEqual((await get('/api/v1/mails')).body, { mails: [], next_cursor: null });
    assert.equal((await get('/api/v1/data')).body.total.contacts, 0);
    const { checks } = (await get('/healthz')).body;
    assert.deepEqual(Object.keys(checks), ['database', 'temporal', 'models', 'prediction_log', 'incidents']);
  });

  it('returns runs, versions and mails as they are stored', async () => {
    const startedAt = new Date('2024-01-15T10:30:00Z');
    const metrics = { mae: 8.45, r2: 0.87 };
    await openRetrain(database, { id: 'r1', trigger: 'schedule', models: ['lead_scoring'], input: {}, startedAt });
    const run = { id: 'r1/lead_scoring', retrainId: 'r1', model: 'lead_scoring', seed: 42, input: {} } as const;
    await openRun(database, { ...run, codeVersion: 'test', startedAt, engine: 'ml-xgboost' });
    await updateRun(database, run.id, { trainingSamples: 96, testingSamples: 24 });
    const hash = 'a'.repeat(64);
    await recordSnapshot(database.em(), {
      hash,
      model: 'lead_scoring',
      asOf: startedAt,
      rowCount: 120,
      byteCount: 4096,
      synthetic: false,
    });
    const em = database.em();
    const version = await createVersion(em, {
      model: 'lead_scoring',
      runId: run.id,
      engine: 'ml-xgboost',
      artifactHash: 'b'.repeat(64),
      byteCount: 48_213,
      snapshotHash: hash,
      metrics,
      card: {},
      synthetic: true,
      createdAt: startedAt,
    });
    await deployVersion(em, {
      key: 'r1/deploy',
      model: 'lead_scoring',
      versionId: version.id,
      action: 'deploy',
      actor: 'test',
      reason: 'first',
      evidence: {},
    });
    await closeRun(database, run.id, {
      state: 'completed',
      outcome: 'deployed',
      metrics,
      versionId: version.id,
      finishedAt: new Date('2024-01-15T10:30:12Z'),
    });
    await queueMail(em, {
      key: 'k',
      messageId: '<k@localhost>',
      recipient: 'admin@example.com',
      subject: 'ML Model Performance Alert',
      body: 'MAE=15.2',
    });

    const [told] = (await get('/api/v1/training/history?model=lead_scoring')).body.runs;
    assert.deepEqual(
      [told.run_id, told.trigger, told.outcome, told.version, told.duration_seconds, told.training_samples, told.seed],
      [run.id, 'schedule', 'deployed', '2024-01-15.1', 12, 96, 42],
    );
    assert.deepEqual((await get('/api/v1/training/history?model=churn')).body.runs, []);
    const [model] = (await get('/api/v1/training/models')).body.models;
    assert.deepEqual(
      [model.version, model.champion, model.file_size_bytes, model.synthetic],
      ['2024-01-15.1', true, 48_213, true],
    );
    const [mail] = (await get('/api/v1/mails')).body.mails;
    assert.equal((await get(`/api/v1/mails/${mail.id}`)).body.body, 'MAE=15.2');
    assert.equal((await get('/api/v1/mails/999')).status, 404);
  });

  it('refuses a taken port, naming its owner and the variable', async () => {
    const port = Number(new URL(api.url).port);
    await assert.rejects(startApi({ ...settings, port, ownerOf: () => 'somebody (pid 1)' }), {
      code: 'port_in_use',
      message: `Port ${port} of the API is in use by somebody (pid 1).`,
      remedy: /PERENNIAL_API_PORT/,
    });
  });

  it('answers 503 when the database has gone away', async () => {
    await own.close();
    const { status, headers, body } = await get('/api/v1/training/history');
    assert.deepEqual([status, body.code], [503, 'database_unavailable']);
    assert.ok(headers.has('retry-after'));
    assert.equal((await get('/healthz')).status, 503);
  });
});
