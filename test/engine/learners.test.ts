import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forestToTrees, rowsOf, trainForest } from '../../engine/adapters/ml-random-forest.ts';
import { loadLibrary, rowsWithoutMissingMark } from '../../engine/adapters/ml-xgboost.ts';
import { readXgboostFile } from '../../engine/adapters/xgboost-file.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import type { FitInput } from '../../engine/estimator.ts';
import { estimator } from '../../engine/estimators.ts';
import { createRandom } from '../../engine/random.ts';
import { matrixFromRows } from './matrices.ts';
import { predictTrees } from './predict-trees.ts';

const random = createRandom(4);
/** Whole numbers around 0 with many ties, so that thresholds, zeros and negative values all occur. */
const x = matrixFromRows(
  Array.from({ length: 90 }, () =>
    Array.from({ length: 6 }, () => random.integer(7) - 3 + (random.next() < 0.3 ? 0.1 : 0)),
  ),
);
const scores = Float64Array.from({ length: x.rows }, (_, r) => 50 + 8 * x.values[r * 6] + 4 * random.normal());
const classes = scores.map((score) => (score > 50 ? 1 : 0));
const small: Readonly<Record<string, Parameters>> = {
  'ml-xgboost': { iterations: 15 },
  'ml-random-forest': { nEstimators: 8 },
  logistic: {},
};
const pairs = [
  ['ml-xgboost', 'regression'],
  ['ml-xgboost', 'classification'],
  ['ml-random-forest', 'regression'],
  ['ml-random-forest', 'classification'],
  ['logistic', 'classification'],
] as const;

function fitInput(name: string, task: FitInput['task']): FitInput {
  return { x, y: task === 'regression' ? scores : classes, task, parameters: small[name], seed: 3 };
}

for (const [name, task] of pairs) {
  describe(`${name} for ${task}`, () => {
    it('gives the same bytes for the same seed', async () => {
      const first = await estimator(name).fit(fitInput(name, task));
      const second = await estimator(name).fit(fitInput(name, task));
      assert.deepEqual(first.save(), second.save());
    });

    it('predicts the same after saving and loading', async () => {
      const fitted = await estimator(name).fit(fitInput(name, task));
      const loaded = await estimator(name).load(fitted.save(), task);
      assert.deepEqual(loaded.predict(x), fitted.predict(x));
      fitted.free();
      fitted.free();
    });

    it('learns the one feature that counts', async () => {
      const { y } = fitInput(name, task);
      const outputs = (await estimator(name).fit(fitInput(name, task))).predict(x);
      const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
      const error = outputs.reduce((sum, output, r) => sum + (output - y[r]) ** 2, 0);
      const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      assert.ok(error < 0.5 * total, `${error} of ${total}`);
      if (task === 'classification') assert.ok(outputs.every((p) => p >= 0 && p <= 1));
    });

    it('refuses bytes of another learner', async () => {
      const other = name === 'ml-xgboost' ? 'logistic' : 'ml-xgboost';
      const bytes = (await estimator(other).fit(fitInput(other, 'classification'))).save();
      await assert.rejects(estimator(name).load(bytes, task), { code: 'artifact_damaged' });
    });

    it('refuses NaN, an unknown parameter, one out of range and too many rows', async () => {
      const input = fitInput(name, task);
      const holed = { ...x, values: x.values.map((value, i) => (i === 7 ? Number.NaN : value)) };
      await assert.rejects(estimator(name).fit({ ...input, x: holed }), {
        code: 'invalid_training_data',
        message: /row 1, column 1 is NaN/,
      });
      await assert.rejects(estimator(name).fit({ ...input, parameters: { depth: 3 } }), { code: 'invalid_input' });
      const out: Parameters =
        name === 'logistic' ? { C: 0 } : name === 'ml-xgboost' ? { max_depth: 0 } : { maxDepth: 2.5 };
      await assert.rejects(estimator(name).fit({ ...input, parameters: out }), { code: 'invalid_input' });
      const rows = estimator(name).maximumRows + 1;
      const many = { ...input, x: { rows, columns: 1, values: new Float64Array(rows) }, y: new Float64Array(rows) };
      await assert.rejects(estimator(name).fit(many), { code: 'engine_not_applicable' });
    });

    it('refuses one class and one row', async () => {
      const input = fitInput(name, task);
      if (task === 'classification') {
        await assert.rejects(estimator(name).fit({ ...input, y: new Float64Array(x.rows) }), {
          code: 'invalid_training_data',
        });
      }
      const one = { ...input, x: { rows: 1, columns: 1, values: Float64Array.of(1) }, y: Float64Array.of(1) };
      await assert.rejects(estimator(name).fit(one), { code: 'not_enough_training_data' });
    });
  });
}

describe('trees as flat arrays', () => {
  for (const task of ['regression', 'classification'] as const) {
    it(`predict as ml-xgboost does for ${task}`, async () => {
      const XGBoost = await loadLibrary();
      const { y } = fitInput('ml-xgboost', task);
      const objective = task === 'regression' ? 'reg:linear' : 'binary:logistic';
      const model = new XGBoost({
        booster: 'gbtree',
        objective,
        iterations: 30,
        max_depth: 5,
        base_score: 0.3,
        seed: 1,
        silent: 1,
      });
      model.train(rowsWithoutMissingMark(x), Array.from(y));
      const expected = model.predict(rowsWithoutMissingMark(x));
      const file = Uint8Array.from(model.toJSON().model);
      model.free();
      const found = predictTrees(readXgboostFile(file, x.columns, task === 'regression' ? 'sum' : 'logistic'), x);
      // Sums are rounded like the library's, but its exp is a float32 one.
      expected.forEach((value, r) => {
        assert.ok(Math.abs(found[r] - value) <= (task === 'regression' ? 0 : 2e-7), `row ${r}: ${found[r]}, ${value}`);
      });
    });

    it(`predict as ml-random-forest does for ${task}`, async () => {
      // Coin flips: no tree's first split is perfect (see the next test).
      const coin = createRandom(12);
      const y = task === 'regression' ? scores : scores.map(() => coin.integer(2));
      const input = { ...fitInput('ml-random-forest', task), y };
      const forest = await trainForest(input);
      const found = predictTrees(forestToTrees(forest, x, input.y), x);
      forest.predict(rowsOf(x)).forEach((value, r) => {
        assert.ok(Math.abs(found[r] - value) < 1e-12, `row ${r}: ${found[r]}, ${value}`);
      });
    });
  }

  it('treat -1 as an ordinary value, although ml-xgboost takes it for missing', async () => {
    const input = fitInput('ml-xgboost', 'regression');
    const levels = matrixFromRows(Array.from({ length: 60 }, (_, r) => [(r % 3) - 2]));
    const y = Float64Array.from({ length: 60 }, (_, r) => [10, 90, 50][r % 3]);
    const parameters = { iterations: 60, eta: 0.3, subsample: 1, lambda: 0 };
    const fitted = await estimator('ml-xgboost').fit({ ...input, x: levels, y, parameters });
    const outputs = fitted.predict(matrixFromRows([[-2], [-1], [0]]));
    [10, 90, 50].forEach((expected, i) => {
      assert.ok(Math.abs(outputs[i] - expected) < 0.1, `${outputs}`);
    });
  });

  it('take the perfect first split that ml-cart refuses', async () => {
    const perfect = matrixFromRows(Array.from({ length: 40 }, (_, r) => [r]));
    const y = Float64Array.from({ length: 40 }, (_, r) => (r < 20 ? 0 : 1));
    const forest = estimator('ml-random-forest');
    const fitted = await forest.fit({ x: perfect, y, task: 'classification', parameters: { nEstimators: 5 }, seed: 1 });
    const [low, high] = fitted.predict(matrixFromRows([[0], [39]]));
    assert.ok(low < 0.1 && high > 0.9, `${low}, ${high}`);
  });
});

describe('learners in degenerate cases', () => {
  const constant = new Float64Array(x.rows).fill(42);
  for (const name of ['ml-xgboost', 'ml-random-forest'] as const) {
    it(`predict a constant label exactly (${name})`, async () => {
      const fitted = await estimator(name).fit({ ...fitInput(name, 'regression'), y: constant });
      assert.ok(fitted.predict(x).every((value) => Math.abs(value - 42) < 1e-4));
    });
  }

  it('refuse a task that the learner cannot do', async () => {
    await assert.rejects(estimator('logistic').fit(fitInput('logistic', 'regression')), {
      code: 'engine_not_applicable',
    });
  });

  it('refuse more cells than fit into the stack of ml-xgboost, before it crashes', async () => {
    const rows = 29_000;
    const wide = { rows, columns: 50, values: new Float64Array(rows * 50) };
    const input = { x: wide, y: new Float64Array(rows), task: 'regression', parameters: {}, seed: 1 } as const;
    await assert.rejects(estimator('ml-xgboost').fit(input), {
      code: 'engine_not_applicable',
      message: /at most \d+ rows of 50/,
    });
  });

  it('are found by name only', () => {
    assert.throws(() => estimator('toString'), { code: 'engine_not_applicable' });
  });
});
