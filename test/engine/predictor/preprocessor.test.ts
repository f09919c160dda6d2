import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { columnOf } from '../../../engine/data/matrix.ts';
import { applyPreprocessor, fitPreprocessor, preprocessorFromJson } from '../../../engine/data/preprocessor.ts';
import { matrixFromColumns } from '../matrices.ts';

const hundred = Float64Array.from({ length: 101 }, (_, i) => i);

describe('the preprocessor', () => {
  it('imputes the median of the training rows', () => {
    const fitted = fitPreprocessor(matrixFromColumns([[1, 2, 9, Number.NaN]]));
    assert.deepEqual([...applyPreprocessor(fitted, matrixFromColumns([[Number.NaN, 5]])).values], [2, 5]);
  });

  it('makes a column without any value 0 and notes it', () => {
    const fitted = fitPreprocessor(matrixFromColumns([[Number.NaN, Number.NaN]]));
    assert.equal(fitted.columns[0].note, 'all values missing');
    assert.deepEqual([...applyPreprocessor(fitted, matrixFromColumns([[Number.NaN]])).values], [0]);
  });

  it('clips to quantiles of the training rows', () => {
    const fitted = fitPreprocessor(matrixFromColumns([hundred]), {
      impute: true,
      clipQuantiles: [0.01, 0.99],
      scale: false,
    });
    assert.deepEqual([...applyPreprocessor(fitted, matrixFromColumns([[-50, 50, 5000]])).values], [1, 50, 99]);
  });

  it('leaves flags and short columns unclipped', () => {
    const flag = hundred.map((value) => (value === 0 ? 1 : 0));
    const fitted = fitPreprocessor(matrixFromColumns([flag]));
    assert.deepEqual([...applyPreprocessor(fitted, matrixFromColumns([flag])).values], [...flag]);
    assert.equal(fitPreprocessor(matrixFromColumns([hundred.slice(0, 40)])).columns[0].upper, null);
  });

  it('scales to mean 0 and deviation 1, and a constant column to 0', () => {
    const x = matrixFromColumns([hundred, hundred.map(() => 0.1)]);
    const scaled = applyPreprocessor(fitPreprocessor(x, { impute: true, clipQuantiles: [0, 1], scale: true }), x);
    const column = columnOf(scaled, 0);
    const mean = column.reduce((sum, value) => sum + value, 0) / 101;
    assert.ok(Math.abs(mean) < 1e-12);
    assert.ok(Math.abs(column.reduce((sum, value) => sum + value ** 2, 0) / 101 - 1) < 1e-12);
    assert.ok(columnOf(scaled, 1).every((value) => Math.abs(value) < 1e-12));
  });

  it('survives JSON', () => {
    const x = matrixFromColumns([hundred, hundred.map(() => Number.NaN)]);
    const fitted = fitPreprocessor(x, { impute: true, clipQuantiles: [0.01, 0.99], scale: true });
    const read = preprocessorFromJson(JSON.parse(JSON.stringify(fitted)));
    assert.deepEqual(applyPreprocessor(read, x), applyPreprocessor(fitted, x));
  });

  it('refuses JSON that it did not write', () => {
    for (const json of [
      null,
      {},
      { columns: [{ fill: 1 }] },
      { columns: [{ fill: 0, lower: null, upper: null, mean: 0, deviation: 0 }] },
    ]) {
      assert.throws(() => preprocessorFromJson(json), { code: 'artifact_damaged' });
    }
  });

  it('refuses an infinite value and names its place', () => {
    const x = matrixFromColumns([
      [1, 2],
      [3, Number.POSITIVE_INFINITY],
    ]);
    assert.throws(() => fitPreprocessor(x), { code: 'invalid_training_data', message: /Row 1, column 1 is Infinity/ });
    assert.throws(() => applyPreprocessor(fitPreprocessor(matrixFromColumns([[1], [2]])), x), {
      code: 'invalid_input',
    });
  });

  it('refuses another number of columns', () => {
    const fitted = fitPreprocessor(matrixFromColumns([[1, 2]]));
    assert.throws(() => applyPreprocessor(fitted, matrixFromColumns([[1], [2]])), {
      code: 'invalid_input',
      message: /trained on 1 features, the rows have 2/,
    });
  });
});
