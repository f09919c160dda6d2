import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ModelName } from '../../../domain/models.ts';
import type { ListedAnswer, PredictionList } from '../../../serving/answers/list-predictions.ts';
import { noChampion } from '../../../serving/live/load-version.ts';
import type { BatchPage } from '../../../store/predictions/prediction-batches.ts';
import { anna } from '../fake-people.ts';
import { fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';

const scoredAt = new Date('2026-06-01T04:00:00Z');
const id = randomUUID();

function listed(model: ModelName, value: number, changes: Partial<ListedAnswer> = {}): ListedAnswer {
  return {
    prediction: {
      ...{ id, model, subject: 'subject-1', versionId: 1, experimentId: 'e', phase: 1, arm: 'challenger' },
      ...{ value, modelOutput: value, confidence: 0.8125, features: [], shadowVersionId: null, shadowOutput: null },
      ...{ batch: 'b', milliseconds: 0.1, error: null, createdAt: new Date('2026-06-01T04:00:07Z') },
    },
    version: '2026-05-31.2',
    contact: 'contact-1',
    recipient: { optedIn: true, zone: 'Asia/Kolkata', zoneOfContact: true },
    best: null,
    person: { ...anna, contact: 'contact-1' },
    words: null,
    previous: value - 4,
    ...changes,
  };
}

describe('GET /api/v1/predictions', () => {
  let api: TestApi;
  let answer: PredictionList | null;
  let asked: { readonly model: ModelName; readonly page: BatchPage };

  before(async () => {
    const ports = fakePorts(fakeWorld());
    const list = async (model: ModelName, page: BatchPage) => {
      asked = { model, page };
      if (model === 'engagement' && answer === null) throw noChampion(model);
      return answer;
    };
    api = await listen({ ...ports, predictions: { ...ports.predictions, list } });
  });
  after(() => api.close());
  beforeEach(() => {
    answer = null;
  });

  function batchOf(model: ModelName, predictions: readonly ListedAnswer[]): PredictionList {
    const finishedAt = new Date('2026-06-01T04:00:09Z');
    const batch = { id: `${model}/x`, model, versionId: 1, subjects: 12, scoredAt, finishedAt };
    return { batch, version: '2026-05-30.1', total: 9, open: 9, predictions, next: null };
  }

  it('lists the latest batch, largest value first, with tier, version and batch', async () => {
    answer = batchOf('lead_scoring', [listed('lead_scoring', 74.96)]);
    const { status, body } = await api.call('GET', '/api/v1/predictions?model=lead_scoring');
    assert.equal(status, 200);
    assert.deepEqual(asked, {
      model: 'lead_scoring',
      page: {
        ...{ sort: 'value', descending: true, limit: 20, after: null, offset: undefined },
        ...{ owner: undefined, text: undefined, unhandled: false },
      },
    });
    assert.deepEqual(body, {
      model: 'lead_scoring',
      batch: {
        id: 'lead_scoring/x',
        version: '2026-05-30.1',
        as_of: '2026-06-01T04:00:00.000Z',
        finished_at: '2026-06-01T04:00:09.000Z',
        subjects: 12,
        left_out: 3,
      },
      total: 9,
      predictions: [
        {
          prediction_id: id,
          id: 'subject-1',
          contact_id: 'contact-1',
          name: 'Anna Berger',
          phone: '+43 660 1234567',
          email: 'anna@example.com',
          owner: 'Max',
          last_activity_at: '2026-06-01T08:00:00.000Z',
          value: 74.96,
          quality_tier: 'hot',
          confidence: 0.8125,
          change: 4,
          factors: { positive: [], negative: [] },
          recommendations: [],
          version: '2026-05-31.2',
          arm: 'challenger',
          opted_in: true,
          scored_at: '2026-06-01T04:00:07.000Z',
        },
      ],
      note: null,
      next_cursor: null,
    });
  });

  it('names the risk of leaving, the best time to write, and who opted out', async () => {
    const optedOut = { key: 1, optedIn: false, zone: 'UTC', zoneOfContact: false };
    answer = batchOf('churn', [listed('churn', 0.646, { recipient: optedOut })]);
    const [leaving] = (await api.call('GET', '/api/v1/predictions?model=churn')).body.predictions;
    assert.deepEqual([leaving.risk_level, leaving.opted_in], ['high', false]);
    assert.ok(!('quality_tier' in leaving) && !('best_day' in leaving));
    answer = batchOf('engagement', [
      listed('engagement', 0.3, { best: new Date('2026-06-02T08:30:00Z') }),
      listed('engagement', 0.2),
    ]);
    const { body } = await api.call('GET', '/api/v1/predictions?model=engagement');
    assert.deepEqual(
      body.predictions.map((one: Record<string, unknown>) => [one.best_day, one.optimal_send_time, one.time_zone]),
      [
        ['Tuesday', '14:00', 'Asia/Kolkata'],
        [null, null, 'Asia/Kolkata'],
      ],
    );
  });

  it('sorts and pages as requested', async () => {
    for (const [sort, order, descending] of [
      ['value', 'value', false],
      ['-confidence', 'confidence', true],
      ['id', 'id', false],
    ] as const) {
      await api.call('GET', `/api/v1/predictions?model=churn&sort=${sort}&limit=5&offset=10`);
      const { owner: _owner, text: _text, unhandled: _unhandled, ...page } = asked.page;
      assert.deepEqual([asked.model, page], ['churn', { sort: order, descending, limit: 5, after: null, offset: 10 }]);
    }
    const refused = [
      '',
      '?model=leads',
      '?model=churn&sort=score',
      '?model=churn&limit=1001',
      '?model=churn&offset=-1',
      '?model=churn&cursor=AAAAAAAAAAAAAAAAAAAA',
    ];
    for (const query of refused) {
      const { status, body } = await api.call('GET', `/api/v1/predictions${query}`);
      assert.deepEqual([status, body.code], [400, 'invalid_input'], query);
    }
  });

  it('goes on by a cursor, which is good for the same list, filter and sort only', async () => {
    answer = { ...batchOf('churn', []), next: ['churn/x', '0.5', 'é\'"'] };
    const { next_cursor: cursor } = await api.read('/api/v1/predictions?model=churn&owner=Max');
    assert.ok(cursor !== null);
    const ask = (query: string) => api.call('GET', `/api/v1/predictions?${query}&cursor=${cursor}`);
    assert.equal((await ask('model=churn&owner=Max&limit=7')).status, 200);
    assert.deepEqual([asked.page.after, asked.page.limit], [answer.next, 7]);
    for (const other of ['model=churn', 'model=churn&owner=Max&sort=id', 'model=churn&owner=Max&offset=0'])
      assert.equal((await ask(other)).body.code, 'invalid_input', other);
    const elsewhere = await api.call('GET', `/api/v1/mails?cursor=${cursor}`);
    assert.deepEqual([elsewhere.status, elsewhere.body.problems[0].at], [400, 'query.cursor']);
    for (const bent of [`${cursor}A`, cursor.slice(0, -1), `A${cursor.slice(1)}`, cursor.slice(0, 12)])
      assert.equal((await api.call('GET', `/api/v1/predictions?model=churn&owner=Max&cursor=${bent}`)).status, 400);
  });

  it("lists one colleague's people, those whom a text means, and only those who wait for somebody", async () => {
    await api.call('GET', '/api/v1/predictions?model=churn&owner=Max&q=Anna&unhandled=true');
    const { owner, text, unhandled } = asked.page;
    assert.deepEqual([owner, text, unhandled], ['Max', 'Anna', true]);
    const { status } = await api.call('GET', '/api/v1/predictions?model=churn&unhandled=yes');
    assert.equal(status, 400);
  });

  it('says what to do when nobody was scored yet, and that the model is missing when none was trained', async () => {
    const { status, body } = await api.call('GET', '/api/v1/predictions?model=churn');
    assert.deepEqual([status, body.batch, body.total, body.predictions], [200, null, 0, []]);
    assert.match(body.note, /daily at 04:00 UTC.*npx perennial predict churn --all/);
    const missing = await api.call('GET', '/api/v1/predictions?model=engagement');
    assert.deepEqual([missing.status, missing.body.code], [404, 'model_not_found']);
  });

  it('asks for a token', async () => {
    const { status } = await api.call('GET', '/api/v1/predictions?model=churn', { authorization: null });
    assert.equal(status, 401);
  });
});
