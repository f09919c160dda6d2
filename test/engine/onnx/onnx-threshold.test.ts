import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ColumnTreatment, treat } from '../../../engine/data/preprocessor.ts';
import { separatingFloat32 } from '../../../engine/onnx/float32-threshold.ts';
import { splitLeaf } from '../../../engine/onnx/tree-attributes.ts';

const untouched: ColumnTreatment = { fill: 0, lower: null, upper: null, mean: 0, deviation: 1 };
const number = fc.double({ min: -1e30, max: 1e30, noNaN: true });
const float32 = fc.float({ min: -Math.fround(1e30), max: Math.fround(1e30), noNaN: true });

describe('the float32 threshold', () => {
  it('is the smallest float32 that is not below the threshold', () => {
    assert.equal(
      separatingFloat32((x) => x < 0.5),
      0.5,
    );
    // fround(0.7) is 0.699999988, which is below 0.7
    const above = separatingFloat32((x) => x < 0.7);
    assert.ok(Math.fround(0.7) < 0.7 && above > 0.7 && Math.fround(above) === above);
    assert.ok(
      Object.is(
        separatingFloat32((x) => x < 0),
        0,
      ),
    );
  });

  it('sends every float32 to the side of the float64 threshold, also close to it', () => {
    fc.assert(
      fc.property(number, float32, (threshold, x) => {
        const single = separatingFloat32((value) => value < threshold);
        for (const value of [x, single, Math.fround(threshold), below(single)])
          assert.equal(value < single, value < threshold, `${value} and ${threshold}`);
      }),
    );
  });

  it('does so after clipping and scaling', () => {
    const treatment = fc.record({
      lower: fc.constantFrom(null, -3.3, 0.1),
      upper: fc.constantFrom(null, 0.3, 7.7),
      mean: fc.double({ min: -10, max: 10, noNaN: true }),
      deviation: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    });
    const near = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(treatment, near, fc.float({ min: -20, max: 20, noNaN: true }), (clipped, threshold, x) => {
        const column = { ...untouched, ...clipped };
        const goesLeft = (value: number) => treat(column, value) < threshold;
        const single = separatingFloat32(goesLeft);
        for (const value of [x, single, below(single)].filter((each) => Math.abs(each) <= 1e30))
          assert.equal(value < single, goesLeft(value), `${value} and ${threshold}`);
      }),
    );
  });

  it('is above or below all features where they all go one way', () => {
    assert.ok(separatingFloat32(() => true) > 1e30);
    assert.ok(separatingFloat32(() => false) < -1e30);
  });
});

describe('a leaf in two parts', () => {
  it('has a main part in whole units and gives its value when both are added', () => {
    fc.assert(
      fc.property(fc.double({ min: -4, max: 4, noNaN: true }), (value) => {
        const unit = 2 ** -20;
        const [main, remainder] = splitLeaf(value, unit);
        assert.ok(Number.isInteger(main / unit) && Math.fround(main) === main);
        assert.ok(Math.abs(remainder) <= unit / 2 && Math.abs(main + remainder - value) <= unit * 2 ** -25);
      }),
    );
  });
});

/** The next smaller float32. */
function below(x: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  const bits = view.getInt32(0);
  if (x === 0) return -(2 ** -149);
  view.setInt32(0, x > 0 ? bits - 1 : bits + 1);
  return view.getFloat32(0);
}
