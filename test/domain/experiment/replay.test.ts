import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { novelty, noveltyNote } from '../../../domain/experiment/novelty.ts';
import { replayExperiment } from '../../../domain/experiment/replay.ts';
import { arm, config, phase } from './numbers.ts';

/** +6% seen every day, which proves nothing for weeks. */
const looks = [
  ...[14, 20, 31].map((day) => phase({ phaseDay: day, experimentDay: day, challenger: arm(10_000, 530) })),
  phase({ phaseDay: 31, experimentDay: 32, challenger: arm(10_000, 530) }),
  ...[14, 20].map((day) =>
    phase({
      phase: 2,
      challengerShare: 0.25,
      phaseDay: day,
      experimentDay: 34 + day,
      champion: arm(75_000, 3_750),
      challenger: arm(25_000, day === 20 ? 1_500 : 1_325),
    }),
  ),
  phase({ phase: 2, challengerShare: 0.25, phaseDay: 21, experimentDay: 55 }),
];

describe('a replay', () => {
  it('goes on after a ramp with the next phase, and stops at the look that ends the experiment', () => {
    const replay = replayExperiment(looks, config(), 'live');
    assert.deepEqual(
      replay.looks.map(({ decision }) => decision.action),
      ['continue', 'continue', 'ramp', 'continue', 'promote'],
    );
    assert.equal(replay.endedAt, 5);
  });

  it('by the literal rule promotes at the first look that is allowed to', () => {
    const replay = replayExperiment(looks, config({ rule: 'observed' }), 'live');
    assert.equal(replay.endedAt, 0);
    assert.equal(replay.looks[0].decision.action, 'promote');
  });

  it('stays undecided where the looks end too soon', () => {
    assert.equal(replayExperiment(looks.slice(0, 2), config(), 'live').endedAt, null);
    assert.deepEqual(replayExperiment([], config(), 'live'), { looks: [], endedAt: null });
  });
});

describe('the novelty check', () => {
  const week = (number: number, conversions: number, champion = 1_000) => ({
    week: number,
    champion: { units: 20_000, conversions: champion },
    challenger: { units: 5_000, conversions },
  });

  it('finds a lift that fades from the first to the last week', () => {
    assert.match(
      noveltyNote([week(2, 280), week(1, 400), week(3, 255)]) ?? '',
      /from \+60\.0% in the first week to \+2\.0% in the last/,
    );
  });

  it('says nothing about a lift that stays or grows, or about weeks with few conversions', () => {
    assert.equal(noveltyNote([week(1, 290), week(2, 280)]), null);
    assert.equal(noveltyNote([week(1, 255), week(2, 400)]), null);
    assert.equal(novelty([week(1, 400)]), null);
    assert.equal(novelty([week(1, 400), week(2, 49)]), null);
  });
});
