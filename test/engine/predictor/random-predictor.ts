import type { Matrix } from '../../../engine/data/matrix.ts';
import { fitPreprocessor, type Preprocessor, type PreprocessorOptions } from '../../../engine/data/preprocessor.ts';
import type { FittedModel } from '../../../engine/estimator.ts';
import { createPredictor, type Finish, type Predictor } from '../../../engine/predictor/predictor.ts';
import { createRandom } from '../../../engine/random.ts';
import { fittedTrees } from '../../../engine/trees/fitted-trees.ts';
import { createTreeBuilder } from '../../../engine/trees/tree-builder.ts';
import type { TreeEnsemble } from '../../../engine/trees/tree-ensemble.ts';

const random = createRandom(2024);

/** Float32 numbers, a tenth missing: normal, whole, far apart in size, and all missing in the last column. */
export function randomFeatures(rows: number): Matrix {
  const draw = [
    () => random.normal(),
    () => 3 * random.normal(),
    () => Math.floor(10 * random.next()),
    () => Math.exp(8 * random.normal()),
    () => 0.5 + 1e-6 * random.normal(),
  ];
  const columns = draw.length + 1;
  const values = Float64Array.from({ length: rows * columns }, (_, i) => {
    const missing = i % columns === draw.length || random.next() < 0.1;
    return missing ? Number.NaN : Math.fround(draw[i % columns]());
  });
  return { rows, columns, values };
}

/**
 * Trees whose thresholds are float64 numbers halfway between two values, as learners choose them, and float32 numbers that
 * occur, so that a threshold rounded to the wrong side is noticed.
 */
export function randomTrees(
  x: Matrix,
  settings: Pick<TreeEnsemble, 'precision' | 'output' | 'base'> & {
    readonly trees: number;
    readonly depth: number;
    readonly leafSize: number;
  },
): TreeEnsemble {
  const round = settings.precision === 'float32' ? Math.fround : (value: number) => value;
  const builder = createTreeBuilder();

  function cell(column: number): number {
    const value = x.values[Math.floor(random.next() * x.rows) * x.columns + column];
    return Number.isNaN(value) ? 0 : value;
  }

  function grow(depth: number): number {
    if (depth === 0 || random.next() < 0.1) return builder.addLeaf(round(settings.leafSize * random.normal()));
    const column = Math.floor(random.next() * x.columns);
    const found = cell(column);
    const threshold = random.next() < 0.3 ? found : (found + cell(column)) / 2;
    const split = builder.addSplit(column, round(threshold), 1, random.next() < 0.5);
    const left = grow(depth - 1);
    builder.link(split, left, grow(depth - 1));
    return split;
  }

  for (let tree = 0; tree < settings.trees; tree++) builder.addRoot(grow(settings.depth));
  return builder.build({ ...settings, columns: x.columns });
}

/** Trees after a preprocessor that is fitted on these rows. */
export function predictorOfTrees(
  x: Matrix,
  trees: TreeEnsemble,
  finish: Finish,
  preprocessing?: PreprocessorOptions,
): Predictor {
  return predictorOf(fitPreprocessor(x, preprocessing), fittedTrees(trees, 'boosting'), finish);
}

export function predictorOf(preprocessor: Preprocessor, model: FittedModel, finish: Finish): Predictor {
  const columns = preprocessor.columns.length;
  const description = {
    engine: 'boosting' as const,
    task: finish.task,
    featureNames: Array.from({ length: columns }, (_, c) => (c === 0 ? 'age' : `f${c}`)),
    parameters: {},
    seed: 1,
    rows: 1,
    trainedRows: 1,
    preprocessor,
    finish,
    typical: Array.from({ length: columns }, () => 0),
    centre: null,
    diagnostics: {},
  };
  return createPredictor(description, model);
}

export function regressionFinish(range: readonly [number, number] | null): Finish {
  const interval = { tolerance: 10, grid: [0], probability: [0.5], coverage: 0.9, halfWidth: null };
  return { task: 'regression', range, interval };
}
