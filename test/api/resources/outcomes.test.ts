import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';

const world = fakeWorld();
let api: TestApi;
before(async () => {
  api = await listen(fakePorts(world));
});
after(() => api.close());
beforeEach(() => Object.assign(world, fakeWorld()));

function post(...outcomes: readonly object[]) {
  return api.call('POST', '/api/v1/outcomes', { json: { outcomes } });
}

describe('POST /api/v1/outcomes', () => {
  it('passes on what happened, with moments in UTC', async () => {
    const { status, body } = await post({
      id: 'order-77',
      model: 'lead_scoring',
      subject: 'lead-1',
      converted: false,
      occurred_at: '2024-01-15T10:30:00+02:00',
    });
    assert.deepEqual([status, body], [200, { accepted: 1, duplicates: 0 }]);
    assert.deepEqual(world.outcomes, [
      {
        id: 'order-77',
        model: 'lead_scoring',
        subject: 'lead-1',
        converted: false,
        occurredAt: new Date('2024-01-15T08:30:00Z'),
      },
    ]);
  });

  it('names an outcome by model, subject and moment, a conversion now unless told otherwise', async () => {
    const before = Date.now();
    await post({ model: 'churn', subject: 'c-1' });
    const [outcome] = world.outcomes;
    assert.ok(outcome?.converted);
    assert.ok(outcome.occurredAt.getTime() >= before && outcome.occurredAt.getTime() <= Date.now());
    assert.equal(outcome.id, `churn/c-1/${outcome.occurredAt.toISOString()}`);
  });

  it('takes a thousand outcomes at once', async () => {
    const outcomes = Array.from({ length: 1000 }, (_, at) => ({
      id: `${at}`.padStart(200, '0'),
      model: 'engagement',
      subject: `contact-${at}`,
    }));
    assert.deepEqual((await post(...outcomes)).body, { accepted: 1000, duplicates: 0 });
  });

  it('allows clocks to be a minute ahead and refuses later moments, naming the field', async () => {
    const ahead = (milliseconds: number) => ({
      model: 'churn',
      subject: 'c-1',
      occurred_at: new Date(Date.now() + milliseconds).toISOString(),
    });
    assert.equal((await post(ahead(50_000))).status, 200);
    const { status, body } = await post(ahead(0), ahead(70_000));
    assert.deepEqual([status, body.code, body.index], [422, 'invalid_input', 1]);
    assert.equal(world.outcomes.length, 1);
  });

  const good = { model: 'churn', subject: 'c-1' };
  const refused: Record<string, readonly object[]> = {
    'no outcome at all': [],
    'more than a thousand': Array.from({ length: 1001 }, () => good),
    'an unknown model': [{ ...good, model: 'sales' }],
    'no subject': [{ model: 'churn' }],
    'an empty subject': [{ ...good, subject: '' }],
    'a character that the database cannot hold': [{ ...good, subject: 'a\0b' }],
    'a moment without its zone': [{ ...good, occurred_at: '2024-01-15T10:30:00' }],
    'a moment before 1970': [{ ...good, occurred_at: '0000-01-01T00:00:00Z' }],
    'a field of another name': [{ ...good, outcome: true }],
  };
  for (const [what, outcomes] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      const { status, body } = await post(...outcomes);
      assert.deepEqual([status, body.code], [400, 'invalid_input']);
      assert.deepEqual(world.outcomes, []);
    });
  }
});
