import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type FakeWorld, fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';
import { deployment, experiment } from '../records.ts';

describe('experiments over HTTP', () => {
  let world: FakeWorld;
  let api: TestApi;
  before(async () => {
    world = fakeWorld();
    api = await listen(fakePorts(world));
  });
  after(() => api.close());
  beforeEach(() => {
    Object.assign(world, fakeWorld({ experiments: [experiment], deployments: [deployment] }));
  });
  const { id } = experiment.experiment;

  it('are listed with plan, mode and rule, by model', async () => {
    const { body } = await api.call('GET', '/api/v1/experiments');
    assert.equal(body.experiments.length, 1);
    const [listed] = body.experiments;
    assert.deepEqual(
      [listed.id, listed.champion, listed.challenger, listed.mode, listed.rule, listed.plan.needed_days],
      [id, '2024-01-08.1', '2024-01-15.1', 'live', 'evidence', 64],
    );
    assert.deepEqual((await api.call('GET', '/api/v1/experiments?model=churn')).body, {
      experiments: [],
      next_cursor: null,
    });
  });

  it('are read with every look, its numbers and its reason', async () => {
    const { status, body } = await api.call('GET', `/api/v1/experiments/${id}`);
    assert.equal(status, 200);
    const { challenger } = body.looks[0];
    assert.partialDeepStrictEqual(challenger, { exposed: 1_000, units: 900, conversions: 50, opt_outs: 3 });
    assert.partialDeepStrictEqual(challenger, { predictions: 9_100, errors: 0, milliseconds: 0.4 });
    assert.equal(body.looks[0].lift.chance_to_win, 0.77);
    assert.equal(body.events[0].type, 'started');
    assert.equal((await api.call('GET', '/api/v1/experiments/none')).body.code, 'experiment_not_found');
  });

  it('tell how they stand, how long they may take, and what may be asked of them', async () => {
    const { body } = await api.call('GET', `/api/v1/experiments/${id}`);
    // its last look is years ago
    assert.equal(body.verdict.sentence, 'Nobody has looked at it for too long, so the champion serves everybody.');
    assert.equal(body.verdict.next_at, '2024-01-17T10:30:13.000Z');
    assert.match(body.time_left.sentence, /^1,000 leads a day: /);
    assert.deepEqual(body.experiment.commands, ['promote', 'rollBack', 'pause']);
    assert.deepEqual(body.experiment.rules.shares, [0.1, 0.25, 0.5]);
    const ended = { ...experiment.experiment, state: 'ended', outcome: 'promoted', reason: 'It was better.' } as const;
    world.experiments = [{ ...experiment, experiment: ended, endedBy: 'ann' }];
    const after = (await api.call('GET', `/api/v1/experiments/${id}`)).body;
    assert.deepEqual(
      [after.experiment.ended_by, after.experiment.commands, after.time_left, after.verdict.next],
      ['ann', [], null, 'It was better.'],
    );
  });

  it('obey commands that say why', async () => {
    const answer = await api.call('POST', `/api/v1/experiments/${id}/rollback`, {
      json: { reason: 'complaints', actor: 'ann' },
    });
    assert.deepEqual([answer.status, answer.body], [200, { experiment: id, message: 'Done.' }]);
    assert.deepEqual(world.commands, [{ id, name: 'rollBack', actor: 'configured token', reason: 'complaints' }]);
    for (const json of [{}, { reason: ' ' }]) {
      const refused = await api.call('POST', `/api/v1/experiments/${id}/promote`, { json });
      assert.deepEqual([refused.status, refused.body.code], [400, 'invalid_input']);
    }
  });

  it('refuse commands once they have ended', async () => {
    world.experiments = [{ ...experiment, experiment: { ...experiment.experiment, state: 'ended' } }];
    const { status, body } = await api.call('POST', `/api/v1/experiments/${id}/pause`, { json: { reason: 'x' } });
    assert.deepEqual([status, body.code], [409, 'experiment_conflict']);
  });

  it('leave deployments to people too: deploy, rollback, and their audit', async () => {
    const deployed = await api.call('POST', '/api/v1/models/lead_scoring/deploy', {
      json: { reason: 'the campaign begins', version: '2024-01-15.1' },
    });
    assert.equal(deployed.status, 200);
    assert.deepEqual(
      [deployed.body.version, deployed.body.previous, deployed.body.golden_rows],
      ['2024-01-15.1', '2024-01-08.1', 8],
    );
    await api.call('POST', '/api/v1/models/churn/rollback', { json: { reason: 'worse' } });
    assert.deepEqual(
      world.moved.map(({ model, version, actor }) => [model, version, actor]),
      [
        ['lead_scoring', '2024-01-15.1', 'configured token'],
        ['churn', undefined, 'configured token'],
      ],
    );
    const { body } = await api.call('GET', '/api/v1/models/lead_scoring/deployments');
    assert.deepEqual(body.deployments[0].evidence, { byHand: true, goldenRows: 8 });
    assert.equal((await api.call('POST', '/api/v1/models/none/deploy', { json: { reason: 'x' } })).status, 400);
  });
});
