import type { Matrix } from '../../../engine/data/matrix.ts';
import { createRandom, type Random } from '../../../engine/random.ts';
import { createTreeBuilder } from '../../../engine/trees/tree-builder.ts';
import type { TreeEnsemble } from '../../../engine/trees/tree-ensemble.ts';

/** Uniform in [0, 1), a share of them missing. */
export function randomRows(random: Random, rows: number, columns: number, missing: number): Matrix {
  const values = Float64Array.from({ length: rows * columns }, () =>
    random.next() < missing ? Number.NaN : random.next(),
  );
  return { rows, columns, values };
}

/**
 * Trees of any shape over features in [0, 1), with consistent covers.
 * @param of.chain the probability that a split is a child of the last one: 1 makes trees as deep as they have splits.
 */
export function randomForest(
  random: Random = createRandom(1),
  of: {
    readonly trees: number;
    readonly columns: number;
    readonly splits: number;
    readonly chain: number;
    readonly output: TreeEnsemble['output'];
    readonly precision?: TreeEnsemble['precision'];
  },
): TreeEnsemble {
  const precision = of.precision ?? 'float64';
  const round = precision === 'float32' ? Math.fround : (value: number) => value;
  const builder = createTreeBuilder();

  function grow(splits: number, cover: number): number {
    if (splits === 0) return builder.addLeaf(round(random.normal()), cover);
    const share = 0.05 + 0.9 * random.next();
    const missingGoesLeft = random.next() < 0.5;
    const node = builder.addSplit(random.integer(of.columns), round(random.next()), cover, missingGoesLeft);
    const onLeft = random.next() < of.chain ? splits - 1 : random.integer(splits);
    const left = grow(onLeft, share * cover);
    builder.link(node, left, grow(splits - 1 - onLeft, (1 - share) * cover));
    return node;
  }

  for (let tree = 0; tree < of.trees; tree++) builder.addRoot(grow(of.splits, 1000));
  return builder.build({ columns: of.columns, precision, output: of.output, base: of.output === 'mean' ? 0 : 0.5 });
}
