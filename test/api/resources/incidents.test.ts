import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { findRule } from '../../../domain/alerts/rules.ts';
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

  it('are explained: the course of each figure, likely causes, and what to do with its button', async () => {
    const rule = findRule('mae_high');
    assert.ok(rule !== undefined);
    const window = '2024-01-15T00:00:00.000Z';
    const reading = { window, value: 15.2, low: 15.1, high: 16, limit: 15, samples: 212, versionId: 3 };
    world.explained = {
      series: [{ rule, readings: [reading] }],
      versions: new Map([[3, '2024-01-15.1']]),
      causes: [{ kind: 'deployment', weight: 0.9, words: 'Version 2024-01-15.1 took over.' }],
      advice: [{ text: 'at once', button: { label: 'Roll back', page: 'rollback-lead_scoring' } }],
    };
    const { body } = await api.call('GET', '/api/v1/incidents/12/report');
    assert.equal(body.incident.id, 12);
    assert.partialDeepStrictEqual(body.series, [{ rule: 'mae_high', metric: 'mae', worse: 'above' }]);
    const { versionId: _, ...seen } = reading;
    assert.deepEqual(body.series[0].readings, [{ ...seen, version: '2024-01-15.1' }]);
    assert.deepEqual(body.causes, ['Version 2024-01-15.1 took over.']);
    assert.deepEqual(body.advice, [
      { text: 'at once', command: null, action: { label: 'Roll back', page: 'rollback-lead_scoring' } },
    ]);
    assert.equal((await api.call('GET', '/api/v1/incidents/99/report')).body.code, 'incident_not_found');
  });

  it('can be acknowledged by name while they fire, but not when they are over', async () => {
    const { status, body } = await api.call('POST', '/api/v1/incidents/12/acknowledge', { json: { actor: 'ann' } });
    assert.deepEqual([status, body.state, body.acknowledged_by], [200, 'acknowledged', 'configured token']);
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
