import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { goodCode } from '../fake-people.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi, tokenOf } from '../fakes.ts';

describe('a session', () => {
  const world = fakeWorld();
  let api: TestApi;
  before(async () => {
    api = await listen(fakePorts(world));
  });
  after(() => api.close());

  const own = () => ({ Origin: api.url });
  async function ask(method: string, path: string, headers: Record<string, string>, body?: object) {
    const response = await fetch(api.url + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      cookie: response.headers.get('set-cookie'),
      body: (await response.json()) as {
        readonly person?: string;
        readonly role?: string;
        readonly may?: string[];
        readonly actor?: string;
      },
    };
  }

  it('begins with the code of a link, which works once, and ends when the person signs out', async () => {
    const opened = await ask('POST', '/sign-in', own(), { code: goodCode });
    const { person, role, may = [] } = opened.body;
    assert.deepEqual([opened.status, person, role], [200, 'Max', 'admin']);
    assert.ok(may.includes('deployModel'));
    const port = new URL(api.url).port;
    const [, cookie = ''] =
      new RegExp(`^(perennial-session-${port}=[^;]+); Path=/; Max-Age=\\d+; HttpOnly; SameSite=Strict$`).exec(
        opened.cookie ?? '',
      ) ?? [];
    assert.notEqual(cookie, '');
    assert.equal((await ask('POST', '/sign-in', own(), { code: goodCode })).status, 401);
    assert.deepEqual((await ask('GET', '/api/v1/session', { Cookie: cookie })).body, opened.body);
    const kept = await ask('POST', '/api/v1/actions', { ...own(), Cookie: cookie }, called);
    assert.deepEqual([kept.status, kept.body.actor], [200, 'Max']);
    const ended = await ask('POST', '/api/v1/session/end', { ...own(), Cookie: cookie }, {});
    assert.match(ended.cookie ?? '', /=; Path=\/; Max-Age=0;/);
    assert.equal((await ask('GET', '/api/v1/session', { Cookie: cookie })).status, 401);
  });

  it('begins with a token too, and only for a page of ours', async () => {
    const strangers: Record<string, string>[] = [
      {},
      { Origin: 'http://evil.example' },
      { Origin: `http://127.0.0.1:${Number(new URL(api.url).port) + 1}` },
      { ...own(), 'Sec-Fetch-Site': 'same-site' },
    ];
    for (const headers of strangers) {
      assert.equal((await ask('POST', '/sign-in', headers, { token: goodToken })).status, 401, JSON.stringify(headers));
    }
    assert.equal((await ask('POST', '/sign-in', own(), { token: 'wrong' })).status, 401);
    const { status, cookie } = await ask('POST', '/sign-in', own(), { token: goodToken });
    assert.equal(status, 200);
    const operator = await ask('POST', '/sign-in', own(), { token: tokenOf.operator });
    const { person, role, may = [] } = operator.body;
    assert.deepEqual([person, role], ['operator (token)', 'operator']);
    assert.deepEqual([may.includes('startTraining'), may.includes('deployModel')], [true, false]);
    const [session = ''] = (cookie ?? '').split(';');
    for (const headers of strangers) {
      const { status: refused } = await ask('POST', '/api/v1/actions', { ...headers, Cookie: session }, called);
      assert.equal(refused, 401, JSON.stringify(headers));
    }
    const wrongToken = await ask('GET', '/api/v1/session', { Cookie: session, Authorization: 'Bearer wrong' });
    assert.equal(wrongToken.status, 401);
  });

  it('marks the cookie as secure where the page came by TLS', async () => {
    const host = new URL(api.url).host;
    const { cookie } = await ask('POST', '/sign-in', { Origin: `https://${host}` }, { token: goodToken });
    assert.match(cookie ?? '', /; SameSite=Strict; Secure$/);
  });
});

const called = { model: 'lead_scoring', subject: 'l-anna', kind: 'called' };
