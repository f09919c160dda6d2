import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRecovered, judgeYear } from '../../bench/proofs/year/judge.ts';
import type { Incident, YearRecord } from '../../bench/proofs/year/record.ts';

const day = 86_400_000;
const start = new Date('2025-01-05T00:00:00.000Z');
const after = (days: number) => new Date(start.getTime() + days * day);
const driftDay = 190;

/** Scores that are 8 off, 24 off from the drift until a new version serves from week 34 on. */
const year: YearRecord = {
  seed: 1,
  start,
  weeks: 52,
  seconds: 1,
  spent: [],
  events: {
    drift: after(driftDay),
    outage: { from: after(260), until: after(270) },
    badCampaign: { from: after(320), until: after(327) },
  },
  firings: [],
  runs: [],
  deployments: [],
  incidents: [],
  mails: [],
  live: [],
  served: Array.from({ length: 52 }, (_, week) => ({ week, leads: 50, mae: errorOf(week) })),
  scored: Array.from({ length: 52 * 7 }, (_, at) => ({ at: after(at), error: errorOf(Math.floor(at / 7)) })),
};
const reference = 6;

function errorOf(week: number): number {
  return week >= 27 && week < 34 ? 24 : 8;
}

function judge(changed: Partial<YearRecord> = {}) {
  return judgeYear({ ...year, ...changed }, reference);
}

function fired(at: number, rest: Partial<Incident> = {}): Incident {
  return {
    rule: 'mae_high',
    model: 'lead_scoring',
    source: 'live',
    value: 20,
    limit: 15,
    detail: '',
    firedAt: after(at),
    resolvedAt: after(at + 60),
    answer: '',
    version: null,
    readings: [],
    ...rest,
  };
}

function verdicts(...incidents: Incident[]): string[] {
  return judge({ incidents }).incidents.map(({ verdict }) => `${verdict.is}: ${verdict.about}`);
}

describe('an alert of the year', () => {
  it('is false in the quiet half, whatever it says', () => {
    const judged = judge({ incidents: [fired(100), fired(170, { rule: 'drift', model: 'churn' })] });
    assert.equal(judged.falseInQuiet, 2);
    assert.deepEqual(
      judged.incidents.map(({ verdict }) => verdict.is),
      ['false', 'false'],
    );
  });

  it('is right about the drift within two weeks of its first labels, late afterwards', () => {
    assert.deepEqual(verdicts(fired(driftDay + 40)), ['right: the concept drift']);
    assert.deepEqual(verdicts(fired(driftDay + 47)), ['late: the concept drift']);
    assert.equal(judge({ incidents: [fired(driftDay + 40)] }).drift.foundAfterDays, 8);
  });

  it('is right about the outage as no data, false where it takes missing data for degradation', () => {
    const noData = { rule: 'no_data', source: 'arrivals', model: null };
    const wrong = fired(290, { rule: 'accuracy_low', model: 'churn' });
    const { outage, incidents } = judge({ incidents: [fired(261, noData), wrong] });
    assert.deepEqual(
      incidents.map(({ verdict }) => verdict.is),
      ['right', 'false'],
    );
    assert.equal(outage.foundAfterDays, 1);
    assert.equal(outage.alarms, 1);
    assert.deepEqual(verdicts(fired(266, noData)), ['late: the outage']);
  });

  it('is right about the campaign when it is about engagement', () => {
    const accuracy = { rule: 'accuracy_low', value: 0.5, limit: 0.7 };
    assert.deepEqual(verdicts(fired(325, { ...accuracy, model: 'engagement' })), ['right: the bad campaign']);
    assert.deepEqual(verdicts(fired(340, { ...accuracy, model: 'churn' })), ['false: nothing that happened']);
  });
});

describe('the drift', () => {
  it('is recovered from when the errors of three weeks are those of before', () => {
    const { drift } = judge({ incidents: [fired(driftDay + 40)] });
    assert.deepEqual([drift.before, drift.worst, drift.after], [8, 24, 8]);
    assert.deepEqual(drift.recoveredAt, after(34 * 7));
  });

  it('is judged by what a model knows that learnt the new world alone', () => {
    const { near, nearest } = judge().drift;
    // three weeks from day 243 on, of which two are before the new version
    const days = Array.from({ length: 21 }, (_, at) => errorOf(Math.floor((driftDay + 32 + 21 + at) / 7)));
    assert.equal(near, days.reduce((sum, error) => sum + error, 0) / 21 / reference);
    assert.equal(nearest, 8 / reference);
  });

  it('is over with the last of its incidents', () => {
    const incidents = [fired(driftDay + 40, { resolvedAt: after(driftDay + 50) })];
    const judged = judge({ incidents });
    assert.equal(judged.drift.closedAfterDays, 18);
    assert.equal(isRecovered(judged), true);
    const left = judge({ incidents: [...incidents, fired(driftDay + 40, { resolvedAt: null })] });
    assert.equal(left.drift.closedAfterDays, null);
    assert.equal(isRecovered(left), false);
  });

  it('is missed, and not recovered from, without an alert', () => {
    const { drift } = judge();
    assert.equal(drift.foundAfterDays, null);
    assert.equal(drift.recoveredAt, null);
  });
});
