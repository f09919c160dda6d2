import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { estimator } from '../../engine/estimators.ts';
import { trainFinal } from '../../engine/predictor/fit-model.ts';
import { createRandom } from '../../engine/random.ts';
import { evaluateCandidate } from '../../engine/search/search.ts';
import { compareWithBaseline } from '../../jobs/compare-with-baseline.ts';
import { type Division, trainingRows } from '../../jobs/training-set.ts';
import type { SnapshotTable } from '../../store/artifacts/snapshot-table.ts';

/** 200 rows of 100 contacts; one feature, whose value is the label's mean where `signal` is 1. */
function business(signal: number, classes: boolean): SnapshotTable {
  const random = createRandom(7);
  const rows = 200;
  const values = Float64Array.from({ length: rows }, () => random.next());
  const labels = values.map((value) => {
    const mean = signal * value + (1 - signal) * random.next();
    return classes ? Number(mean > 0.5) : 100 * mean;
  });
  return {
    ...{ model: classes ? 'churn' : 'lead_scoring', asOf: '2026-11-22T00:00:00.000Z', horizonDays: 30 },
    ...{ features: ['f'], units: ['1'], values, labels, moments: new Float64Array(rows) },
    subjects: Array.from({ length: rows }, (_, row) => `s${row}`),
    contacts: Array.from({ length: rows }, (_, row) => `c${row >> 1}`),
  };
}

async function compared(table: SnapshotTable, shuffleLabels = false) {
  const task = table.model === 'churn' ? 'classification' : 'regression';
  const division: Division = { task, testSize: 0.2, cvFolds: 5, seed: 1, shuffleLabels };
  const { x, y, folds } = trainingRows(table, division);
  const common = {
    x,
    y,
    folds,
    task,
    estimator: estimator('forest'),
    seed: 1,
    parameters: {},
    range: undefined,
  } as const;
  const loss = task === 'regression' ? 'rmse' : 'logLoss';
  const { outOfFold } = await evaluateCandidate({ ...common, loss });
  const predictor = await trainFinal({ ...common, featureNames: ['f'], outOfFold });
  try {
    const { beyondBaseline } = compareWithBaseline(table, division, predictor, new Uint8Array(outOfFold.buffer));
    assert.ok(beyondBaseline);
    return { ...beyondBaseline, rowsOfTraining: y.length };
  } finally {
    predictor.free();
  }
}

describe('a model beside knowing nothing', () => {
  for (const classes of [false, true]) {
    const what = classes ? 'log loss against the share of positives' : 'mean absolute error against the mean';

    it(`is better by ${what} where its feature tells the label`, async () => {
      const { metric, rows, rowsOfTraining, gain, low, high, loss, baselineLoss } = await compared(
        business(1, classes),
      );
      assert.equal(metric, classes ? 'logLoss' : 'mae');
      assert.equal(rows, rowsOfTraining);
      assert.ok(low > 0 && low < gain && gain < high, `${low} ${gain} ${high}`);
      assert.equal(gain, baselineLoss - loss);
    });

    it(`is not better by ${what} where its feature says nothing, or its labels were shuffled`, async () => {
      assert.ok((await compared(business(0, classes))).low <= 0);
      assert.ok((await compared(business(1, classes), true)).low <= 0);
    });
  }
});
