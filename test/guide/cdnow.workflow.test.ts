import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { importTable } from '../../ingest/import-table.ts';
import { dataSummary } from '../../store/data-summary.ts';
import { readRun } from '../../store/runs.ts';
import { defaultTrainingOptions } from '../../workflows/messages.ts';
import { type RunningPipeline, startPipeline } from '../workflows/running-pipeline.ts';

/** Every purchase of 23,570 customers of a real shop; not part of the project, so that the test runs where the file lies. */
const file = fileURLToPath(new URL('../../../shared/data/cdnow.csv', import.meta.url));

describe('the history of a real shop', { skip: existsSync(file) ? false : `${file} is not here` }, () => {
  let pipeline: RunningPipeline;

  before(async () => {
    pipeline = await startPipeline({ seed: null });
  });
  after(() => pipeline.close());

  it('is imported with exact counts', async () => {
    const { database } = pipeline;
    await importTable({
      database,
      table: 'contacts',
      file,
      mapping: { customer_id: 'external_id', date: 'created_at' },
    });
    const mapping = { customer_id: 'contact', date: 'purchased_at', number_of_cds: 'quantity', dollar_value: 'amount' };
    await importTable({ database, table: 'purchases', file, mapping });
    const { contacts, purchases } = await dataSummary(database);
    assert.deepEqual({ contacts, purchases }, { contacts: 23_570, purchases: 69_659 });
  });

  it('predicts who will not come back as well as the published reference', async () => {
    const { control, database } = pipeline;
    const { retrainId } = await control.start({
      models: ['churn'],
      trigger: 'cli',
      options: {
        ...defaultTrainingOptions,
        candidates: 2,
        engine: 'logistic',
        asOf: '1997-09-30T00:00:00Z',
        horizonDays: 273,
        populationDays: 0,
      },
    });
    const { models } = await control.waitFor(retrainId);
    assert.equal(models[0]?.state, 'completed', JSON.stringify(models[0]));
    const run = await readRun(database, `${retrainId}/churn`);
    const { rocAuc = null, accuracy } = run.metrics ?? {};
    assert.equal((run.trainingSamples ?? 0) + (run.testingSamples ?? 0), 23_570);
    assert.ok(rocAuc !== null && rocAuc >= 0.75, `AUC ${rocAuc}, accuracy ${accuracy}`);
  });
});
