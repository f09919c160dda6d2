import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CauseKind, type DiagnosisFacts, diagnose } from '../../../domain/alerts/diagnosis.ts';
import type { Reading } from '../../../domain/alerts/observation.ts';
import { findRule } from '../../../domain/alerts/rules.ts';

const now = new Date('2026-11-22T05:00:00Z');
const champion = {
  ...{ id: 7, name: '2026-10-01.1', deployedAt: new Date('2026-10-01T02:00:00Z') },
  ...{ metrics: { mae: 8 }, intervals: { mae: { low: 7, high: 9 } } },
};

function reading(day: number, value: number, versionId = 7): Reading {
  const window = `2026-11-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  return { value, low: value - 1, high: value + 1, limit: 15, window, versionId };
}

function kinds(facts: Partial<DiagnosisFacts>, ruleId = 'mae_high'): CauseKind[] {
  const rule = findRule(ruleId);
  assert.ok(rule);
  const of = { source: 'live', readings: [], serving: champion, previous: null, gap: null, noticed: [], now } as const;
  return diagnose({ ...of, rule, ...facts }).map(({ kind }) => kind);
}

describe('the likely causes', () => {
  it('begin with the deployment where the version before was within the limit and this one never was', () => {
    const readings = [reading(1, 8, 3), reading(2, 9, 3), reading(3, 24), reading(4, 25)];
    const previous = { name: '2026-09-01.1', metrics: { mae: 8 } };
    assert.equal(kinds({ readings, previous })[0], 'deployment');
    const mended = [...readings, reading(5, 8), reading(6, 22)];
    assert.equal(kinds({ readings: mended, previous })[0], 'world_changed', 'the same version was right since');
  });

  it('begin with the deployment where a version took over that was worse in its evaluation', () => {
    const serving = { ...champion, metrics: { mae: 25 } };
    const facts = { source: 'training', readings: [reading(4, 25)], serving } as const;
    assert.equal(kinds({ ...facts, previous: { name: 'x', metrics: { mae: 8 } } })[0], 'deployment');
    assert.deepEqual(kinds({ ...facts, previous: { name: 'x', metrics: { mae: 21 } } }), []);
  });

  it('tell a changed world from a model that never was better', () => {
    assert.deepEqual(kinds({ readings: [reading(1, 8), reading(2, 19)] }), ['world_changed']);
    assert.deepEqual(kinds({ readings: [reading(2, 19)] }), ['world_changed']);
    const serving = { ...champion, metrics: { mae: 18 }, intervals: { mae: { low: 15, high: 21 } } };
    assert.deepEqual(kinds({ readings: [reading(2, 19)], serving }), ['weak']);
  });

  it('begin with data that is missing, which explains everything else', () => {
    const facts = { readings: [reading(1, 8), reading(2, 19)], gap: 'No messages arrive.' };
    assert.deepEqual(kinds(facts), ['missing_data', 'world_changed']);
  });

  it('tell labels that are on their way from labels that never come', () => {
    const young = { ...champion, deployedAt: new Date('2026-11-10T00:00:00Z') };
    assert.deepEqual(kinds({ serving: young }, 'no_data'), ['labels_due']);
    const old = { ...champion, deployedAt: new Date('2026-06-10T00:00:00Z') };
    assert.deepEqual(kinds({ serving: old }, 'no_data'), ['missing_data']);
  });

  it('of drift are what moved, in the order of how far', () => {
    const noticed = ['a has drifted.', 'b has drifted.'];
    const rule = findRule('drift');
    assert.ok(rule);
    const of = {
      source: 'live',
      readings: [reading(1, 0.4)],
      serving: champion,
      previous: null,
      gap: null,
      now,
    } as const;
    assert.deepEqual(
      diagnose({ ...of, rule, noticed }).map(({ words }) => words),
      noticed,
    );
    assert.deepEqual(kinds({ readings: [reading(1, 8), reading(2, 19)], noticed })[0], 'world_changed');
  });
});
