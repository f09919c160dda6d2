import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kolmogorovSmirnov, wasserstein } from '../../../domain/statistics/sample-distance.ts';
import { createRandom } from '../../../engine/random.ts';
import vectors from './vectors.json' with { type: 'json' };

const sample = (values: readonly number[]) => Float64Array.from(values);

describe('the distance of two samples', () => {
  it('is scipy’s, with its exact probability', () => {
    for (const { a, b, d, p } of vectors.kolmogorovSmirnov.cases) {
      const found = kolmogorovSmirnov(sample(a), sample(b));
      assert.ok(Math.abs(found.distance - d) < 1e-12);
      assert.ok(Math.abs(found.p - p) < 1e-12, `${found.p} ${p}`);
    }
    for (const { a, b, distance } of vectors.wasserstein.cases) {
      assert.ok(Math.abs(wasserstein(sample(a), sample(b)) - distance) < 1e-9);
    }
  });

  it('equals its naive twins on random samples with ties', () => {
    const random = createRandom(3);
    for (let round = 0; round < 40; round++) {
      const draw = () => sample(Array.from({ length: 1 + random.integer(30) }, () => random.integer(12)));
      const [a, b] = [draw(), draw()];
      const share = (of: Float64Array, value: number) => of.filter((each) => each <= value).length / of.length;
      const values = Array.from({ length: 12 }, (_, value) => value);
      const differences = values.map((value) => Math.abs(share(a, value) - share(b, value)));
      assert.ok(Math.abs(kolmogorovSmirnov(a, b).distance - Math.max(...differences)) < 1e-12);
      assert.ok(Math.abs(wasserstein(a, b) - differences.reduce((sum, each) => sum + each, 0)) < 1e-9);
    }
  });

  it('has a limit that continues the exact probability', () => {
    const random = createRandom(5);
    const draw = (count: number, shift: number) => sample(Array.from({ length: count }, () => random.next() + shift));
    const [a, b] = [draw(100, 0), draw(100, 0.15)];
    const more = sample([...b, 0.5]);
    const [exact, limit] = [kolmogorovSmirnov(a, b).p, kolmogorovSmirnov(a, more).p];
    assert.ok(exact > 0 && Math.abs(exact - limit) < 0.03, `${exact} ${limit}`);
    assert.equal(kolmogorovSmirnov(a, a).p, 1);
  });
});
