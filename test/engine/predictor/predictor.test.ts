import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowOf, selectRows } from '../../../engine/data/matrix.ts';
import type { EngineName } from '../../../engine/engine-names.ts';
import { estimator } from '../../../engine/estimators.ts';
import { encodePredictor, loadPredictor, readDescription } from '../../../engine/file/predictor-file.ts';
import { type FinalInput, trainFinal } from '../../../engine/predictor/fit-model.ts';
import { createRandom } from '../../../engine/random.ts';
import { evaluateCandidate } from '../../../engine/search/search.ts';
import { groupedFolds } from '../../../engine/search/splits.ts';
import type { Task } from '../../../engine/task.ts';
import { matrixFromRows, selectColumns } from '../matrices.ts';

const random = createRandom(10);
const rows = 120;
/** Feature 3 is always missing; the others are missing now and then. */
const x = matrixFromRows(
  Array.from({ length: rows }, () => {
    const known = Array.from({ length: 3 }, () => (random.next() < 0.05 ? Number.NaN : random.normal()));
    return [...known, Number.NaN];
  }),
);
const signal = Float64Array.from({ length: rows }, (_, r) => (Number.isNaN(x.values[r * 4]) ? 0 : x.values[r * 4]));
const scores = signal.map((value) => Math.min(100, Math.max(0, 50 + 30 * value + 5 * random.normal())));
const classes = signal.map((value) => (value + 0.5 * random.normal() > 0 ? 1 : 0));
const engines: [EngineName, Task, Record<string, number>][] = [
  ['boosting', 'regression', { n_estimators: 20 }],
  ['boosting', 'classification', { n_estimators: 10 }],
  ['forest', 'classification', { n_estimators: 10 }],
  ['ml-xgboost', 'regression', { iterations: 20 }],
  ['ml-random-forest', 'classification', { nEstimators: 5 }],
  ['logistic', 'classification', {}],
];

async function finalInput(name: EngineName, task: Task, parameters: Record<string, number>): Promise<FinalInput> {
  const y = task === 'regression' ? scores : classes;
  const folds = groupedFolds({ groups: Array.from(y, (_, i) => `c${i}`), y, task, folds: 3, seed: 1 });
  const range: [number, number] | undefined = task === 'regression' ? [0, 100] : undefined;
  const pipeline = { x, y, task, estimator: estimator(name), parameters, seed: 77, range };
  const { outOfFold } = await evaluateCandidate({
    ...pipeline,
    folds,
    loss: task === 'regression' ? 'mae' : 'logLoss',
  });
  const targets = { accuracy: 0.75, recall: 0.75 };
  return { ...pipeline, folds, outOfFold, targets, featureNames: ['intent', 'b', 'c', 'unknown'] };
}

for (const [name, task, parameters] of engines) {
  describe(`a predictor of ${name}`, () => {
    it('has the same bytes for the same input, and answers the same when loaded', async () => {
      const input = await finalInput(name, task, parameters);
      const bytes = encodePredictor(await trainFinal(input));
      assert.deepEqual(encodePredictor(await trainFinal(input)), bytes);
      const trained = await trainFinal(input);
      const loaded = await loadPredictor(bytes);
      assert.deepEqual(loaded.description, trained.description);
      assert.deepEqual(loaded.predict(x), trained.predict(x));
      assert.deepEqual(loaded.explain(rowOf(x, 5)), trained.explain(rowOf(x, 5)));
      assert.deepEqual(encodePredictor(loaded), bytes);
    });

    it('gives one row the same answer alone as among others', async () => {
      const predictor = await trainFinal(await finalInput(name, task, parameters));
      const all = predictor.predict(x);
      const alone = predictor.predict(selectRows(x, [17]));
      assert.deepEqual([alone.output[0], alone.confidence[0]], [all.output[17], all.confidence[17]]);
    });

    it('explains by the feature that counts', async () => {
      const predictor = await trainFinal(await finalInput(name, task, parameters));
      const high = signal.indexOf(Math.max(...signal));
      const { raw, trees, ...answer } = predictor.explain(rowOf(x, high));
      assert.equal(answer.output, predictor.predict(x).output[high]);
      for (const { base, output, contributions } of [answer, raw]) {
        assert.ok(Math.abs(base + contributions.reduce((sum, part) => sum + part, 0) - output) < 1e-9);
        assert.equal(contributions.indexOf(Math.max(...contributions)), 0);
        assert.equal(contributions[3], 0);
      }
      assert.equal(trees?.used ?? null, name === 'logistic' ? null : trees?.of);
    });
  });
}

describe('a predictor', () => {
  it("answers regression within the label's range, with a probability as confidence", async () => {
    const predictor = await trainFinal(await finalInput('ml-xgboost', 'regression', { iterations: 20 }));
    const { output, confidence, positive } = predictor.predict(
      matrixFromRows([
        [9, 9, 9, 9],
        [-9, 0, 0, Number.NaN],
      ]),
    );
    assert.ok(output.every((score) => score >= 0 && score <= 100));
    assert.ok(confidence.every((probability) => probability >= 0 && probability <= 1));
    assert.equal(positive, null);
  });

  it('has the probability of the predicted class as confidence', async () => {
    const predictor = await trainFinal(await finalInput('logistic', 'classification', {}));
    const { output, confidence, positive } = predictor.predict(x);
    const { finish } = predictor.description;
    assert.ok(finish.task === 'classification');
    output.forEach((p, row) => {
      assert.equal(positive?.[row], p >= finish.threshold.value ? 1 : 0);
      assert.equal(confidence[row], positive?.[row] === 1 ? p : 1 - p);
    });
  });

  it('refuses rows of another width, infinite values and names that do not match', async () => {
    const input = await finalInput('logistic', 'classification', {});
    const predictor = await trainFinal(input);
    assert.throws(() => predictor.predict(matrixFromRows([[1, 2]])), {
      code: 'invalid_input',
      message: /4 features, got 2/,
    });
    assert.throws(() => predictor.predict(matrixFromRows([[1, 2, 3, Number.NEGATIVE_INFINITY]])), {
      code: 'invalid_input',
    });
    await assert.rejects(trainFinal({ ...input, featureNames: ['one'] }), { code: 'invalid_input' });
  });

  it('answers thousands of rows as it does each alone, whatever the width', async () => {
    const input = await finalInput('logistic', 'classification', {});
    for (const columns of [1, 2, 3, 4]) {
      const featureNames = input.featureNames.slice(0, columns);
      const narrower = selectColumns(
        x,
        Array.from(featureNames, (_, c) => c),
      );
      const predictor = await trainFinal({ ...input, x: narrower, featureNames });
      const many = selectRows(
        narrower,
        Array.from({ length: 700 }, (_, r) => r % rows),
      );
      many.values[5] = 1e6;
      const { output } = predictor.predict(many);
      for (const r of [0, 5, 255, 256, 699]) {
        assert.equal(output[r], predictor.predict(selectRows(many, [r])).output[0]);
      }
      many.values[600 * columns] = Number.POSITIVE_INFINITY;
      assert.throws(() => predictor.predict(many), { code: 'invalid_input', message: /Row 600, column 0 is Infinity/ });
    }
  });

  it('keeps the figures of the fit and the mean of each feature', async () => {
    const trained = await trainFinal(await finalInput('logistic', 'classification', {}));
    const { diagnostics, typical, centre } = (await loadPredictor(encodePredictor(trained))).description;
    assert.equal(diagnostics.converged, true);
    const known = Array.from({ length: rows }, (_, r) => x.values[r * 4]).filter((value) => !Number.isNaN(value));
    assert.ok(Math.abs(typical[0] - known.reduce((sum, value) => sum + value, 0) / known.length) < 1e-12);
    assert.equal(typical[3], 0);
    assert.equal(centre?.length, 4);
  });

  it('says what it reads without its learner being loaded', async () => {
    const trained = await trainFinal(await finalInput('logistic', 'classification', {}));
    assert.deepEqual(readDescription(encodePredictor(trained)), JSON.parse(JSON.stringify(trained.description)));
  });

  it('is refused when the file holds only a learner', async () => {
    const predictor = await trainFinal(await finalInput('ml-xgboost', 'regression', { iterations: 20 }));
    await assert.rejects(loadPredictor(predictor.saveModel()), { code: 'artifact_damaged' });
  });
});
