import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type FakeWorld, fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';
import { incident, mail } from '../records.ts';

describe('incidents over HTTP', () => {
  let world: FakeWorld;
  let api: TestApi;
  before(async () => {
    world = fakeWorld();
    api = await listen(fakePorts(world));
  });
  after(() => api.close());
  beforeEach(() => {
    const resolved = { ...incident, id: 11, model: 'churn', state: 'resolved', resolvedAt: new Date() } as const;
    Object.assign(world, fakeWorld({ incidents: [incident, resolved] }));
  });

  async function listed(query: string): Promise<number[]> {
    const { body } = await api.call('GET', `/api/v1/incidents${query}`);
    return body.incidents.map(({ id }: { id: number }) => id);
  }

  it('are listed by state and model', async () => {
    assert.deepEqual(await listed(''), [12, 11]);
    assert.deepEqual(await listed('?state=open'), [12]);
    assert.deepEqual(await listed('?state=resolved&model=churn'), [11]);
    assert.equal((await api.call('GET', '/api/v1/incidents?state=bad')).body.code, 'invalid_input');
  });

  it('are read with what their rule means', async () => {
    const { body } = await api.call('GET', '/api/v1/incidents/12');
    assert.deepEqual([body.title, body.value, body.limit, body.source], ['MAE is above 15', 15.2, 15, 'live']);
    assert.equal((await api.call('GET', '/api/v1/incidents/99')).body.code, 'incident_not_found');
  });

  it('can be acknowledged by name while they fire, but not when they are over', async () => {
    const { status, body } = await api.call('POST', '/api/v1/incidents/12/acknowledge', { json: { actor: 'ann' } });
    assert.deepEqual([status, body.state, body.acknowledged_by], [200, 'acknowledged', 'ann']);
    const refused = await api.call('POST', '/api/v1/incidents/11/acknowledge', { json: {} });
    assert.deepEqual([refused.status, refused.body.code], [409, 'incident_conflict']);
  });
});

describe('a mail that could not be delivered', () => {
  it('shows how often it was tried, and what the server said', async () => {
    const lastError = 'The mail server did not take the mail.';
    const failed = { ...mail, state: 'failed', sentAt: null, attempts: 3, lastError } as const;
    const api = await listen(fakePorts(fakeWorld({ mails: [failed] })));
    try {
      const { mails } = (await api.call('GET', '/api/v1/mails')).body;
      assert.deepEqual([mails[0].state, mails[0].attempts, mails[0].last_error], ['failed', 3, lastError]);
    } finally {
      await api.close();
    }
  });
});
