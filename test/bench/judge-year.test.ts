import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeYear } from '../../bench/proofs/year/judge.ts';
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
  served: Array.from({ length: 52 }, (_, week) => ({ week, leads: 50, mae: week >= 27 && week < 34 ? 24 : 8 })),
};

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
  return judgeYear({ ...year, incidents }).incidents.map(({ verdict }) => `${verdict.is}: ${verdict.about}`);
}

describe('an alert of the year', () => {
  it('is false in the quiet half, whatever it says', () => {
    const judged = judgeYear({ ...year, incidents: [fired(100), fired(170, { rule: 'drift', model: 'churn' })] });
    assert.equal(judged.falseInQuiet, 2);
    assert.deepEqual(
      judged.incidents.map(({ verdict }) => verdict.is),
      ['false', 'false'],
    );
  });

  it('is right about the drift within two weeks of its first labels, late afterwards', () => {
    assert.deepEqual(verdicts(fired(driftDay + 40)), ['right: the concept drift']);
    assert.deepEqual(verdicts(fired(driftDay + 47)), ['late: the concept drift']);
    assert.equal(judgeYear({ ...year, incidents: [fired(driftDay + 40)] }).drift.foundAfterDays, 8);
  });

  it('is right about the outage as no data, false where it takes missing data for degradation', () => {
    const noData = { rule: 'no_data', source: 'arrivals', model: null };
    const wrong = fired(290, { rule: 'accuracy_low', model: 'churn' });
    const { outage, incidents } = judgeYear({ ...year, incidents: [fired(261, noData), wrong] });
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
    const { drift } = judgeYear({ ...year, incidents: [fired(driftDay + 40)] });
    assert.deepEqual([drift.before, drift.worst, drift.after], [8, 24, 8]);
    assert.deepEqual(drift.recoveredAt, after(34 * 7));
  });

  it('leaves its incidents open until the version that serves has had labels', () => {
    const incidents = [fired(driftDay + 40, { resolvedAt: null })];
    const deployed = (at: number) => [
      { at: after(at), model: 'lead_scoring' as const, version: '2', actor: 'gate', reason: '' },
    ];
    const early = judgeYear({ ...year, incidents, deployments: deployed(300) }).drift;
    assert.deepEqual([early.incidentsOpen, early.incidentsOverdue], [1, 1]);
    const late = judgeYear({ ...year, incidents, deployments: deployed(330) }).drift;
    assert.deepEqual([late.incidentsOpen, late.incidentsOverdue], [1, 0]);
  });

  it('is missed, and not recovered from, without an alert', () => {
    const { drift } = judgeYear(year);
    assert.equal(drift.foundAfterDays, null);
    assert.equal(drift.recoveredAt, null);
  });
});
