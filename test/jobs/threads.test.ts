import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { EngineName } from '../../engine/engine-names.ts';
import { createRandom } from '../../engine/random.ts';
import { createThreadPool } from '../../jobs/pool.ts';
import type { PreparedData } from '../../jobs/prepare.ts';
import { encodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { createLogger } from '../../telemetry/log.ts';

const pool = createThreadPool(createLogger('test', 'silent'));
after(() => pool.close());

function snapshot(rows: number): Uint8Array {
  const random = createRandom(1);
  const values = Float64Array.from({ length: rows * 3 }, () => random.normal());
  return encodeSnapshot({
    model: 'lead_scoring',
    asOf: '2026-11-22T00:00:00.000Z',
    horizonDays: 30,
    features: ['a', 'b', 'c'],
    units: ['1', '1', '1'],
    subjects: Array.from({ length: rows }, (_, row) => `l-${row}`),
    contacts: Array.from({ length: rows }, (_, row) => `c-${row}`),
    moments: Float64Array.from({ length: rows }, () => Date.UTC(2026, 9, 1)),
    labels: Float64Array.from({ length: rows }, (_, row) => 50 + 10 * (values[row * 3] ?? 0)),
    values,
  });
}

const division = { task: 'regression', testSize: 0.2, cvFolds: 5, seed: 1, shuffleLabels: false } as const;

const signal = new AbortController().signal;

function prepare(rows: number, engine: EngineName = 'boosting') {
  return pool.run('prepare', { snapshot: snapshot(rows), division, engine }, { signal });
}

async function fit(rows: number, parameters: Record<string, number>, engine: EngineName = 'boosting') {
  return { data: await prepare(rows, engine), division, engine, parameters, range: undefined } as const;
}

describe('a thread', () => {
  it('cross-validates and reports each fold', async () => {
    const shares: number[] = [];
    const result = await pool.run('crossValidate', await fit(200, {}), {
      signal,
      onProgress: (share) => shares.push(share),
    });
    assert.deepEqual(shares, [0.2, 0.4, 0.6, 0.8, 1]);
    assert.equal(result.foldLosses.length, 5);
    assert.ok(result.meanLoss < 10, `${result.meanLoss}`);
    assert.equal(pool.busy, 0);
  });

  // Our own learners notice the flag and throw; that message of the thread must not count as its end. The others ignore the flag.
  for (const [engine, trees] of [
    ['boosting', { n_estimators: 300 }],
    ['ml-xgboost', { iterations: 100 }],
  ] as const) {
    it(`has ended when a cancelled job of ${engine} rejects, and the next job gets a new thread`, async () => {
      const controller = new AbortController();
      const job = pool.run('crossValidate', await fit(20_000, trees, engine), {
        signal: controller.signal,
        // The first fold has been fitted, and the second is under way.
        onProgress: () => controller.abort(new Error('cancelled by the test')),
      });
      await assert.rejects(job, { message: 'cancelled by the test' });
      assert.equal(pool.busy, 0);
      const { foldLosses } = await pool.run('crossValidate', await fit(200, {}), { signal });
      assert.equal(foldLosses.length, 5);
    });
  }

  it('learns the same from a snapshot that an earlier release has written', async () => {
    const file = join(import.meta.dirname, '../store/artifacts/fixtures/format-1-trained.arrow');
    const earlier = await pool.run(
      'prepare',
      { snapshot: await readFile(file), division, engine: 'boosting' },
      { signal },
    );
    const { data, ...wanted } = await fit(200, { n_estimators: 20 });
    assert.deepEqual(earlier, data);
    const artifactOf = async (data: PreparedData) => {
      const { outOfFold } = await pool.run('crossValidate', { ...wanted, data }, { signal });
      return await pool.run('fitFinal', { ...wanted, data, model: 'lead_scoring', outOfFold }, { signal });
    };
    assert.deepEqual(await artifactOf(earlier), await artifactOf(data));
  });

  it('passes errors on with code and remedy', async () => {
    await assert.rejects(prepare(4), {
      name: 'PerennialError',
      code: 'not_enough_training_data',
      remedy: /fewer folds/,
    });
  });

  it('refuses a job that is cancelled before it starts', async () => {
    const aborted = AbortSignal.abort(new Error('too late'));
    const job = pool.run('crossValidate', await fit(200, {}), { signal: aborted });
    await assert.rejects(job, { message: 'too late' });
  });
});
