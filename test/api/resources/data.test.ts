import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dataReadinessSchema } from '../../../api/contracts/data.ts';
import { fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';

describe('the readiness of the data', () => {
  let api: TestApi;
  before(async () => {
    api = await listen(fakePorts(fakeWorld()));
  });
  after(() => api.close());

  it('is answered with every check: its number, its limit, how many more would do, and the remedy', async () => {
    const { status, body } = await api.call('GET', '/api/v1/data/readiness');
    assert.equal(status, 200);
    const { models } = dataReadinessSchema.parse(body);
    const [{ model, ready, samples, checks, features }] = models;
    assert.deepEqual([model, ready, samples], ['lead_scoring', false, 63]);
    assert.deepEqual(checks[0], {
      ...{ check: 'samples', status: 'refusal', message: '63 samples, 100 needed', value: 63, limit: 100 },
      ...{ missing: 37, remedy: 'Import history.' },
    });
    assert.deepEqual([checks[1]?.missing, checks[1]?.remedy, checks[1]?.value], [null, null, null]);
    assert.equal(features[0]?.null_share, 0);
  });
});
