import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrate } from '../../engine/calibration/calibration.ts';
import { createRandom } from '../../engine/random.ts';
import { learnAnswering } from '../../tabular/report/answers.ts';
import { fewRowsWarnings, widenForFew, wilsonInterval } from '../../tabular/report/few-rows.ts';
import { engineDefaults } from '../../tabular/training/engine-defaults.ts';
import type { FitProblem } from '../../tabular/training/fit-problem.ts';

/** What answers are learnt from: the truth of all rows, and what the folds' models say of them. */
function answering(y: readonly number[], outputs: readonly number[]) {
  const rows = y.length;
  const problem: FitProblem = {
    engine: 'boosting',
    task: 'classification',
    defaults: engineDefaults('boosting', { task: 'classification', rows, classes: 2, rarest: 6 }),
    columns: [],
    training: Uint32Array.from({ length: rows }, (_, at) => at),
    targets: [Float64Array.from(y)],
    folds: [],
    seed: 1,
  };
  const validated = {
    places: problem.training,
    outputs: Float64Array.from(outputs),
    folds: Uint8Array.from({ length: rows }, (_, at) => at % 5),
    trees: null,
  };
  const learnt = learnAnswering(problem, [validated]);
  assert.ok(learnt.kind === 'two classes');
  return learnt;
}

const random = createRandom(4);
const few = Array.from({ length: 2400 }, (_, at) => (at < 6 ? 1 : 0));

test('not all rows are predicted positive when the outputs say nothing about six positives', () => {
  const learnt = answering(
    few,
    few.map(() => 0.0025),
  );
  assert.ok(learnt.threshold > 0.0025);
  assert.equal(learnt.criterion, 'share');
});

test('few rows are predicted positive when the outputs are noise', () => {
  const outputs = few.map(() => 0.0025 + 0.001 * random.next());
  const learnt = answering(few, outputs);
  assert.notEqual(learnt.calibration.method, 'isotonic');
  // a constant calibration leaves nothing to choose among
  if (learnt.calibration.method !== 'identity') return;
  const taken = outputs.filter((output) => output >= learnt.threshold).length;
  assert.ok(taken > 0 && taken < few.length / 2, String(taken));
});

test('six negatives among many rows are found, too', () => {
  const learnt = answering(
    few.map((label) => 1 - label),
    few.map((label) => (label === 1 ? 0.7 : 0.99)),
  );
  const [negative = 1, positive = 0] = calibrate(learnt.calibration, Float64Array.of(0.7, 0.99));
  assert.ok(negative < learnt.threshold && learnt.threshold <= positive);
});

test('the interval of one trial is wide, and that of no trial is everything', () => {
  const { lower, upper } = wilsonInterval(1, 1);
  assert.ok(Math.abs(lower - 0.2065) < 1e-3 && upper === 1);
  assert.deepEqual(wilsonInterval(0.5, 0), { lower: 0, upper: 1 });
  // Newcombe 1998: 81 of 263
  const { lower: low, upper: high } = wilsonInterval(81 / 263, 263);
  assert.ok(Math.abs(low - 0.2553) < 1e-3 && Math.abs(high - 0.3662) < 1e-3);
});

test('intervals are widened where the holdout has few rows of a class, and left as they are where it has many', () => {
  const metrics = { rocAuc: { estimate: 0.95, lower: 0.94, upper: 0.96, level: 0.95, replicates: 200 } };
  const { rocAuc } = widenForFew(metrics, { positives: 1, negatives: 600, predicted: 3 });
  assert.ok((rocAuc?.lower ?? 1) < 0.3 && (rocAuc?.upper ?? 0) > 0.99);
  assert.deepEqual(widenForFew(metrics, { positives: 40, negatives: 600, predicted: 3 }), metrics);
});

test('a warning gives the number of rows of a class that has few', () => {
  const [warning = '', ...others] = fewRowsWarnings('fraud', [
    { name: '0', training: 2394, holdout: 600 },
    { name: '1', training: 5, holdout: 1 },
  ]);
  assert.match(warning, /^6 positives: fraud is 1 in 5 training rows and 1 of the holdout/);
  assert.deepEqual(others, []);
});
