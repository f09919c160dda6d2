import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { isKnownHost } from '../../api/http/known-host.ts';
import { fakePorts, fakeWorld, listen, type TestApi } from './fakes.ts';

let api: TestApi;
before(async () => {
  api = await listen({ ...fakePorts(fakeWorld()), hostnames: ['perennial.example.com'] });
});
after(() => api.close());

test('localhost, addresses and configured names are known, names that anybody could point here are not', () => {
  const names = ['api', 'perennial.example.com'];
  for (const host of ['localhost', 'localhost:8000', '127.0.0.1:8000', '[::1]:8000', '10.1.2.3', 'api:8000']) {
    assert.ok(isKnownHost(host, names), host);
  }
  for (const host of ['Perennial.Example.com', 'perennial.example.com:443', 'a.localhost:1']) {
    assert.ok(isKnownHost(host, names), host);
  }
  const foreign = ['evil.example', 'localhost.evil.example:8000', '127.0.0.1.evil.example', 'evil.example/localhost'];
  for (const host of [...foreign, 'localhost@evil.example', 'a b', '', undefined]) {
    assert.equal(isKnownHost(host, names), false, String(host));
  }
});

test('a request by a foreign name is refused on every route, before its token is looked at', async () => {
  for (const path of ['/', '/healthz', '/openapi.json', '/docs/', '/api/v1/data', '/nothing']) {
    assert.deepEqual(await askAs('evil.example', path), [421, 'host_not_allowed'], path);
  }
  assert.equal((await askAs('perennial.example.com', '/openapi.json'))[0], 200);
});

function askAs(host: string, path: string): Promise<[number | undefined, unknown]> {
  return new Promise((resolve, reject) => {
    request(`${api.url}${path}`, { headers: { host } }, async (response) => {
      let text = '';
      for await (const part of response) text += part;
      resolve([response.statusCode, response.statusCode === 421 ? JSON.parse(text).code : null]);
    })
      .on('error', reject)
      .end();
  });
}
