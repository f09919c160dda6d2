import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isEnough } from '../../domain/readiness.ts';
import { chooseWindow, wholeWindow } from '../../domain/training-window.ts';

const asOf = new Date('2026-11-22T02:00:00Z');
const daysAgo = (days: number) => new Date(asOf.getTime() - days * 86_400_000);
const usual = { usual: 180, asked: undefined, changedAt: null, asOf };

describe('a model learns from the outcomes of', () => {
  const cases = [
    ['its usual window', {}, 180],
    ['as many days as a person asks for', { asked: 400, changedAt: daysAgo(31) }, 400],
    ['the days since the world changed', { changedAt: daysAgo(31) }, 31],
    ['a day begun at the change as a whole one', { changedAt: daysAgo(30.1) }, 31],
    ['its usual window once the change lies before it', { changedAt: daysAgo(180) }, 180],
    ['its usual window, as of a moment before the change', { changedAt: daysAgo(-1) }, 180],
    ['one moment, where all its rows are of one', { usual: null, asked: 90, changedAt: daysAgo(31) }, null],
  ] as const;
  for (const [title, more, days] of cases) {
    it(title, () => assert.equal(chooseWindow({ ...usual, ...more }).days, days));
  }

  it('an unusual window, with the reason recorded', () => {
    assert.equal(chooseWindow(usual).reason, null);
    assert.equal(chooseWindow({ ...usual, asked: 30 }).reason, 'as asked for');
    assert.match(chooseWindow({ ...usual, changedAt: daysAgo(31) }).reason ?? '', /^since the change of 2026-10-22/);
    assert.deepEqual(wholeWindow(180, daysAgo(3), 40), {
      days: 180,
      reason: 'only 40 labels have come since the change of 2026-11-19, too few to learn from',
    });
  });
});

describe('labels are enough', () => {
  const many = (samples: number, positives = 0) => ({ samples, positives });
  it("from the model's minimum on, in each class where there are classes", () => {
    assert.deepEqual(
      [99, 100].map((count) => isEnough('regression', { samples: 100 }, many(count))),
      [false, true],
    );
    assert.deepEqual(
      [9, 10, 90, 91].map((positives) =>
        isEnough('classification', { samples: 100, perClass: 10 }, many(100, positives)),
      ),
      [false, true, true, false],
    );
  });
});
