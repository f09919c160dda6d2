import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isEnough } from '../../domain/readiness.ts';

describe('labels are enough', () => {
  const minimum = { samples: 4, perClass: 2 };

  it('from the least number of rows on', () => {
    assert.equal(isEnough('regression', minimum, { samples: 3, positives: 0 }), false);
    assert.equal(isEnough('regression', minimum, { samples: 4, positives: 0 }), true);
  });

  it('where each class has its least number of rows', () => {
    assert.equal(isEnough('classification', minimum, { samples: 4, positives: 1 }), false);
    assert.equal(isEnough('classification', minimum, { samples: 4, positives: 2 }), true);
  });
});
