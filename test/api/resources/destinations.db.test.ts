import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createDestinationControl } from '../../../control/destinations.ts';
import { openScoredBusiness, type ScoredBusiness } from '../../delivery/scored-business.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';

const database = await openTestDatabase({ poolSize: 4 });

describe('destinations over HTTP', () => {
  let api: TestApi;
  let business: ScoredBusiness;
  before(async () => {
    business = await openScoredBusiness(database);
    api = await listen({ ...fakePorts(fakeWorld()), destinations: createDestinationControl(database) });
  });
  after(() => api.close());
  beforeEach(() => database.query('delete from destinations'));

  const crm = {
    ...{ name: 'crm', kind: 'webhook', url: 'https://crm.example.com/hook', secret_from: { env: 'CRM_SECRET' } },
    ...{ events: ['lead.became_hot', 'score.changed'], score_change: 20 },
  };
  const post = (path: string, json: unknown = {}) => api.call('POST', `/api/v1/destinations${path}`, { json });

  it('are added, listed, paused, resumed and removed', async () => {
    const added = await post('', crm);
    assert.equal(added.status, 201);
    assert.partialDeepStrictEqual(added.body, { ...crm, state: 'active', waiting: 0, parked: 0, delivered: 0 });
    const paused = await post('/crm/pause', { reason: 'holidays' });
    assert.deepEqual([paused.body.state, paused.body.note], ['paused', 'holidays']);
    assert.equal((await post('/crm/resume')).body.state, 'active');
    const { body } = await api.call('GET', '/api/v1/destinations');
    assert.deepEqual(
      body.destinations.map(({ name }: { name: string }) => name),
      ['crm'],
    );
    assert.equal((await post('/crm/remove')).status, 200);
    assert.deepEqual((await api.call('GET', '/api/v1/destinations')).body.destinations, []);
  });

  it('show what they did not take, and replay it', async () => {
    await post('', crm);
    const at = (day: number) => new Date(Date.UTC(2026, 5, day, 4));
    await business.score('lead_scoring', at(1), { l1: 10, l2: 10 });
    await business.score('lead_scoring', at(2), { l1: 90, l2: 20 });
    await database.query(
      `update deliveries set state = 'parked', ended_at = now(), attempts = 14, last_error = 'crm.example.com answered 500.'`,
    );
    const { body } = await api.call('GET', '/api/v1/destinations/crm');
    assert.deepEqual([body.parked, body.waiting, body.last_error], [2, 0, 'crm.example.com answered 500.']);
    const [first, second] = body.parked_events;
    assert.deepEqual([first.type, second.type].toSorted(), ['lead.became_hot', 'score.changed']);
    assert.partialDeepStrictEqual(first, { subject: 'lead/l1', attempts: 14 });
    assert.deepEqual((await post('/crm/replay', { event: first.id })).body, { replayed: 1 });
    assert.deepEqual((await post('/crm/replay')).body, { replayed: 1 });
    assert.equal((await api.call('GET', '/api/v1/destinations/crm')).body.waiting, 2);
  });

  it('are refused where something is missing, taken, secret or unknown', async () => {
    await post('', crm);
    const refused: readonly (readonly [number, object])[] = [
      [422, crm],
      [400, { ...crm, name: 'b', secret_from: undefined }],
      [400, { ...crm, name: 'b', secret: 'whsec_abc' }],
      [400, { ...crm, name: 'b', to: '/srv/lists' }],
      [422, { ...crm, name: 'b', url: 'https://anna:pw@crm.example.com' }],
      [400, { ...crm, name: 'b', events: ['lead.became_warm'] }],
    ];
    for (const [expected, json] of refused) {
      const { status, body } = await post('', json);
      assert.deepEqual([status, body.code], [expected, 'invalid_input'], JSON.stringify(json));
    }
    for (const path of ['/other/pause', '/other/test', '/other/replay', '/other/remove', '/other/resume'])
      assert.deepEqual([(await post(path)).status, (await post(path)).body.code], [404, 'not_found']);
    assert.equal((await post('/crm/replay', { event: crypto.randomUUID() })).status, 404);
  });
});
