import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type FakeWorld, fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';
import { schedule } from '../records.ts';

describe('schedules over HTTP', () => {
  let world: FakeWorld;
  let api: TestApi;
  before(async () => {
    world = fakeWorld();
    api = await listen(fakePorts(world));
  });
  after(() => api.close());
  beforeEach(() => {
    Object.assign(world, fakeWorld({ schedules: [schedule] }));
  });

  it('are listed with their next time and the results of their firings', async () => {
    const { body } = await api.call('GET', '/api/v1/schedules');
    assert.partialDeepStrictEqual(body.schedules, [
      {
        id: 'retrain-weekly',
        state: 'active',
        next_at: '2024-01-21T02:00:00.000Z',
        firings: [
          {
            at: '2024-01-14T02:00:10.000Z',
            outcome: 'skipped',
            retrain_id: null,
            cadence: 'monthly',
            leads_a_week: 30,
          },
        ],
      },
    ]);
  });

  it('obey commands that say why', async () => {
    for (const name of ['pause', 'resume', 'trigger']) {
      const json = { reason: 'holidays', actor: 'ann' };
      const { status, body } = await api.call('POST', `/api/v1/schedules/retrain-weekly/${name}`, { json });
      assert.equal(status, 200);
      assert.partialDeepStrictEqual(body.last_command, {
        command: name,
        reason: 'holidays',
        actor: 'configured token',
      });
    }
    assert.deepEqual(
      world.commands.map(({ name }) => name),
      ['pause', 'resume', 'trigger'],
    );
    const silent = await api.call('POST', '/api/v1/schedules/retrain-weekly/pause', { json: {} });
    assert.deepEqual([silent.status, silent.body.code], [400, 'invalid_input']);
  });

  it('are not found under another name', async () => {
    const { status, body } = await api.call('POST', '/api/v1/schedules/weekly/pause', { json: { reason: 'x' } });
    assert.deepEqual([status, body.code], [404, 'schedule_not_found']);
  });
});
