import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { binDataset, binRows } from '../../engine/binning/bin-dataset.ts';
import { binEdges } from '../../engine/binning/bin-edges.ts';
import { canonicalOrder } from '../../engine/binning/canonical-order.ts';
import { sortNumbers } from '../../engine/binning/sort-numbers.ts';
import { selectRows, selectValues } from '../../engine/data/matrix.ts';
import { createRandom } from '../../engine/random.ts';
import { matrixFromRows } from './matrices.ts';

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }),
  fc.integer({ min: -3, max: 3 }),
);

describe('edges of bins', () => {
  it('give each of few values a bin of its own, halfway between neighbours', () => {
    assert.deepEqual(binEdges(Float64Array.of(-0, 0, 0, 2, 2, 5), 255), Float64Array.of(1, 3.5));
    assert.deepEqual(binEdges(Float64Array.of(7, 7), 255), new Float64Array());
    assert.deepEqual(binEdges(new Float64Array(), 255), new Float64Array());
  });

  it('lie above the lower value where floating point has no number between two', () => {
    const next = 1 + Number.EPSILON;
    assert.deepEqual(binEdges(Float64Array.of(1, next), 255), Float64Array.of(next));
  });

  it('cut many values into bins of about equal size, and give a frequent value its own', () => {
    const edges = binEdges(
      Float64Array.from({ length: 10_000 }, (_, i) => (i < 5_000 ? 0 : i)),
      11,
    );
    assert.equal(edges.length, 10);
    assert.equal(edges[0], 2_500);
    const sizes = Array.from(edges.subarray(1), (edge, i) => edge - edges[i]).slice(1);
    assert.ok(
      sizes.every((size) => size > 450 && size < 550),
      sizes.join(' '),
    );
  });

  it('ascend strictly, and number at most one fewer than the bins allowed', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 60 }), fc.integer({ min: 2, max: 20 }), (values, bins) => {
        const edges = binEdges(Float64Array.from(values).sort(), bins);
        assert.ok(edges.length < bins);
        assert.ok(edges.every((edge, i) => i === 0 || edge > edges[i - 1]));
      }),
    );
  });
});

describe('binned rows', () => {
  it('lie in the bin that counts the edges at or below them, and missing ones in the bin after the last', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, fc.oneof(number, fc.constant(Number.NaN))), { minLength: 1 }), (rows) => {
        const x = matrixFromRows(rows);
        const y = Float64Array.from(rows, (_, i) => i % 2);
        const data = binDataset(x, y, undefined, 8);
        for (let r = 0; r < x.rows; r++) {
          for (let c = 0; c < 2; c++) {
            const value = x.values[2 * data.order[r] + c];
            const expected = Number.isNaN(value)
              ? data.edges[c].length + 1
              : data.edges[c].filter((edge) => edge <= value).length;
            assert.equal(data.rowBins[2 * r + c], expected);
            assert.equal(data.columnBins[c * x.rows + r], expected);
          }
        }
        assert.equal(data.hasMissing[1], rows.some(([, value]) => Number.isNaN(value)) ? 1 : 0);
      }),
    );
  });

  it('are the same however the rows came, and lie in shared memory', () => {
    const random = createRandom(1);
    const x = matrixFromRows(Array.from({ length: 500 }, () => [random.integer(4), random.integer(3), random.next()]));
    const y = Float64Array.from({ length: 500 }, () => random.integer(2));
    const turned = random.shuffle(Uint32Array.from({ length: 500 }, (_, i) => i));
    const a = binDataset(x, y);
    const b = binDataset(selectRows(x, turned), selectValues(y, turned));
    assert.deepEqual(a.rowBins, b.rowBins);
    assert.deepEqual(a.edges, b.edges);
    assert.deepEqual(selectValues(y, a.order), selectValues(selectValues(y, turned), b.order));
    assert.ok(a.rowBins.buffer instanceof SharedArrayBuffer && a.columnBins.buffer instanceof SharedArrayBuffer);
  });

  it('of another table use the edges found before', () => {
    const { rowBins } = binRows(matrixFromRows([[-10], [2], [99], [Number.NaN]]), [Float64Array.of(1, 2)]);
    assert.deepEqual(Array.from(rowBins), [0, 2, 2, 3]);
  });
});

describe('the canonical order', () => {
  it('distinguishes rows by features, label and weight, even where hashes are equal', () => {
    const rows = Array.from({ length: 64 }, (_, i) => [i & 1, (i >> 1) & 1]);
    const y = Float64Array.from(rows, (_, i) => (i >> 2) & 1);
    const weights = Float64Array.from(rows, (_, i) => (i >> 3) & 3);
    const order = canonicalOrder(matrixFromRows(rows), y, weights);
    const keys = Array.from(order, (r) => [...rows[r], y[r], weights[r]].join());
    // Equal rows are neighbours, so each key starts exactly one run.
    assert.equal(keys.filter((key, i) => key !== keys[i - 1]).length, new Set(keys).size);
  });
});

describe('sorting numbers', () => {
  it('gives what the built-in sort gives', () => {
    const random = createRandom(2);
    const kinds = [
      () => random.normal() * 1e3,
      () => random.integer(5) - 2,
      () => 1 + random.next() * 1e-9,
      () => (random.next() - 0.5) * 10 ** (random.integer(60) - 30),
    ];
    for (const draw of kinds) {
      const numbers = Float64Array.from({ length: 3_000 }, draw);
      assert.deepEqual(sortNumbers(numbers.slice()), numbers.slice().sort());
    }
  });
});
