import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addressOf, createRateLimits } from '../../api/http/rate-limits.ts';
import { fakePorts, fakeWorld, listen, type TestApi, tokenOf } from './fakes.ts';

describe('requests', () => {
  let api: TestApi;
  before(async () => {
    const ports = fakePorts(fakeWorld());
    const isKnown = (token: string) => token === tokenOf.viewer;
    const limits = createRateLimits({ requestsPerSecond: 0.5, refusalsPerMinute: 4 });
    api = await listen({ ...ports, limits, tokens: { ...ports.tokens, isKnown } });
  });
  after(() => api.close());

  const ask = (token: string | null, path = '/api/v1/training/status') =>
    api.call('GET', path, { authorization: token === null ? null : `Bearer ${token}` });

  it('of one token are counted apart from those of others, and one too many is told when to come again', async () => {
    for (let left = 4; left >= 0; left--) {
      const { status, headers } = await ask(tokenOf.admin);
      assert.equal(status, 200);
      assert.equal(headers.get('ratelimit-policy'), '"default";q=5;w=10');
      assert.match(headers.get('ratelimit') ?? '', new RegExp(`^"default";r=${left};t=\\d+$`));
    }
    const { status, headers, body } = await ask(tokenOf.admin);
    assert.deepEqual([status, body.code], [429, 'too_many_requests']);
    assert.match(headers.get('content-type') ?? '', /problem\+json/);
    assert.ok(Number(headers.get('retry-after')) >= 1);
    assert.equal((await ask(tokenOf.operator)).status, 200);
  });

  it('with wrong tokens are soon not even looked at, and whoever is known is still let in', async () => {
    const statuses = [];
    for (let time = 0; time < 6; time++) statuses.push((await ask('abc.wrong')).status);
    assert.deepEqual(statuses, [401, 401, 401, 401, 429, 429]);
    assert.equal((await ask(tokenOf.operator)).status, 429, 'nobody looks whether it is right');
    assert.equal((await ask(tokenOf.viewer)).status, 200);
  });

  it('of strangers count for their address, but not those for health', async () => {
    const statuses = [];
    for (let time = 0; time < 6; time++) statuses.push((await ask(null, '/docs')).status);
    assert.equal(statuses.at(-1), 429);
    for (let time = 0; time < 6; time++) assert.equal((await ask(null, '/livez')).status, 200);
  });
});

describe('an address', () => {
  const of = (remoteAddress: string) => addressOf({ socket: { remoteAddress } } as never);

  it('is that of the other end; what one line of IPv6 has counts as one', () => {
    assert.equal(of('192.0.2.7'), '192.0.2.7');
    assert.equal(of('::ffff:192.0.2.7'), '192.0.2.7');
    assert.equal(of('2001:db8:1:2:3:4:5:6'), of('2001:db8:1:2::9'));
    assert.notEqual(of('2001:db8:1:2::9'), of('2001:db8:1:3::9'));
    assert.equal(of('::1'), '0:0:0:0::/64');
  });
});
