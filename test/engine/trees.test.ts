import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Matrix } from '../../engine/data/matrix.ts';
import { rowOf, selectRows } from '../../engine/data/matrix.ts';
import { decodeArtifact, encodeArtifact } from '../../engine/file/artifact.ts';
import { sigmoid } from '../../engine/logistic/logistic-regression.ts';
import { createTeam } from '../../engine/parallel/team.ts';
import { createRandom } from '../../engine/random.ts';
import { coverTrees } from '../../engine/trees/cover-trees.ts';
import { createTreePredictor } from '../../engine/trees/predict-trees.ts';
import { createTreeBuilder } from '../../engine/trees/tree-builder.ts';
import type { TreeEnsemble } from '../../engine/trees/tree-ensemble.ts';
import { decodeTrees, encodeTrees } from '../../engine/trees/tree-file.ts';
import { randomForest, randomRows } from './forest/random-forest.ts';
import { predictTrees } from './predict-trees.ts';

const outputs = ['sum', 'logistic', 'mean'] as const;
const precisions = ['float32', 'float64'] as const;
const random = createRandom(8);

/** The output as `TreeEnsemble` defines it. */
function walk(trees: TreeEnsemble, row: Float64Array): number {
  const round = trees.precision === 'float32' ? Math.fround : (value: number) => value;
  let sum = 0;
  for (const root of trees.roots) {
    let node = root;
    while (trees.feature[node] >= 0) {
      const found = round(row[trees.feature[node]]);
      const goesLeft = Number.isNaN(found) ? trees.missingLeft[node] === 1 : found < trees.threshold[node];
      node = goesLeft ? trees.left[node] : trees.right[node];
    }
    sum = round(sum + trees.value[node]);
  }
  sum = round(trees.base + sum);
  if (trees.output === 'mean') return sum / trees.roots.length;
  return trees.output === 'logistic' ? sigmoid(sum) : sum;
}

/** Rows on thresholds, of both infinities and of -0 among them. */
function unkindRows(trees: TreeEnsemble, rows: number): Matrix {
  const x = randomRows(random, rows, trees.columns, 0.2);
  const unkind = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -0, 0, ...trees.threshold.slice(0, 20)];
  x.values.forEach((_, i) => {
    if (random.next() < 0.2) x.values[i] = unkind[random.integer(unkind.length)];
  });
  return x;
}

describe('predictions of trees', () => {
  for (const output of outputs) {
    for (const precision of precisions) {
      it(`are what the nodes say, by the kernel and its twin, for one row and for many: ${output}, ${precision}`, () => {
        for (const count of [1, 8, 13]) {
          const trees = randomForest(random, { trees: count, columns: 5, splits: 25, chain: 0.2, output, precision });
          const x = unkindRows(trees, 131);
          const expected = Float64Array.from({ length: x.rows }, (_, r) => walk(trees, rowOf(x, r)));
          const { predict } = createTreePredictor(trees);
          assert.deepEqual(predict(x), expected);
          assert.deepEqual(createTreePredictor(trees, true).predict(x), expected);
          for (let r = 0; r < 9; r++) assert.equal(predict(selectRows(x, [r]))[0], expected[r]);
          assert.deepEqual(predict(selectRows(x, [])), new Float64Array());
        }
      });
    }
  }

  it('separate missing values from all others at a threshold above or below these', () => {
    for (const [threshold, missingLeft] of [
      [Number.POSITIVE_INFINITY, false],
      [Number.NEGATIVE_INFINITY, true],
    ] as const) {
      const builder = createTreeBuilder();
      const root = builder.addSplit(0, threshold, 2, missingLeft);
      const left = builder.addLeaf(1);
      builder.link(root, left, builder.addLeaf(2));
      builder.addRoot(root);
      const trees = builder.build({ columns: 1, precision: 'float64', output: 'sum', base: 0 });
      const x = { rows: 4, columns: 1, values: Float64Array.of(Number.NaN, -1e30, 0, 1e30) };
      assert.deepEqual([...predictTrees(trees, x)], missingLeft ? [1, 2, 2, 2] : [2, 1, 1, 1]);
    }
  });

  it('are the same from several threads, also after a call without them', async () => {
    const trees = randomForest(random, { trees: 3, columns: 4, splits: 9, chain: 0, output: 'mean' });
    const x = randomRows(random, 5_003, 4, 0.1);
    const team = createTeam(3);
    try {
      const { predict } = createTreePredictor(trees);
      const alone = predict(x);
      assert.deepEqual(predict(x, team), alone);
      assert.deepEqual(predict(x), alone);
    } finally {
      await team.close();
    }
  });

  it('of no trees are the base', () => {
    const trees = createTreeBuilder().build({ columns: 2, precision: 'float64', output: 'sum', base: 7 });
    assert.deepEqual([...predictTrees(trees, randomRows(random, 2, 2, 0))], [7, 7]);
  });
});

describe('the cover of trees', () => {
  it('is the number of rows that reach each node', () => {
    const trees = randomForest(random, { trees: 2, columns: 3, splits: 6, chain: 0, output: 'sum' });
    const { cover, roots, feature, left, right } = coverTrees(trees, randomRows(random, 50, 3, 0.2));
    assert.deepEqual(
      Array.from(roots, (root) => cover[root]),
      [50, 50],
    );
    feature.forEach((column, node) => {
      if (column >= 0) assert.equal(cover[left[node]] + cover[right[node]], cover[node]);
    });
  });
});

describe('the file of trees', () => {
  const trees = randomForest(random, { trees: 5, columns: 3, splits: 8, chain: 0.3, output: 'logistic' });
  const bytes = encodeTrees(trees, 'forest');

  it('gives back the same trees, and the same bytes again', () => {
    assert.deepEqual(decodeTrees(bytes, 'forest'), trees);
    assert.deepEqual(encodeTrees(decodeTrees(bytes, 'forest'), 'forest'), bytes);
  });

  it('does not depend on where nodes lie', () => {
    const nodes = trees.feature.length;
    const moved = <T extends Int32Array | Float64Array | Uint8Array>(values: T, map = (value: number) => value): T => {
      const made = values.slice() as T;
      values.forEach((value, node) => {
        made[nodes - 1 - node] = map(value);
      });
      return made;
    };
    const mirrored = (child: number) => (child < 0 ? child : nodes - 1 - child);
    const elsewhere = {
      ...trees,
      roots: trees.roots.map(mirrored),
      feature: moved(trees.feature),
      threshold: moved(trees.threshold),
      left: moved(trees.left, mirrored),
      right: moved(trees.right, mirrored),
      missingLeft: moved(trees.missingLeft),
      value: moved(trees.value),
      cover: moved(trees.cover),
    };
    assert.deepEqual(encodeTrees(elsewhere, 'forest'), bytes);
  });

  it('is small: integers take what they need', () => {
    const counted = { ...trees, cover: trees.cover.map(Math.round), value: trees.value.map(Math.fround) };
    const { sections } = decodeArtifact(encodeTrees(counted, 'forest'));
    assert.deepEqual(
      Object.entries(sections).map(([name, values]) => [name, values.constructor.name, values.length]),
      [
        ['feature', 'Uint8Array', 85],
        ['cover', 'Uint16Array', 85],
        ['threshold', 'Float64Array', 40],
        ['missingLeft', 'Uint8Array', 40],
        ['value', 'Float32Array', 45],
      ],
    );
  });

  it('is refused when its sections do not fit together, whatever their checksum', () => {
    const { header, sections } = decodeArtifact(bytes);
    const [feature, threshold] = [Uint32Array.from(sections.feature), Float64Array.from(sections.threshold)];
    const changes = {
      'more trees': { header: { trees: 6 } },
      'trees without end': { header: { trees: 2 ** 40 } },
      'no trees to average': { header: { trees: 0, output: 'mean' } },
      'a split too many': { sections: { feature: feature.with(feature.length - 1, 0) } },
      'a split too few': { sections: { feature: feature.with(0, 3) } },
      'a threshold too few': { sections: { threshold: threshold.subarray(1) } },
      'a threshold of NaN': { sections: { threshold: threshold.with(0, Number.NaN) } },
      'an infinite leaf': { sections: { value: Float64Array.from(sections.value).fill(Number.POSITIVE_INFINITY) } },
      'a negative cover': { sections: { cover: Float64Array.from(sections.cover).fill(-1) } },
      'no covers': { sections: { cover: new Uint8Array() } },
    } as const;
    for (const [what, change] of Object.entries(changes)) {
      const altered = encodeArtifact({
        header: { ...header, ...('header' in change ? change.header : {}) },
        sections: { ...sections, ...('sections' in change ? change.sections : {}) },
      });
      assert.throws(() => decodeTrees(altered, 'forest'), { code: 'artifact_damaged' }, what);
    }
    assert.throws(() => decodeTrees(bytes, 'boosting'), { code: 'artifact_damaged' });
  });
});
