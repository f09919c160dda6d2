import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { lowAccuracyAdvice, slowTrainingAdvice } from '../../cli/print/advice.ts';
import { defaultTrainingOptions, type ModelFailure, type TrainingOptions } from '../../contract/messages.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { readLiveModels } from '../../serving/live/live-models.ts';
import { createPredictions } from '../../serving/predict.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { requireFreePort } from '../../stack/ports.ts';
import { openDatabase } from '../../store/database/database.ts';
import { readChampion } from '../../store/training/versions.ts';
import { type RunningPipeline, startPipeline } from '../workflows/running-pipeline.ts';

const options: TrainingOptions = { ...defaultTrainingOptions, candidates: 1, cvFolds: 2 };

async function failureOf({ control }: RunningPipeline): Promise<ModelFailure> {
  const { retrainId } = await control.start({
    models: ['lead_scoring'],
    options,
    trigger: 'cli',
  });
  const { models } = await control.waitFor(retrainId);
  const [only] = models;
  assert.ok(only !== undefined && only.state !== 'completed', 'the training was expected to fail');
  return only.failure;
}

/** The guide's section 'Troubleshooting', case by case: the code, the cause in the message, the remedy. */
describe('troubleshooting', () => {
  let pipeline: RunningPipeline;

  before(async () => {
    pipeline = await startPipeline({ seed: null, env: { NODE_ENV: 'production' } });
  });
  after(() => pipeline.close());

  it('not enough training data, when there is none: says which, and how to get some', async () => {
    const failure = await failureOf(pipeline);
    assert.equal(failure.code, 'not_enough_training_data');
    assert.match(failure.message, /lead_scoring/);
    assert.match(failure.remedy, /perennial generate.*perennial import|perennial import/);
  });

  it('model not found, before one was trained: train first', async () => {
    const predictions = createPredictions({ database: pipeline.database, live: await readLiveModels(pipeline) });
    await assert.rejects(predictions.top('lead_scoring', 5, new Date()), {
      code: 'model_not_found',
      message: /lead_scoring/,
      remedy: /perennial train/,
    });
  });

  it('not enough training data, below 100 samples: names found and needed', async () => {
    const world = simulateWorld({ seed: 3, now: new Date(), contacts: 90, conversations: 60, leads: 60 });
    await writeWorld({ database: pipeline.database, world });
    const failure = await failureOf(pipeline);
    assert.equal(failure.code, 'not_enough_training_data');
    assert.match(failure.message, /60 samples, 100 needed/);
  });

  it('synthetic data in production: trained, but never deployed', async () => {
    await writeWorld({ database: pipeline.database, world: simulateWorld({ seed: 4, now: new Date() }) });
    const failure = await failureOf(pipeline);
    assert.equal(failure.code, 'synthetic_in_production');
    assert.match(failure.message, /NODE_ENV=production/);
    assert.match(failure.remedy, /perennial import/);
    assert.equal(await readChampion(pipeline.database, 'lead_scoring'), null);
  });

  it('training in progress: one at a time, with how to watch and how to cancel', async () => {
    const { control } = pipeline;
    const { retrainId } = await control.start({ options, trigger: 'cli' });
    await assert.rejects(control.start({ options, trigger: 'cli' }), {
      code: 'training_in_progress',
      remedy: /status --watch.*perennial cancel/,
    });
    await control.cancel();
    await assert.rejects(control.waitFor(retrainId), { code: 'cancelled' });
  });

  it('an engine that cannot do the task is refused by name before anything starts', async () => {
    const request = { models: ['lead_scoring'], options: { ...options, engine: 'logistic' }, trigger: 'cli' } as const;
    await assert.rejects(pipeline.control.start(request), {
      code: 'engine_not_applicable',
      message: /logistic.*regression.*lead_scoring/,
      remedy: /boosting/,
    });
  });

  it('an as-of moment whose labels are still open is refused with the latest that is not', async () => {
    const { control } = pipeline;
    const asOf = new Date(Date.now() - 86_400_000).toISOString();
    const { retrainId } = await control.start({ models: ['churn'], options: { ...options, asOf }, trigger: 'cli' });
    const [only] = (await control.waitFor(retrainId)).models;
    assert.ok(only?.state === 'failed');
    assert.equal(only.failure.code, 'invalid_input');
    assert.match(only.failure.remedy, /earlier|shorter horizon/);
  });

  it('the database cannot be reached: names the address without the password', async () => {
    await assert.rejects(openDatabase('postgresql://perennial:secret@127.0.0.1:1/perennial'), (error: Error) => {
      assert.equal((error as Error & { code: string }).code, 'database_unavailable');
      assert.doesNotMatch(`${error.message} ${(error as Error & { remedy: string }).remedy}`, /secret/);
      return true;
    });
  });

  it('a taken port: names it, its owner and the variable to change', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await assert.rejects(requireFreePort(port, 'PERENNIAL_API_PORT'), (error: Error) => {
        assert.equal((error as Error & { code: string }).code, 'port_in_use');
        const text = `${error.message} ${(error as Error & { remedy: string }).remedy}`;
        assert.match(text, new RegExp(`${port}`));
        assert.match(text, /PERENNIAL_API_PORT/);
        return true;
      });
    } finally {
      server.close();
    }
  });

  it('training that will take long: fewer folds, smaller test size, one model at a time', () => {
    const [advice] = slowTrainingAdvice({ cvFolds: 12, rows: { churn: 23_570 } });
    assert.equal(advice?.code, 'training_slow');
    assert.match(advice?.message ?? '', /12 cross-validation folds.*churn/);
    assert.match(advice?.remedy ?? '', /--cv-folds 3.*--test-size 0\.1.*one model at a time/);
    assert.deepEqual(slowTrainingAdvice({ cvFolds: 5, rows: { churn: 200 } }), []);
  });

  it('low accuracy: below a half, with what to look for in the data', () => {
    const [advice] = lowAccuracyAdvice('churn', { accuracy: 0.48 });
    assert.equal(advice?.code, 'low_accuracy');
    assert.match(advice?.remedy ?? '', /missing values, duplicates.*200 or more samples/);
    assert.deepEqual(lowAccuracyAdvice('churn', { accuracy: 0.5 }), []);
  });
});
