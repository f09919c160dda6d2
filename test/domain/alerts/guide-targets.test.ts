import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { belowTarget, breachedTargets, neverMet, ownLimit } from '../../../domain/alerts/guide-targets.ts';
import { nextStep } from '../../../domain/alerts/incident.ts';
import { eventObservation, type Observation, readingUnder, standingOf } from '../../../domain/alerts/observation.ts';
import { alertRules, findRule } from '../../../domain/alerts/rules.ts';

const now = new Date('2026-11-22T05:00:00Z');

function judgedBy(observation: Partial<Observation>): string[] {
  const of = { model: 'churn', window: now.toISOString(), source: 'live', baseline: null } as const;
  const seen: Observation = { ...of, metric: 'accuracy', value: 0.6, low: null, high: null, ...observation };
  return alertRules
    .filter((rule) => rule.metric === seen.metric && readingUnder(rule, seen) !== null)
    .map(({ id }) => id);
}

describe("a model that never met the guide's limit", () => {
  it('is one of which no deployed version met it; an undefined figure says nothing', () => {
    assert.deepEqual(neverMet([{ accuracy: 0.66 }, { accuracy: 0.64 }]), ['accuracy_low']);
    assert.deepEqual(neverMet([{ accuracy: 0.66 }, { accuracy: 0.71 }]), []);
    assert.deepEqual(neverMet([{ mae: 17, r2: 0.72 }]), ['r2_low', 'mae_high']);
    assert.deepEqual(neverMet([{ accuracy: null }]), []);
    assert.deepEqual(neverMet([]), []);
  });

  it('is held against its own evaluation and against knowing nothing instead', () => {
    assert.deepEqual(judgedBy({}), ['accuracy_low']);
    assert.deepEqual(judgedBy({ unmet: ['accuracy_low'], own: 0.6 }), ['accuracy_own']);
    assert.deepEqual(judgedBy({ metric: 'skill', unmet: ['accuracy_low'] }), ['skill_nothing']);
    assert.deepEqual(judgedBy({ metric: 'skill' }), []);
    assert.deepEqual(judgedBy({ metric: 'r2', unmet: ['r2_low', 'r2_very_low'], own: 0.3 }), ['r2_own', 'r2_nothing']);
    assert.deepEqual(judgedBy({ metric: 'r2', unmet: ['r2_low'], own: 0.6 }), ['r2_very_low']);
    assert.equal(ownLimit('accuracy', { accuracy: 0.66 }, { accuracy: { low: 0.6, high: 0.72 } }), 0.6);
    assert.equal(ownLimit('mae', { mae: 17 }, { mae: { low: 15, high: 19 } }), 19);
    assert.equal(ownLimit('mae', { mae: 17 }, {}), 17);
  });

  it('is well again at the limit itself, which is the worse end of what is usual', () => {
    const rule = findRule('accuracy_own');
    assert.ok(rule);
    const reading = { value: 0.61, low: null, high: null, limit: 0.6, window: '' };
    assert.equal(standingOf(rule, reading), 'recovered');
  });

  it('has one note, which never fires and never mails, until a version meets the target', () => {
    const rule = findRule('below_target');
    assert.ok(rule);
    const note = eventObservation('below_target', true, { model: 'churn', window: '', source: 'training' });
    assert.equal(readingUnder(rule, note)?.value, 1);
    assert.deepEqual(nextStep(rule, null, ['proven'], now), { state: 'pending', notice: null });
    const open = { state: 'pending', noticedAt: null } as const;
    assert.deepEqual(nextStep(rule, open, ['proven', 'proven', 'proven'], now), { state: 'pending', notice: null });
    assert.deepEqual(nextStep(rule, open, ['recovered'], now), { state: 'resolved', notice: null });
    assert.equal(nextStep(rule, null, ['recovered'], now), null);
    assert.match(
      belowTarget('churn', ['accuracy_low'], { accuracy: 0.66 }),
      /accuracy 0\.66 \(the guide: at least 0\.70\)/,
    );
    assert.equal(belowTarget('lead_scoring', ['r2_low'], { r2: 0.72 }), '', 'people are not mailed about 0.75 either');
  });
});

describe('the figures of a candidate', () => {
  it("are held against the guide's limits that people are mailed about", () => {
    assert.deepEqual(
      breachedTargets({ mae: 25.1, r2: -0.1 }).map(({ id }) => id),
      ['mae_high', 'r2_very_low'],
    );
    assert.deepEqual(breachedTargets({ mae: 8, r2: 0.72, accuracy: null }), []);
  });
});
