import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callRule, countCalls } from '../../domain/calls.ts';
import { judgeModel, type VerdictFacts } from '../../domain/model-verdict.ts';

const facts: VerdictFacts = {
  model: 'lead_scoring',
  labels: 'outcomes',
  live: null,
  holdout: { rows: 100, called: 20, calledTrue: 16, allTrue: 30 },
  metrics: { mae: 8.46 },
  baseline: { mae: 21.2 },
};

describe('the verdict on a model', () => {
  it('is of ten that it named, beside ten without it, from served scores as soon as enough are known', () => {
    const held = judgeModel(facts);
    assert.equal(held.sentence, 'Of ten leads it called hot, eight bought; without a model, three.');
    assert.deepEqual([held.source, held.finding], ['holdout', 'better']);
    assert.match(held.basis, /^From 100 leads kept aside in its training: nothing that it scored/);
    const calls = { rows: 60, called: 12, calledTrue: 3, allTrue: 18 };
    const live = judgeModel({ ...facts, live: { calls, until: '2026-11-20' } });
    assert.deepEqual([live.source, live.finding, live.calls], ['live', 'no_better', calls]);
    assert.match(live.sentence, /^Of ten leads it called hot, three bought/);
    assert.match(live.basis, /60 leads .* as of 2026-11-20\.$/);
  });

  it('counts as they are those that are fewer than ten, and relies on the holdout where they are fewer than five', () => {
    const calls = { rows: 40, called: 6, calledTrue: 5, allTrue: 13 };
    const few = judgeModel({ ...facts, labels: 'rating', live: { calls, until: '2026-11-20' } });
    assert.match(few.sentence, /^Of six leads .*, five were rated hot; without a model, two\.$/);
    const fewer = judgeModel({ ...facts, live: { calls: { ...calls, called: 4 }, until: '2026-11-20' } });
    assert.equal(fewer.source, 'holdout');
    assert.match(fewer.basis, /of the 40 leads with a known outcome since then it named too few\.$/);
  });

  it('says so where it named nobody', () => {
    const none = judgeModel({
      ...facts,
      model: 'engagement',
      holdout: { rows: 23, called: 0, calledTrue: 0, allTrue: 7 },
    });
    assert.deepEqual([none.finding, none.sentence], ['unknown', 'Of 23 messages it named none; seven were answered.']);
  });

  it('rests on the metrics of versions of earlier releases', () => {
    const old = { ...facts, holdout: null };
    assert.equal(
      judgeModel(old).sentence,
      'Its scores are off by 8.5 points of 100 on average; without a model it would be by 21.2.',
    );
    const churn = judgeModel({ ...old, model: 'churn', metrics: { precision: 0.81 } });
    assert.deepEqual([churn.finding, churn.sentence], ['unknown', 'Of ten people it expected to leave, eight left.']);
    assert.equal(judgeModel({ ...old, metrics: { precision: null } }).sentence, 'How good it is was not recorded.');
  });

  it('takes hot leads for named, by outcomes those that converted for true, and a classifier by its threshold', () => {
    const [y, p] = [
      [96, 70, 74, 5],
      [80, 75, 20, 90],
    ];
    assert.deepEqual(countCalls(y, p, callRule('lead_scoring', 0.5, 'outcomes')), {
      rows: 4,
      called: 3,
      calledTrue: 2,
      allTrue: 3,
    });
    assert.deepEqual(countCalls(y, p, callRule('lead_scoring', 0.5, 'rating')), {
      rows: 4,
      called: 3,
      calledTrue: 1,
      allTrue: 1,
    });
    const churn = countCalls([1, 0, 1], [0.4, 0.3, 0.2], callRule('churn', 0.3, null));
    assert.deepEqual(churn, { rows: 3, called: 2, calledTrue: 1, allTrue: 2 });
  });
});
