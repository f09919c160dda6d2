import assert from 'node:assert/strict';
import { request as ask } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi } from './fakes.ts';
import { finishedRun, mail } from './records.ts';

const world = fakeWorld({
  runs: [finishedRun],
  mails: Array.from({ length: 40 }, (_, id) => ({ ...mail, id: id + 1 })),
});
let api: TestApi;
before(async () => {
  api = await listen(fakePorts(world));
});
after(() => api.close());

type Got = { status: number | undefined; headers: Record<string, string | string[] | undefined>; bytes: Buffer };

/** As it comes over the wire: `fetch` would decompress it. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = {
      authorization: `Bearer ${goodToken}`,
      ...(body !== '' && { 'content-type': 'application/json' }),
      ...headers,
    };
    ask(`${api.url}${path}`, { method, headers: sent }, async (response) =>
      resolve({ status: response.statusCode, headers: response.headers, bytes: await buffer(response) }),
    )
      .on('error', reject)
      .end(body);
  });
}

describe('what is asked again', () => {
  it('is not sent again while it is the same, and is once it differs', async () => {
    for (const path of [
      '/api/v1/training/history',
      '/api/v1/training/status',
      '/api/v1/incidents',
      '/api/v1/overview',
    ]) {
      const first = await get(path);
      const { etag } = first.headers;
      assert.match(String(etag), /^W\/"[\w-]{27}"$/, path);
      assert.equal(first.headers['cache-control'], 'private, no-cache', path);
      assert.match(String(first.headers.vary), /Authorization, Cookie/);
      const again = await get(path, { 'if-none-match': String(etag) });
      assert.deepEqual([again.status, again.bytes.length, again.headers.etag], [304, 0, etag], path);
    }
    const { etag } = (await get('/api/v1/training/history')).headers;
    world.runs = [{ ...finishedRun, state: 'failed', outcome: null }];
    const changed = await get('/api/v1/training/history', { 'if-none-match': String(etag) });
    assert.deepEqual([changed.status, changed.headers.etag === etag], [200, false]);
  });

  it('is compared with each tag of a list, weak or strong, and with any tag by *', async () => {
    const path = '/api/v1/mails';
    const etag = String((await get(path)).headers.etag);
    const status = async (tags: string, method = 'GET') => (await get(path, { 'if-none-match': tags }, method)).status;
    assert.equal(await status(`"other", ${etag} , W/"x"`), 304);
    assert.equal(await status(etag.replace('W/', '')), 304);
    assert.equal(await status('*'), 304);
    assert.equal(await status(etag, 'HEAD'), 304);
    assert.equal(await status('"other", W/"x"'), 200);
    assert.equal(await status('nonsense'), 200);
    assert.equal((await get(path, { 'if-none-match': etag, 'cache-control': 'no-cache' })).status, 200);
  });

  it('needs a token all the same, and differs where another answer is asked for', async () => {
    const { etag } = (await get('/api/v1/mails')).headers;
    const stranger = await get('/api/v1/mails', { 'if-none-match': '*', authorization: 'Bearer a.b' });
    assert.deepEqual([stranger.status, stranger.headers.etag], [401, undefined]);
    assert.equal((await get('/api/v1/mails?limit=2', { 'if-none-match': String(etag) })).status, 200);
    const refused = await get('/api/v1/mails?limit=x', { 'if-none-match': '*' });
    assert.deepEqual([refused.status, refused.headers['cache-control']], [400, 'no-store']);
  });

  it('of health is the same however long its parts took, and a part that is away is never hidden', async () => {
    const { headers } = await get('/readyz');
    assert.equal((await get('/readyz', { 'if-none-match': String(headers.etag) })).status, 304);
    world.outage = new Error('away');
    assert.equal((await get('/readyz', { 'if-none-match': '*' })).status, 503);
    world.outage = null;
  });

  it('stays out of the cache of a browser where it names people or tokens', async () => {
    for (const path of [
      '/api/v1/people?q=anna',
      '/api/v1/people/c-anna',
      '/api/v1/predictions?model=lead_scoring',
      '/api/v1/tokens',
      '/api/v1/audit',
    ]) {
      const { status, headers } = await get(path);
      assert.deepEqual([status, headers['cache-control']], [200, 'no-store'], path);
      assert.equal((await get(path, { 'if-none-match': String(headers.etag) })).status, 304, path);
    }
  });
});

describe('an answer', () => {
  const accepting = { 'accept-encoding': 'gzip, br' };

  it('is compressed as the client takes it, and is the same under the same tag', async () => {
    const path = '/api/v1/mails?limit=40';
    const plain = await get(path);
    const brotli = await get(path, accepting);
    const gzip = await get(path, { 'accept-encoding': 'gzip' });
    assert.deepEqual(
      [plain, brotli, gzip].map(({ headers }) => headers['content-encoding']),
      [undefined, 'br', 'gzip'],
    );
    assert.ok(brotli.bytes.length < plain.bytes.length / 5, `${brotli.bytes.length} of ${plain.bytes.length}`);
    assert.deepEqual(brotliDecompressSync(brotli.bytes), plain.bytes);
    assert.deepEqual(gunzipSync(gzip.bytes), plain.bytes);
    assert.equal(brotli.headers.etag, plain.headers.etag);
    assert.match(String(brotli.headers.vary), /Accept-Encoding/);
    assert.equal((await get(path, { ...accepting, 'if-none-match': String(plain.headers.etag) })).status, 304);
  });

  it('is not compressed where it is small, refuses, answers a POST, or goes on and on', async () => {
    const long = 'x'.repeat(3_000);
    const answers = [
      await get('/livez', accepting),
      await get(`/api/v1/mails?limit=${long}`, accepting),
      await get('/api/v1/tokens', accepting, 'POST', JSON.stringify({ name: 'crm' })),
    ];
    for (const { headers } of answers) assert.equal(headers['content-encoding'], undefined);
    const response = await fetch(`${api.url}/api/v1/events`, {
      headers: { ...accepting, authorization: `Bearer ${goodToken}` },
    });
    assert.deepEqual([response.status, response.headers.get('content-encoding')], [200, null]);
    await response.body?.cancel();
  });

  it('of a page is compressed too', async () => {
    for (const path of ['/', '/main.js', '/style.css', '/runbook'])
      assert.equal((await get(path, accepting)).headers['content-encoding'], 'br', path);
  });
});
