import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyOutputMap, fitOutputMap, type OutputMap } from '../../engine/calibration/output-map.ts';
import { rowOf } from '../../engine/data/matrix.ts';
import { encodePredictor, loadPredictor } from '../../engine/file/predictor-file.ts';
import { createRandom } from '../../engine/random.ts';
import { predictorOfTrees, randomFeatures, randomTrees, regressionFinish } from './predictor/random-predictor.ts';

const random = createRandom(5);

describe('a map of answers to what they have become', () => {
  it('finds the falling line of a world that turned around, though a fifth of its rows are of before', () => {
    const p = Float64Array.from({ length: 60 }, () => 20 + 60 * random.next());
    const y = p.map((value, row) => (row % 5 === 0 ? value : 100 - value) + 4 * random.normal());
    const map = fitOutputMap('affine', p, y);
    const [low, high] = applyOutputMap(map, Float64Array.of(20, 80));
    assert.ok(Math.abs(low - 80) < 7 && Math.abs(high - 20) < 7, `${low}, ${high}`);
  });

  it('is a constant where all answers are equal', () => {
    const p = new Float64Array(30).fill(40);
    const y = p.map((_, row) => 60 + (row % 3));
    for (const kind of ['affine', 'monotone'] as const) {
      const [mapped] = applyOutputMap(fitOutputMap(kind, p, y), Float64Array.of(75));
      assert.ok(Math.abs(mapped - 61) < 0.5, `${kind}: ${mapped}`);
    }
  });

  it('follows a bend that no line has, rising or falling, and never turns', () => {
    for (const sign of [1, -1]) {
      const p = Float64Array.from({ length: 400 }, () => 100 * random.next());
      const y = p.map((value) => 50 + sign * (value < 60 ? 0 : value - 60) + 2 * random.normal());
      const map = fitOutputMap('monotone', p, y);
      const mapped = applyOutputMap(
        map,
        Float64Array.from({ length: 101 }, (_, at) => at),
      );
      mapped.forEach((value, at) => {
        assert.ok(at === 0 || sign * (value - mapped[at - 1]) >= -1e-9);
        assert.ok(Math.abs(value - (50 + sign * Math.max(0, at - 60))) < 6, `${at}: ${value}`);
      });
    }
  });

  it('turns probabilities around, and gives none that is certain', () => {
    const p = Float64Array.from({ length: 500 }, () => random.next());
    const y = p.map((value) => Number(random.next() > value));
    for (const kind of ['log_odds', 'monotone'] as const) {
      const mapped = applyOutputMap(fitOutputMap(kind, p, y), Float64Array.of(0, 0.2, 0.8, 1));
      assert.ok(mapped.every((value) => value > 0 && value < 1));
      assert.ok(Math.abs(mapped[1] - 0.8) < 0.1 && Math.abs(mapped[2] - 0.2) < 0.1, `${kind}: ${mapped}`);
    }
  });
});

describe('a mapped model', () => {
  const x = randomFeatures(300);
  const trees = randomTrees(x, { precision: 'float64', output: 'sum', base: 50, trees: 40, depth: 4, leafSize: 3 });
  const finish = regressionFinish([0, 100]);
  const maps: OutputMap[] = [
    { kind: 'affine', slope: -0.9, shift: 95 },
    { kind: 'monotone', x: [30, 50, 70], y: [80, 50, 10] },
  ];

  it('leaves the bytes of a model without a map as they were', () => {
    const text = new TextDecoder('latin1').decode(encodePredictor(predictorOfTrees(x, trees, finish)));
    assert.ok(text.includes('"kind":"predictor"') && !text.includes('"map"'));
  });

  for (const map of maps) {
    it(`is read back as it was, ${map.kind}, and refused by releases that know no maps`, async () => {
      const predictor = predictorOfTrees(x, trees, { ...finish, map });
      const bytes = encodePredictor(predictor);
      assert.ok(new TextDecoder('latin1').decode(bytes).includes('"kind":"mapped_predictor"'));
      const loaded = await loadPredictor(bytes);
      assert.deepEqual(loaded.description, predictor.description);
      assert.deepEqual(loaded.predict(x), predictor.predict(x));
      assert.deepEqual(encodePredictor(loaded), bytes);
    });

    it(`is explained in the unit of what it answers, ${map.kind}: the other way round where the map falls`, () => {
      const [before, after] = [finish, { ...finish, map }].map((each) => predictorOfTrees(x, trees, each));
      const { output } = after.predict(x);
      for (let row = 0; row < 50; row++) {
        const explained = after.explain(rowOf(x, row));
        const sum = explained.contributions.reduce((total, value) => total + value, explained.base);
        assert.ok(Math.abs(sum - explained.output) < 1e-9);
        assert.ok(Math.abs(explained.output - output[row]) < 1e-9);
        const unmapped = before.explain(rowOf(x, row)).contributions;
        explained.contributions.forEach((value, feature) => {
          assert.ok(value * unmapped[feature] <= 0);
        });
      }
    });
  }
});
