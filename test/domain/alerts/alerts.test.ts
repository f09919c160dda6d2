import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  incidentStates,
  incidentTransitions,
  mayBecome,
  nextStep,
  openStates,
  repeatAfter,
} from '../../../domain/alerts/incident.ts';
import {
  eventObservation,
  type Observation,
  readingUnder,
  type Standing,
  standingOf,
  withMissingData,
  withoutOverlap,
} from '../../../domain/alerts/observation.ts';
import { type AlertRule, findRule } from '../../../domain/alerts/rules.ts';

const now = new Date('2026-11-22T10:00:00Z');

function rule(id: string): AlertRule {
  const found = findRule(id);
  assert.ok(found);
  return found;
}

function observed(metric: string, value: number | null, more: Partial<Observation> = {}): Observation {
  const of = { model: 'lead_scoring', window: '2026-11-22T00:00:00Z', source: 'live' } as const;
  return { ...of, metric, value, low: null, high: null, baseline: null, ...more };
}

function standing(id: string, value: number | null, more: Partial<Observation> = {}): Standing | undefined {
  const reading = readingUnder(rule(id), observed(rule(id).metric, value, more));
  return reading === null ? undefined : standingOf(rule(id), reading);
}

describe("the guide's rules", () => {
  it('find MAE more than 20% above the baseline, not at it', () => {
    assert.equal(standing('mae_rise', 12.1, { baseline: 10 }), 'breached');
    assert.equal(standing('mae_rise', 12, { baseline: 10 }), 'within');
    assert.equal(standing('mae_rise', 10.8, { baseline: 10 }), 'recovered');
    assert.equal(standing('mae_rise', 99), undefined);
  });

  it('find R2 below 0.75 and 0.70, accuracy below 70%, MAE above 15', () => {
    assert.deepEqual([standing('r2_low', 0.74), standing('r2_low', 0.75)], ['breached', 'within']);
    assert.deepEqual([standing('r2_very_low', 0.69), standing('r2_very_low', 0.7)], ['breached', 'within']);
    assert.deepEqual([standing('accuracy_low', 0.69), standing('accuracy_low', 0.7)], ['breached', 'within']);
    assert.deepEqual([standing('mae_high', 15.1), standing('mae_high', 15)], ['breached', 'within']);
    assert.deepEqual(
      ['mae_rise', 'r2_low', 'mae_high', 'r2_very_low'].map((id) => rule(id).mails),
      [false, false, true, true],
    );
  });

  it('take a whole interval beyond the limit as proof, but not an interval across it', () => {
    assert.equal(standing('mae_high', 16, { low: 15.2, high: 17 }), 'proven');
    assert.equal(standing('mae_high', 16, { low: 14.9, high: 17 }), 'breached');
    assert.equal(standing('r2_very_low', 0.5, { low: 0.4, high: 0.69 }), 'proven');
    assert.equal(standing('r2_very_low', 0.5, { low: 0.4, high: 0.71 }), 'breached');
  });

  it('of drift is proven by one window only when it is far beyond what the window can tell', () => {
    assert.equal(standing('drift', 1.42, { low: 0.51, high: 1.42 }), 'breached');
    assert.equal(standing('drift', 2.2, { low: 1.3, high: 2.2 }), 'proven');
  });

  it('call a metric recovered at 90% of the limit, and R2 and accuracy at 90% of its distance from 1', () => {
    assert.deepEqual([standing('mae_high', 13.5), standing('mae_high', 13.6)], ['recovered', 'within']);
    assert.deepEqual([standing('accuracy_low', 0.74), standing('accuracy_low', 0.72)], ['recovered', 'within']);
  });
});

describe('an undefined value', () => {
  it('is no data, neither healthy nor degraded', () => {
    assert.equal(standing('r2_low', null), 'undefined');
    const all = withMissingData([observed('mae', 8), observed('r2', null), observed('other', null)]);
    assert.deepEqual(
      all.filter(({ metric }) => metric === 'no_data').map(({ value, source }) => [value, source]),
      [[1, 'live']],
    );
  });

  it('is not reported where every watched figure is defined', () => {
    const [missing] = withMissingData([observed('mae', 8), observed('other', null)]).slice(2);
    assert.equal(missing?.value, 0);
    assert.deepEqual(withMissingData([eventObservation('training_failed', true, observed('', 1))]).slice(1, -1), []);
  });

  it('neither fires nor resolves', () => {
    assert.equal(nextStep(rule('r2_low'), null, ['undefined', 'breached', 'breached', 'breached'], now), null);
    const open = { state: 'firing', noticedAt: now } as const;
    assert.deepEqual(nextStep(rule('r2_low'), open, ['undefined', 'recovered'], now), {
      state: 'firing',
      notice: null,
    });
  });
});

describe('an incident', () => {
  const r2 = rule('r2_very_low');
  const firing = { state: 'firing', noticedAt: now } as const;

  it('is pending after one bad window, and fires at the third bad one of five', () => {
    assert.deepEqual(nextStep(r2, null, ['breached'], now), { state: 'pending', notice: null });
    const pending = { state: 'pending', noticedAt: null } as const;
    assert.equal(nextStep(r2, pending, ['breached', 'within', 'breached'], now)?.state, 'pending');
    assert.deepEqual(nextStep(r2, pending, ['breached', 'within', 'breached', 'within', 'breached'], now), {
      state: 'firing',
      notice: 'firing',
    });
    assert.equal(
      nextStep(r2, pending, ['breached', 'within', 'breached', 'within', 'within', 'breached'], now)?.state,
      'pending',
    );
  });

  it('counts windows that overlap once', () => {
    const days = ['22', '21', '15', '08', '07', '01'].map((day) => ({
      window: `2026-11-${day}T00:00:00.000Z`,
      value: 0.6,
      low: null,
      high: null,
      limit: 0.7,
    }));
    assert.deepEqual(
      withoutOverlap(days, 7).map(({ window }) => window.slice(8, 10)),
      ['22', '15', '08', '01'],
    );
    assert.equal(withoutOverlap(days, 0).length, 6);
    const daily = ['breached', 'breached', 'breached'] as const;
    assert.equal(nextStep(r2, null, daily, now, ['breached'])?.state, 'pending');
    assert.equal(nextStep(r2, null, ['breached'], now, daily)?.state, 'firing');
  });

  it('fires at once when the interval is beyond the limit', () => {
    assert.deepEqual(nextStep(r2, null, ['proven'], now), { state: 'firing', notice: 'firing' });
  });

  it('is not opened by a healthy window', () => {
    assert.equal(nextStep(r2, null, ['within', 'breached'], now), null);
  });

  it('is repeated after four hours, not earlier, and never after it was acknowledged', () => {
    const before = new Date(now.getTime() + repeatAfter - 1);
    const after = new Date(now.getTime() + repeatAfter);
    assert.equal(nextStep(r2, firing, ['proven'], before)?.notice, null);
    assert.equal(nextStep(r2, firing, ['proven'], after)?.notice, 'repeat');
    assert.equal(nextStep(r2, { ...firing, state: 'acknowledged' }, ['proven'], after)?.notice, null);
  });

  it('is resolved by two recovered windows, an event by one', () => {
    const recovering = { state: 'recovering', notice: null };
    assert.deepEqual(nextStep(r2, firing, ['recovered', 'proven'], now), recovering);
    assert.deepEqual(nextStep(r2, firing, ['within', 'recovered'], now), recovering, 'never firing inside the limit');
    assert.equal(nextStep(r2, { ...firing, state: 'recovering' }, ['breached', 'recovered'], now)?.state, 'firing');
    const resolved = { state: 'resolved', notice: 'resolved' };
    assert.deepEqual(nextStep(r2, firing, ['recovered', 'recovered'], now), resolved);
    assert.deepEqual(nextStep(r2, { ...firing, state: 'acknowledged' }, ['recovered', 'recovered'], now), resolved);
    assert.deepEqual(nextStep(rule('training_failed'), firing, ['recovered', 'proven'], now), resolved);
  });

  it('that nobody was mailed about is resolved without a mail', () => {
    const pending = { state: 'pending', noticedAt: null } as const;
    assert.deepEqual(nextStep(r2, pending, ['recovered', 'recovered'], now), { state: 'resolved', notice: null });
  });

  it('makes only steps that stand in the table of transitions', () => {
    const standings: Standing[] = ['proven', 'breached', 'within', 'recovered', 'undefined'];
    for (const state of openStates) {
      for (const latest of standings) {
        for (const before of standings) {
          const next = nextStep(r2, { state, noticedAt: now }, [latest, before, before], now)?.state ?? state;
          assert.ok(next === state || mayBecome(state, next), `${state} -> ${next}`);
        }
      }
    }
    assert.deepEqual(Object.keys(incidentTransitions), [...incidentStates]);
    assert.deepEqual([...openStates], ['pending', 'firing', 'recovering', 'acknowledged']);
  });
});
