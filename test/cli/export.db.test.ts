import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { estimator } from '../../engine/estimators.ts';
import { encodePredictor } from '../../engine/file/predictor-file.ts';
import { trainFinal } from '../../engine/predictor/fit-model.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import { modelDefinition } from '../../models/registry.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { openRetrain } from '../../store/training/retrains.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { runOnnx } from '../engine/onnx/onnx-runtime.ts';
import { randomFeatures } from '../engine/predictor/random-predictor.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { deploy, now } from '../serving/trained-business.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { runOnce } from './run-cli.ts';

const database = await openTestDatabase();
const folder = temporaryFolder();
const artifacts = join(folder, 'artifacts');
const blobs = openBlobs(artifacts);
const env = { PERENNIAL_HOME: join(folder, 'home'), DATABASE_URL: database.url, PERENNIAL_ARTIFACTS: artifacts };
const featureNames = modelDefinition('churn').features.map(({ name }) => name);
const rows = 200;

function exporting(...argv: readonly string[]) {
  return runOnce(['export', 'churn', ...argv], { env });
}

async function trainChurn(seed: number): Promise<Predictor> {
  const x = features(rows);
  const y = Float64Array.from({ length: rows }, (_, row) => (x.values[row * x.columns] > 0.1 * seed ? 1 : 0));
  const folds = Uint8Array.from({ length: rows }, (_, row) => row % 2);
  const input = { x, y, task: 'classification', estimator: estimator('logistic'), parameters: {}, seed } as const;
  return await trainFinal({ ...input, folds, outOfFold: y.map((label) => 0.2 + 0.6 * label), featureNames });
}

function features(count: number) {
  const columns = featureNames.length;
  const { values } = randomFeatures(Math.ceil((count * columns) / 6));
  return { rows: count, columns, values: values.slice(0, count * columns) };
}

before(async () => {
  await openRetrain(database, { id: 'r', trigger: 'demo', models: ['churn'], input: {}, startedAt: now });
  await recordSnapshot(database, {
    hash: 'c0ffee',
    model: 'churn',
    asOf: now,
    rowCount: 1,
    byteCount: 1,
    synthetic: false,
  });
});

test('export before the first training says to train first', async () => {
  const { code, stderr } = await exporting('--onnx');
  assert.equal(code, 3);
  assert.match(stderr, /^model_not_found: .*\n.*npx perennial train churn/);
});

test('export', async (t) => {
  const [first, champion] = [await trainChurn(1), await trainChurn(2)];
  await deploy(database, 'churn', await blobs.put(encodePredictor(first)), 'r/first');
  const artifact = await blobs.put(encodePredictor(champion));
  await deploy(database, 'churn', artifact, 'r/second');
  const file = join(folder, 'churn.onnx');
  const x = features(50);

  await t.test('writes the champion, which answers in onnxruntime as it does here', async () => {
    const { code, stdout } = await exporting('--onnx', '--output', file);
    assert.equal(code, 0);
    assert.match(stdout, /^OK Exported churn 2026-06-01\.2 \(champion\) to .*churn\.onnx \(\d.* kB\)\n\n/);
    assert.match(stdout, /\ninput +features +float32 \[rows, \d+\] .*NaN/);
    assert.match(stdout, /\noutput +probability +float32 \[rows\] .*within 30 days/);
    assert.match(stdout, /\n {3}probability, positive = model\.run\(/);
    const { output } = await runOnnx(readFileSync(file), x);
    champion.predict(x).output.forEach((p, row) => {
      assert.ok(Math.abs(output[row] - p) < 1e-5);
    });
  });

  await t.test('writes any version over an existing file, and leaves nothing else', async () => {
    const { stdout } = await exporting('2026-06-01.1', '--onnx', '--output', file, '--json');
    const { champion: serves, replaced, file_size, ...told } = JSON.parse(stdout);
    assert.deepEqual([serves, replaced, file_size], [false, true, readFileSync(file).length]);
    assert.deepEqual(told.feature_names, featureNames);
    assert.deepEqual(
      told.outputs.map(({ name }: { name: string }) => name),
      ['probability', 'positive'],
    );
    const { output } = await runOnnx(readFileSync(file), x);
    assert.ok(Math.abs(output[3] - first.predict(x).output[3]) < 1e-5);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name !== 'artifacts' && name !== 'home'),
      ['churn.onnx'],
    );
  });

  await t.test('says that a version does not exist, and where they are listed', async () => {
    const { code, stderr } = await exporting('2026-06-01.9', '--onnx', '--output', file);
    assert.equal(code, 3);
    assert.match(stderr, /^version_not_found: There is no version "2026-06-01\.9" of churn\.\n.*npx perennial models/);
  });

  await t.test('says which model file is missing', async () => {
    const { code, stderr } = await runOnce(['export', 'churn', '--onnx', '--output', file], {
      env: { ...env, PERENNIAL_ARTIFACTS: join(folder, 'home', 'other') },
    });
    assert.equal(code, 3);
    assert.match(stderr, new RegExp(`^not_found: There is no artifact ${artifact}`));
  });
});
