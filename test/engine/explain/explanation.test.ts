import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowOf, selectRows } from '../../../engine/data/matrix.ts';
import { columnMeans } from '../../../engine/explain/column-means.ts';
import { createRawExplainer, explainAnswer } from '../../../engine/explain/explanation.ts';
import { createRandom } from '../../../engine/random.ts';
import { randomForest, randomRows } from '../forest/random-forest.ts';
import { matrixFromRows } from '../matrices.ts';

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

describe('an explanation of a linear model', () => {
  it('is coefficient times distance from the mean, in log-odds', () => {
    const structure = { kind: 'linear', intercept: 1, coefficients: Float64Array.of(2, -1) } as const;
    const explainer = createRawExplainer(structure, { task: 'classification', centre: [1, 2], seed: 1 });
    assert.deepEqual([explainer.unit, explainer.base, explainer.trees], ['log-odds', 1, null]);
    assert.deepEqual([...explainer.explain(Float64Array.of(3, 1))], [4, 1]);
  });
});

describe('an explanation of trees', () => {
  it('is in the unit of their output', () => {
    const units = (['sum', 'mean', 'logistic'] as const).flatMap((output) => {
      const trees = randomForest(createRandom(1), { trees: 1, columns: 2, splits: 2, chain: 0, output });
      return (['regression', 'classification'] as const).map(
        (task) => createRawExplainer({ kind: 'trees', trees }, { task, centre: null, seed: 1 }).unit,
      );
    });
    assert.deepEqual(units, ['score', 'probability', 'score', 'probability', 'log-odds', 'log-odds']);
  });
});

describe('an explanation in the unit of the answer', () => {
  const explainer = { unit: 'score', base: 40, trees: null } as const;
  const clipped = (raw: number) => Math.min(100, Math.max(0, raw));

  it('scales all contributions alike, so that they sum to what was answered', () => {
    const { base, output, contributions, raw } = explainAnswer(explainer, Float64Array.of(100, -20, 0), clipped, 100);
    assert.deepEqual([base, output, ...contributions], [40, 100, 75, -15, 0]);
    assert.deepEqual([raw.unit, raw.base, raw.output, ...raw.contributions], ['score', 40, 120, 100, -20, 0]);
  });

  it('gives no contributions to a row whose output is the base', () => {
    for (const parts of [Float64Array.of(0, 0), Float64Array.of(0.1, -0.1)]) {
      const { base, output, contributions } = explainAnswer(explainer, parts, clipped, 40);
      assert.deepEqual([base, output, ...contributions], [40, 40, 0, 0]);
    }
  });

  it('gives none where the answer does not move', () => {
    const { base, contributions } = explainAnswer({ ...explainer, base: 110 }, Float64Array.of(5, 2), clipped, 100);
    assert.deepEqual([base, ...contributions], [100, 0, 0]);
  });

  it('sums to an answer that was rounded on the way', () => {
    const parts = Float64Array.of(3.3, -1.1);
    const output = Math.fround(42.2);
    const { base, contributions } = explainAnswer(explainer, parts, clipped, output);
    assert.ok(Math.abs(base + sum(contributions) - output) < 1e-12);
  });
});

describe('the mean of a column', () => {
  it('leaves missing values out, and is 0 where all are missing', () => {
    const x = matrixFromRows([
      [1, Number.NaN, Number.NaN],
      [4, 2, Number.NaN],
    ]);
    assert.deepEqual(columnMeans(x), [2.5, 2, 0]);
  });

  it("is the same to the bit in any order of the rows, however different the values' sizes", () => {
    const random = createRandom(3);
    const x = randomRows(random, 500, 3, 0.1);
    x.values.forEach((value, i) => {
      x.values[i] = (value - 0.5) * Math.exp(10 * random.normal());
    });
    const shuffled = selectRows(x, random.shuffle(Uint32Array.from({ length: x.rows }, (_, r) => r)));
    const means = columnMeans(x);
    assert.deepEqual(columnMeans(shuffled), means);
    for (let c = 0; c < x.columns; c++) {
      const present = Array.from({ length: x.rows }, (_, r) => rowOf(x, r)[c]).filter((value) => !Number.isNaN(value));
      const largest = Math.max(...present.map(Math.abs));
      assert.ok(Math.abs(means[c] - sum(present) / present.length) <= 1e-11 * largest);
    }
  });
});
