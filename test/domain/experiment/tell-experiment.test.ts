import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideGate } from '../../../domain/experiment/decide-gate.ts';
import type { PhaseNumbers } from '../../../domain/experiment/experiment.ts';
import { nextMoment, type ToldExperiment, tellExperiment } from '../../../domain/experiment/tell-experiment.ts';
import { arm, config, phase } from './numbers.ts';

const now = new Date('2026-11-21T12:00:00Z');
const told: ToldExperiment = {
  ...{ model: 'lead_scoring', state: 'running', outcome: null, mode: 'live', config: config(), reason: null },
  ...{ phase: { challengerShare: 0.1, startedAt: new Date('2026-11-01T12:00:00Z'), closedAt: null } },
  ...{ look: null, why: null },
};

function seen(numbers: PhaseNumbers, mode: 'live' | 'paired' = 'live', at = now): ToldExperiment {
  return { ...told, mode, look: { at, numbers, decision: decideGate(numbers, told.config, mode) } };
}

test('the verdict says which is better, in shares that people can check, once the interval does', () => {
  const better = tellExperiment(seen(phase({ challenger: arm(10_000, 700) })), now);
  assert.deepEqual(better, {
    tone: 'good',
    sentence: "The challenger is better: 7.0% of its 10,000 leads bought, 5.0% of the champion's 90,000.",
    next: 'It is promoted when its lift is above 5% and surely above 0.',
  });
  assert.match(tellExperiment(seen(phase({ challenger: arm(10_000, 300) })), now).sentence, /^The challenger is worse/);
});

test('while the interval holds 0 there is no winner, and the verdict says what may be true', () => {
  const { tone, sentence } = tellExperiment(seen(phase({ challenger: arm(10_000, 510) })), now);
  assert.equal(tone, 'live');
  assert.match(sentence, /^No winner yet: 5\.1% .* Anything from -\d+% to \+\d+% may be true\.$/);
});

test('it says what is still missing: days, results, units, or trust in the split', () => {
  const next = (of: ToldExperiment) => tellExperiment(of, now).next;
  assert.equal(
    tellExperiment(told, new Date('2026-11-01T18:00:00Z')).next,
    'The first look comes a day after the start.',
  );
  assert.match(next(seen(phase({ phaseDay: 3 }))), /^It goes on: this is day 3 of at least 14\.$/);
  const slow = { ...seen(phase()), config: config({ attributionDays: 19 }) };
  assert.match(next(slow), /^It goes on: what becomes of a lead counts after three weeks, and not enough/);
  assert.match(next(seen(phase({ challenger: arm(1_000, 50) }))), /each arm needs 100/);
  const paired = { units: 40, mean: -0.5, standardDeviation: 4 };
  assert.match(
    next(seen(phase({ paired }), 'paired')),
    /^It goes on: the errors on 100 are needed, those on 40 are known\.$/,
  );
});

test('a paired verdict tells errors, in the unit of the model', () => {
  const sentence = (mean: number, units = 400) =>
    tellExperiment(seen(phase({ plannedTotal: 400, paired: { units, mean, standardDeviation: 3 } }), 'paired'), now)
      .sentence;
  assert.equal(
    sentence(-2),
    'The challenger errs less: by 2.0 points of score a lead, on 400 leads that both answered for.',
  );
  assert.match(sentence(2), /^The challenger errs more: by 2\.0/);
  assert.match(sentence(-0.1), /^No winner yet: so far the challenger errs less by 0\.1 .*, which may be chance\.$/);
  assert.match(
    tellExperiment(seen(phase({ paired: null }), 'paired'), now).sentence,
    /^Too early to say: both models can be compared on 0 leads\.$/,
  );
});

test('before any outcome is known it says how many are in it', () => {
  const { sentence } = tellExperiment(
    seen(phase({ champion: arm(0, 0, { exposed: 70 }), challenger: arm(0, 0) })),
    now,
  );
  assert.equal(sentence, 'Too early to say: 70 leads are in it, and what becomes of one counts after three days.');
});

test('an experiment that nobody looks at any more says that the champion serves everybody', () => {
  const old = seen(phase(), 'live', new Date('2026-11-15T12:00:00Z'));
  assert.deepEqual(
    [tellExperiment(old, now).tone, nextMoment(old)?.toISOString()],
    ['bad', '2026-11-16T12:00:00.000Z'],
  );
  assert.match(tellExperiment(old, now).sentence, /the champion serves everybody/);
});

test('between two phases it says why nothing happens, and when the next one begins', () => {
  const closed = { challengerShare: 0.1, startedAt: new Date('2026-11-01T12:00:00Z'), closedAt: now };
  const between = { ...seen(phase()), phase: closed };
  assert.match(tellExperiment(between, now).next, /the champion serves everybody for three days/);
  assert.equal(nextMoment(between)?.toISOString(), '2026-11-24T12:00:00.000Z');
});

test('what stands still repeats why, and what ended why it did', () => {
  const of = (changes: Partial<ToldExperiment>) => tellExperiment({ ...told, ...changes }, now);
  assert.equal(of({ state: 'paused', why: 'the campaign begins' }).sentence, 'Paused: the campaign begins');
  assert.match(of({ state: 'frozen', why: 'The split is off.' }).next, /within seven days, the champion is kept/);
  assert.equal(of({ state: 'waiting', phase: null }).sentence, 'It waits for its turn.');
  assert.deepEqual(of({ state: 'ended', outcome: 'champion_kept', reason: 'A lift is out of reach.' }), {
    tone: '',
    sentence: 'The champion was kept.',
    next: 'A lift is out of reach.',
  });
  for (const state of ['waiting', 'paused', 'frozen', 'ended'] as const)
    assert.equal(nextMoment({ ...told, state }), null);
});
