import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateConfig } from '../../../domain/experiment/experiment.ts';
import { spanInWords, timeLeft } from '../../../domain/experiment/time-left.ts';

const config = gateConfig('lead_scoring');

test('seven leads a day need about four weeks to bring the smallest sample, outcomes included', () => {
  const plan = { mode: 'paired', unitsPerDay: 7, neededDays: null } as const;
  const { likelyDays, longestDays, sentence } = timeLeft('lead_scoring', config, plan, 0);
  assert.equal(Math.round(likelyDays), Math.round(14 + 100 / 7));
  assert.equal(longestDays, config.maximumDays);
  assert.equal(sentence, '7 leads a day: about four weeks until enough is known, 22 weeks at most.');
});

test('a live experiment takes as long as was planned, and never less than its minimum', () => {
  const plan = { mode: 'live', unitsPerDay: 1_000, neededDays: 64 } as const;
  assert.equal(timeLeft('lead_scoring', config, plan, 20).likelyDays, 44);
  assert.match(timeLeft('lead_scoring', config, plan, 20).sentence, /^1,000 leads a day: about six weeks/);
  // a week of exposures whose outcomes are known
  assert.equal(timeLeft('lead_scoring', config, { ...plan, neededDays: 3 }, 0).likelyDays, 21);
});

test('what may be decided any day says so, and never counts below nothing', () => {
  const plan = { mode: 'live', unitsPerDay: 1_000, neededDays: 20 } as const;
  const { likelyDays, sentence } = timeLeft('churn', gateConfig('churn'), plan, 60);
  assert.equal(likelyDays, 0);
  assert.match(sentence, /^1,000 contacts a day: it may be decided any day, in 25 weeks at most\.$/);
  assert.equal(timeLeft('churn', gateConfig('churn'), plan, 1e6).longestDays, 0);
});

test('without traffic nothing is expected before the longest experiment ends', () => {
  const plan = { mode: 'paired', unitsPerDay: 0, neededDays: null } as const;
  assert.equal(timeLeft('lead_scoring', config, plan, 0).likelyDays, config.maximumDays);
});

test('spans are told in days up to two weeks, then in weeks', () => {
  assert.deepEqual([0.2, 1, 6, 13.4, 14, 44, 150].map(spanInWords), [
    'one day',
    'one day',
    'six days',
    '13 days',
    'two weeks',
    'six weeks',
    '21 weeks',
  ]);
});
