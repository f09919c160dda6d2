import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../../../engine/random.ts';
import { groupedFolds, rowsOfFold } from '../../../engine/search/splits.ts';
import { stratifiedSample } from '../../../engine/search/stratify.ts';

describe('grouped folds', () => {
  it('put each group into one fold, whatever the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 40, maxLength: 80 }),
        fc.nat(),
        (contacts, seed) => {
          // 21 more contacts ensure that there are enough groups.
          const rows = [...contacts, ...Array.from({ length: 21 }, (_, i) => i)].map((contact, i) => ({
            group: `contact-${contact}`,
            label: (contact * 7 + i) % 50,
          }));
          const shuffled = createRandom(seed).shuffle([...rows]);
          const [first, second] = [rows, shuffled].map((list) => {
            const folds = groupedFolds({
              groups: list.map((row) => row.group),
              y: Float64Array.from(list, (row) => row.label),
              task: 'regression',
              folds: 5,
              seed: 11,
            });
            const byGroup = new Map<string, number>();
            list.forEach(({ group }, i) => {
              assert.equal(byGroup.get(group) ?? folds[i], folds[i], `${group} is in two folds`);
              byGroup.set(group, folds[i]);
            });
            assert.deepEqual([...new Set(folds)].sort(), [0, 1, 2, 3, 4]);
            return [...byGroup].sort();
          });
          assert.deepEqual(first, second);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('spread both classes evenly', () => {
    const y = Float64Array.from({ length: 103 }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const folds = groupedFolds({
      groups: Array.from(y, (_, i) => `c${i}`),
      y,
      task: 'classification',
      folds: 5,
      seed: 1,
    });
    for (let fold = 0; fold < 5; fold++) {
      const { training, validation } = rowsOfFold(folds, fold);
      const positives = validation.reduce((sum, row) => sum + y[row], 0);
      assert.ok(positives >= 5 && positives <= 6, `${positives} positives`);
      assert.ok(validation.length >= 20 && validation.length <= 21, `${validation.length} rows`);
      assert.equal(training.length + validation.length, 103);
    }
  });

  it('change with the seed', () => {
    const y = Float64Array.from({ length: 60 }, (_, i) => i);
    const groups = Array.from(y, (_, i) => `c${i}`);
    const [a, b] = [1, 2].map((seed) => groupedFolds({ groups, y, task: 'regression', folds: 5, seed }));
    assert.notDeepEqual(a, b);
  });

  it('need as many groups as folds', () => {
    const input = {
      groups: ['a', 'a', 'b'],
      y: Float64Array.of(1, 2, 3),
      task: 'regression',
      folds: 3,
      seed: 1,
    } as const;
    assert.throws(() => groupedFolds(input), { code: 'not_enough_training_data', details: { folds: 3, groups: 2 } });
  });

  it('need each class in as many groups as folds', () => {
    const y = Float64Array.of(1, 0, 0, 0, 0);
    const input = { groups: ['a', 'b', 'c', 'd', 'e'], y, task: 'classification', folds: 2, seed: 1 } as const;
    assert.throws(() => groupedFolds(input), { code: 'not_enough_training_data', message: /Class 1 occurs for 1/ });
  });
});

describe('a stratified sample', () => {
  it('keeps the share of the classes, to within one row', () => {
    const y = Float64Array.from({ length: 1000 }, (_, i) => (i < 130 ? 1 : 0));
    const rows = stratifiedSample(y, 'classification', 100, 5);
    assert.equal(new Set(rows).size, 100);
    assert.equal(
      rows.reduce((sum, row) => sum + y[row], 0),
      13,
    );
  });

  it('is every row when there are few', () => {
    assert.deepEqual([...stratifiedSample(Float64Array.of(3, 1, 2), 'regression', 5, 1)], [0, 1, 2]);
  });
});
