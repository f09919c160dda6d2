import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RunningPipeline, startPipeline } from '../workflows/running-pipeline.ts';
import { importCdnow, trainCdnow } from './cdnow.ts';

/** Public data that is not part of the project: the test runs where the file lies. */
const file = fileURLToPath(new URL('../../../shared/data/cdnow.csv', import.meta.url));

describe('the history of a real shop', { skip: existsSync(file) ? false : `${file} is not here` }, () => {
  let pipeline: RunningPipeline;

  before(async () => {
    pipeline = await startPipeline({ seed: null });
  });
  after(() => pipeline.close());

  it('is imported with exact counts', async () => {
    assert.deepEqual(await importCdnow(pipeline, file), { contacts: 23_570, purchases: 69_659 });
  });

  it('predicts who will not come back about as well as the published reference', async () => {
    const { metrics, training, testing } = await trainCdnow(pipeline, 'logistic');
    assert.equal(training + testing, 23_570);
    assert.ok((metrics.rocAuc ?? 0) >= 0.75, JSON.stringify(metrics));
  });
});
