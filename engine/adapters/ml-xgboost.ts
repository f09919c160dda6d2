import { requireFitInput } from '../data/fit-input.ts';
import type { Matrix } from '../data/matrix.ts';
import { rowOf } from '../data/matrix.ts';
import { completeParameters, type ParameterRule } from '../data/parameters.ts';
import type { Estimator, FitInput } from '../estimator.ts';
import { coverTrees } from '../trees/cover-trees.ts';
import { fittedTrees } from '../trees/fitted-trees.ts';
import type { TreeEnsemble } from '../trees/tree-ensemble.ts';
import { decodeTrees } from '../trees/tree-file.ts';
import { readXgboostFile } from './xgboost-file.ts';

/** Named as in XGBoost's documentation; `iterations` is the number of trees. */
export const xgboostParameters = {
  iterations: { default: 100, low: 1, high: 2000, integer: true },
  eta: { default: 0.1, low: 0.001, high: 1 },
  max_depth: { default: 4, low: 1, high: 12, integer: true },
  min_child_weight: { default: 1, low: 0, high: 1e6 },
  subsample: { default: 0.8, low: 0.1, high: 1 },
  colsample_bytree: { default: 0.8, low: 0.05, high: 1 },
  lambda: { default: 1, low: 0, high: 1e6 },
  alpha: { default: 0, low: 0, high: 1e6 },
  gamma: { default: 0, low: 0, high: 1e6 },
} as const satisfies Record<string, ParameterRule>;

/**
 * The library copies rows and labels as float32 onto a WASM stack of 5 MB. With more it fails with 'memory access out of
 * bounds', measured between 35,000 and 40,000 rows of 32 features.
 */
const stackBytes = 4_600_000;

const description = {
  name: 'ml-xgboost',
  tasks: ['regression', 'classification'],
  takesMissing: false,
  maximumRows: 30_000,
  maximumNumbers: stackBytes / 4,
} as const;

/**
 * Gradient boosting by XGBoost 0.7 in WebAssembly. Only fitting touches the library: the trees are read from its model file
 * at once and its memory is released, so a fitted or loaded model is plain arrays. Loading the library adds a listener for
 * `uncaughtException` to the process, so fit on a worker thread.
 */
export const mlXgboost: Estimator = {
  ...description,
  fit: async (input) => fittedTrees(await fitTrees(input), description.name),
  load: async (bytes) => fittedTrees(decodeTrees(bytes, description.name), description.name),
};

async function fitTrees(input: FitInput): Promise<TreeEnsemble> {
  requireFitInput(input, description);
  const { x, y, task, seed } = input;
  const parameters = completeParameters(input.parameters, xgboostParameters);
  const XGBoost = await loadLibrary();
  const { iterations, ...options } = parameters;
  const model = new XGBoost({
    ...options,
    iterations,
    booster: 'gbtree',
    objective: task === 'regression' ? 'reg:linear' : 'binary:logistic',
    // Boosting starts at the mean, so that few or heavily regularised trees aren't drawn towards XGBoost's default of 0.5.
    base_score: y.reduce((sum, value) => sum + value / y.length, 0),
    seed: seed % 0x7fffffff,
    silent: 1,
  });
  try {
    model.train(rowsWithoutMissingMark(x), Array.from(y));
    const file = Uint8Array.from(model.toJSON().model);
    return coverTrees(readXgboostFile(file, x.columns, task === 'regression' ? 'sum' : 'logistic'), x);
  } finally {
    model.free();
  }
}

/** The library treats a value of exactly -1 as missing. The float32 next to it splits just as -1 would. */
const missingMark = -1;
const besideMissingMark = Math.fround(-1 - 2 ** -23);

export function rowsWithoutMissingMark(x: Matrix): number[][] {
  return Array.from({ length: x.rows }, (_, row) =>
    Array.from(rowOf(x, row), (value) => (Math.fround(value) === missingMark ? besideMissingMark : value)),
  );
}

let library: Promise<XGBoostClass> | undefined;
type XGBoostClass = Awaited<typeof import('ml-xgboost')['default']>;

/** Loaded once per thread. The tests compare the trees with this class too. */
export function loadLibrary(): Promise<XGBoostClass> {
  library ??= importQuietly();
  return library;
}

/**
 * Emscripten first tries to fetch its file by URL, which always fails on Node and prints two lines. Without streaming
 * compilation it reads the file at once.
 */
async function importQuietly(): Promise<XGBoostClass> {
  const webAssembly: { instantiateStreaming: unknown } = Reflect.get(globalThis as object, 'WebAssembly');
  const streaming = webAssembly.instantiateStreaming;
  webAssembly.instantiateStreaming = undefined;
  try {
    return await (await import('ml-xgboost')).default;
  } finally {
    webAssembly.instantiateStreaming = streaming;
  }
}
