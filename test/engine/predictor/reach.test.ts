import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowOf } from '../../../engine/data/matrix.ts';
import { estimator } from '../../../engine/estimators.ts';
import { type FinalInput, trainFinal } from '../../../engine/predictor/fit-model.ts';
import { createRandom } from '../../../engine/random.ts';
import { defaultLoss, evaluateCandidate } from '../../../engine/search/search.ts';
import { groupedFolds } from '../../../engine/search/splits.ts';
import { matrixFromRows } from '../matrices.ts';

const random = createRandom(11);
const columns = 5;
const some = () => (random.next() < 0.05 ? Number.NaN : random.normal());
const x = matrixFromRows(Array.from({ length: 400 }, () => Array.from({ length: columns }, some)));
const scores = Float64Array.from({ length: x.rows }, (_, row) => {
  const [first, second] = rowOf(x, row);
  return 50 + 20 * (first || 0) + 10 * Math.sin(2 * (second || 0)) + random.normal();
});

const cases = [
  ['boosting', 'regression', { n_estimators: 40 }],
  ['ml-xgboost', 'regression', { iterations: 15 }],
  ['forest', 'classification', { n_estimators: 30 }],
  ['boosting', 'classification', { n_estimators: 30 }],
  ['logistic', 'classification', {}],
] as const;

describe('what a model can answer for all rows between two', () => {
  for (const [name, task, parameters] of cases) {
    it(`holds every answer of ${name} for ${task}, and is narrow for rows that are close`, async () => {
      const y = task === 'regression' ? scores : scores.map((score) => (score > 50 ? 1 : 0));
      const groups = Array.from({ length: x.rows }, (_, row) => `g${row}`);
      const folds = groupedFolds({ groups, y, task, folds: 2, seed: 1 });
      const range = task === 'regression' ? ([0, 100] as const) : undefined;
      const input = { x, y, task, estimator: estimator(name), parameters, seed: 1, folds, range };
      const { outOfFold } = await evaluateCandidate({ ...input, loss: defaultLoss[task] });
      const featureNames = Array.from({ length: columns }, (_, column) => `f${column}`);
      const predictor = await trainFinal({ ...input, featureNames, outOfFold } as FinalInput);
      let widths = 0;
      for (let box = 0; box < 60; box++) {
        const low = rowOf(x, random.integer(x.rows)).slice();
        const size = [0, 0.01, 0.5, 3][box % 4];
        const high = low.map((value, column) => value + (column % 2 === 0 ? size * random.next() : 0));
        const [least, most] = predictor.reach(low, high);
        const inside = Array.from({ length: 20 }, (_, each) =>
          low.map((value, column) =>
            each === 0 ? value : each === 1 ? high[column] : value + random.next() * (high[column] - value),
          ),
        );
        const { output } = predictor.predict(matrixFromRows(inside));
        for (const answer of output)
          assert.ok(answer >= least && answer <= most, `${answer} outside ${least} to ${most}`);
        if (size <= 0.01) widths += most - least;
        if (size === 0) assert.ok(most - least < 1e-3 * Math.max(1, Math.abs(most)));
      }
      assert.ok(widths / 30 < (task === 'regression' ? 5 : 0.05), `${widths / 30} wide`);
      predictor.free();
    });
  }
});
