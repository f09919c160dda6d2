import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Calibration } from '../../../engine/calibration/calibration.ts';
import type { OutputMap } from '../../../engine/calibration/output-map.ts';
import { selectRows } from '../../../engine/data/matrix.ts';
import type { Parameters } from '../../../engine/data/parameters.ts';
import { type PreprocessorOptions, untouched } from '../../../engine/data/preprocessor.ts';
import type { EngineName } from '../../../engine/engine-names.ts';
import { estimator } from '../../../engine/estimators.ts';
import { exportOnnx } from '../../../engine/onnx/export-onnx.ts';
import { fitPipeline } from '../../../engine/predictor/fit-pipeline.ts';
import type { Finish, Predictor } from '../../../engine/predictor/predictor.ts';
import type { Task } from '../../../engine/task.ts';
import { createTreeBuilder } from '../../../engine/trees/tree-builder.ts';
import {
  predictorOf,
  predictorOfTrees,
  randomFeatures,
  randomTrees,
  regressionFinish,
} from '../predictor/random-predictor.ts';
import { labels, runOnnx } from './onnx-runtime.ts';

const x = randomFeatures(2000);
const preprocessings: readonly (readonly [what: string, PreprocessorOptions])[] = [
  ['missing values kept', untouched],
  ['imputed and clipped', { impute: true, clipQuantiles: [0.01, 0.99], scale: false }],
  ['imputed, clipped and scaled', { impute: true, clipQuantiles: [0.01, 0.99], scale: true }],
  ['scaled, missing values kept', { impute: false, clipQuantiles: null, scale: true }],
];

/** Two steps that are nearly jumps: on them, float32 probabilities would err by far more than 1e-5. */
const steep = [0.05, 0.2, 0.4, 0.4000001, 0.6, 0.60001, 0.9];
const levels = [0.02, 0.02, 0.1, 0.4, 0.4, 0.8, 0.95];
const calibrations: readonly Calibration[] = [
  { method: 'identity' },
  { method: 'platt', a: -1.7, b: 0.3 },
  { method: 'isotonic', x: steep, y: levels },
  { method: 'isotonic', x: [0.5], y: [0.3] },
];

/** Points of 0 to 100, times the factor. */
function falling(factor: number): OutputMap {
  const at = (values: readonly number[]) => values.map((value) => factor * value);
  return { kind: 'monotone', x: at([0, 30, 47, 48, 90]), y: at([95, 80, 80, 41, 3]) };
}
const maps: readonly OutputMap[] = [{ kind: 'affine', slope: -0.8, shift: 96 }, falling(1)];

function classification(calibration: Calibration): Finish {
  return { task: 'classification', calibration, threshold: { value: 0.37, margin: 0 } };
}

async function assertSame(predictor: Predictor, rows = x): Promise<void> {
  const { output, positive } = await runOnnx(exportOnnx(predictor, labels), rows);
  const expected = predictor.predict(rows);
  expected.output.forEach((value, row) => {
    assert.ok(Math.abs(output[row] - value) <= 1e-5, `row ${row}: ${output[row]} instead of ${value}`);
  });
  assert.deepEqual(positive, expected.positive && Array.from(expected.positive));
}

describe('an ONNX model of trees in float64', () => {
  for (const [what, preprocessing] of preprocessings) {
    it(`scores inside its range, ${what}`, async () => {
      const settings = { precision: 'float64', output: 'sum', base: 48.3, trees: 200, depth: 5, leafSize: 3 } as const;
      const predictor = predictorOfTrees(x, randomTrees(x, settings), regressionFinish([0, 100]), preprocessing);
      const { output } = predictor.predict(x);
      assert.ok(output.includes(0) && output.includes(100) && output.some((score) => score > 0 && score < 100));
      await assertSame(predictor);
      await assertSame(predictor, selectRows(x, [17]));
    });
  }

  for (const map of maps) {
    it(`maps its scores by a map of kind ${map.kind}`, async () => {
      const settings = { precision: 'float64', output: 'sum', base: 48.3, trees: 200, depth: 5, leafSize: 3 } as const;
      const predictor = predictorOfTrees(x, randomTrees(x, settings), { ...regressionFinish([0, 100]), map });
      const { output } = predictor.predict(x);
      assert.ok(output.some((score) => score > 0 && score < 100));
      await assertSame(predictor);
    });

    it(`maps its probabilities by a map of kind ${map.kind} after the calibration`, async () => {
      const settings = { precision: 'float64', output: 'logistic', base: 0.1, trees: 100 } as const;
      const trees = randomTrees(x, { ...settings, depth: 4, leafSize: 0.2 });
      const ofClass: OutputMap = map.kind === 'affine' ? { kind: 'log_odds', a: 1.2, b: -0.1 } : falling(0.01);
      await assertSame(predictorOfTrees(x, trees, { ...classification(calibrations[2]), map: ofClass }));
    });
  }

  it('averages a forest', async () => {
    const settings = { precision: 'float64', output: 'mean', base: 0, trees: 100, depth: 7, leafSize: 50 } as const;
    await assertSame(predictorOfTrees(x, randomTrees(x, settings), regressionFinish(null)));
  });

  for (const calibration of calibrations) {
    const points = calibration.method === 'isotonic' ? ` of ${calibration.x.length} points` : '';
    it(`gives probabilities with the calibration ${calibration.method}${points}`, async () => {
      const settings = { precision: 'float64', output: 'logistic', base: 0.1, trees: 100 } as const;
      const trees = randomTrees(x, { ...settings, depth: 4, leafSize: 0.2 });
      await assertSame(predictorOfTrees(x, trees, classification(calibration)));
    });
  }

  it('may have no tree, or trees of a single leaf', async () => {
    const settings = { columns: x.columns, precision: 'float64', output: 'sum', base: 5 } as const;
    await assertSame(predictorOfTrees(x, createTreeBuilder().build(settings), regressionFinish(null)));
    const builder = createTreeBuilder();
    for (const leaf of [0, 1 / 3]) builder.addRoot(builder.addLeaf(leaf));
    await assertSame(predictorOfTrees(x, builder.build(settings), regressionFinish(null)));
  });
});

describe('an ONNX model of', () => {
  const learners: readonly (readonly [EngineName, Task, Parameters])[] = [
    ['boosting', 'regression', { n_estimators: 60 }],
    ['boosting', 'classification', { n_estimators: 30 }],
    ['forest', 'regression', { n_estimators: 10 }],
    ['forest', 'classification', { n_estimators: 10 }],
    ['logistic', 'classification', {}],
    ['ml-xgboost', 'regression', { iterations: 60 }],
    ['ml-xgboost', 'classification', { iterations: 30 }],
    ['ml-random-forest', 'regression', { nEstimators: 3 }],
    ['ml-random-forest', 'classification', { nEstimators: 3 }],
  ];
  const signal = Float64Array.from({ length: x.rows }, (_, row) => {
    const [a, b] = x.values.subarray(row * x.columns);
    return (Number.isNaN(a) ? 0.5 : a) - 0.2 * (Number.isNaN(b) ? -1 : b);
  });

  for (const [name, task, parameters] of learners) {
    it(`${name} answers as the model does (${task})`, async () => {
      const y = signal.map((value) =>
        task === 'regression' ? Math.min(100, Math.max(0, 50 + 30 * value)) : Number(value > 0),
      );
      const few = Uint32Array.from({ length: name === 'ml-random-forest' ? 150 : x.rows }, (_, row) => row);
      const { preprocessor, model } = await fitPipeline({
        x: selectRows(x, few),
        y: y.slice(0, few.length),
        task,
        estimator: estimator(name),
        parameters,
        seed: 1,
      });
      const finish = task === 'regression' ? regressionFinish([0, 100]) : classification(calibrations[1]);
      await assertSame(predictorOf(preprocessor, model, finish));
    });
  }
});
