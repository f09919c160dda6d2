import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { progressOf } from '../../domain/runs.ts';
import { checkTargets, targets } from '../../domain/targets.ts';
import { qualityTier, riskLevel } from '../../domain/tiers.ts';

describe("the guide's targets", () => {
  it("are met by the guide's own example", () => {
    const results = checkTargets(targets.lead_scoring, { mae: 8.45, r2: 0.87 });
    assert.deepEqual(
      results.map((result) => result.met),
      [true, true],
    );
  });

  it('are strict: the limit itself is missed', () => {
    assert.deepEqual(
      checkTargets(targets.lead_scoring, { mae: 10, r2: 0.8 }).map((result) => result.met),
      [false, false],
    );
  });

  it('are missed by a metric that is undefined', () => {
    const [result] = checkTargets(targets.lead_scoring, { mae: null, r2: 0.9 });
    assert.deepEqual([result?.met, result?.value], [false, null]);
  });
});

describe('cut-offs', () => {
  it("give the guide's examples: 87.3 hot, 45.2 cold, 0.73 high", () => {
    assert.equal(qualityTier(87.3).name, 'hot');
    assert.equal(qualityTier(45.2).name, 'cold');
    assert.equal(riskLevel(0.73).name, 'high');
  });

  it('apply from their value upwards', () => {
    assert.deepEqual(
      [75, 74.999, 50, 49.999, 0].map((score) => qualityTier(score).name),
      ['hot', 'warm', 'warm', 'cold', 'cold'],
    );
    assert.deepEqual(
      [0.85, 0.65, 0.4, 0].map((p) => riskLevel(p).name),
      ['critical', 'high', 'medium', 'low'],
    );
  });
});

describe('the progress of a run', () => {
  it('fills each stage from the end of the previous one', () => {
    assert.equal(progressOf('extract', 0), 0);
    assert.equal(progressOf('train', 0), 15);
    assert.equal(progressOf('train', 1), 80);
    assert.equal(progressOf('deploy', 1), 100);
  });

  it('stays within its stage', () => {
    assert.equal(progressOf('train', 7), 80);
    assert.equal(progressOf('train', -1), 15);
  });
});
