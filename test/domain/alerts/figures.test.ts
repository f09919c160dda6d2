import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type JudgedRule, type OpenIncident, stepFigures } from '../../../domain/alerts/figures.ts';
import { fingerprintOf, type Standing } from '../../../domain/alerts/observation.ts';
import { findRule } from '../../../domain/alerts/rules.ts';

const now = new Date('2026-11-22T10:00:00Z');
const later = new Date(now.getTime() + 86_400_000);

function judged(id: string, value: number | null, ...standings: Standing[]): JudgedRule {
  const rule = findRule(id);
  assert.ok(rule);
  const limit = typeof rule.limit === 'number' ? rule.limit : 10;
  const window = '2026-11-22T00:00:00.000Z';
  const reading = { value, low: null, high: null, limit, window, windowDays: 14, samples: 80, versionId: 7 };
  return { rule, reading, standings, apart: standings };
}

/** What a bad deployment does. */
const bad = () => [
  judged('mae_rise', 18, 'proven'),
  judged('r2_low', 0.3, 'proven'),
  judged('mae_high', 18, 'proven'),
  judged('r2_very_low', 0.3, 'proven'),
];

function opened(figures: readonly JudgedRule[], state?: OpenIncident['state']): OpenIncident {
  const step = stepFigures(null, figures, now);
  assert.ok(step);
  return { state: state ?? step.state, noticedAt: now, figures: step.figures };
}

describe('figures that breach together', () => {
  it('are one incident with what each was found from, and are told in one go', () => {
    const of = { model: 'lead_scoring', source: 'live' } as const;
    assert.equal(new Set(bad().map(({ rule }) => fingerprintOf(rule, of))).size, 1);
    const step = stepFigures(null, bad(), now);
    assert.deepEqual([step?.state, step?.figures.length], ['firing', 4]);
    assert.deepEqual(
      step?.notices.map(({ notice, rule }) => [notice, rule.id]),
      [
        ['firing', 'mae_high'],
        ['firing', 'r2_very_low'],
      ],
    );
    assert.equal(step?.figures[0]?.rule, 'r2_very_low', 'the strictest leads');
    for (const { samples, windowDays, versionId } of step?.figures ?? [])
      assert.deepEqual([samples, windowDays, versionId], [80, 14, 7]);
  });

  it('never show one inside its limit as firing', () => {
    const step = stepFigures(opened(bad()), [judged('r2_very_low', 0.9, 'recovered', 'proven')], later);
    assert.equal(step?.figures.find(({ rule }) => rule === 'r2_very_low')?.state, 'recovering');
    assert.equal(step?.state, 'firing', 'others still do');
    const all = bad().map(({ rule }) => judged(rule.id, rule.worse === 'above' ? 9 : 0.9, 'recovered', 'proven'));
    assert.equal(stepFigures(opened(bad()), all, later)?.state, 'recovering');
  });

  it('end as one, and their end is told of those that were', () => {
    const all = bad().map(({ rule }) => judged(rule.id, rule.worse === 'above' ? 9 : 0.9, 'recovered', 'recovered'));
    const step = stepFigures(opened(bad()), all, later);
    assert.equal(step?.state, 'resolved');
    assert.deepEqual(step?.notices.map(({ notice, rule }) => `${notice} ${rule.id}`).toSorted(), [
      'resolved mae_high',
      'resolved r2_very_low',
    ]);
    const quiet = stepFigures(
      opened([judged('r2_low', 0.72, 'breached')]),
      [judged('r2_low', 0.9, 'recovered', 'recovered')],
      later,
    );
    assert.deepEqual([quiet?.state, quiet?.notices], ['resolved', []]);
  });

  it('are told of one that joins, also once somebody looks after the incident, but not again', () => {
    const [rise, low, high, veryLow] = bad();
    const open = opened([rise, high], 'acknowledged');
    const step = stepFigures(open, [low, high, veryLow], later);
    assert.deepEqual([step?.state, step?.notices.map(({ rule }) => rule.id)], ['acknowledged', ['r2_very_low']]);
    assert.deepEqual(stepFigures({ ...open, figures: step?.figures ?? [] }, bad(), later)?.notices, []);
  });

  it('open nothing while they are healthy', () => {
    assert.equal(stepFigures(null, [judged('r2_low', 0.9, 'recovered')], now), null);
  });
});
