import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reading } from '../../domain/alerts/observation.ts';
import { findRule } from '../../domain/alerts/rules.ts';
import {
  type Degradation,
  type DegradationFacts,
  decideAnswer,
  isDegradation,
  isRecentChange,
  presentBegan,
} from '../../domain/degradation.ts';

const at = (day: number, hour = 5) => new Date(Date.UTC(2026, 10, day, hour));
const champion = { id: 1, name: '2026-10-01.1', deployedAt: at(1), metrics: { mae: 8, r2: 0.8 }, intervals: {} };

function window(day: number, value: number, more: Partial<Reading> = {}): Reading {
  const of = { low: value - 1, high: value + 1, limit: 15, versionId: champion.id };
  return { ...of, window: at(day, 0).toISOString(), value, ...more };
}

/** Fired on the tenth. */
function degraded(readings: readonly Reading[], ruleId = 'mae_high'): Degradation {
  const rule = findRule(ruleId);
  assert.ok(rule);
  return { incidentId: 12, rule, firedAt: at(10), readings };
}

function decide(more: Partial<DegradationFacts> = {}) {
  const degradations = [degraded([window(10, 18)])];
  const facts = {
    model: 'lead_scoring',
    champion,
    degradations,
    trainings: [],
    gap: null,
    now: at(10),
    cooldownDays: 7,
  } as const;
  return decideAnswer({ ...facts, ...more });
}

describe('a degraded model', () => {
  it('is trained again, for a reason that names incident and figures', () => {
    assert.deepEqual(decide(), {
      action: 'retrain',
      reason: 'lead_scoring 2026-10-01.1 is degraded: incident 12, MAE is above 15 (18.00, limit 15.00).',
    });
  });

  it('is one with an incident about a figure: training does not mend a failed training or missing data', () => {
    assert.equal(decide({ degradations: [] }), null);
    const mended = ['mae_rise', 'r2_low', 'accuracy_low', 'drift', 'no_data', 'training_failed', 'gate_invalid'];
    assert.deepEqual(
      mended.map((id) => isDegradation(degraded([], id).rule)),
      [true, true, true, true, false, false, false],
    );
  });

  const cooling = [
    { title: 'a run since it fired, whoever started it', trigger: 'schedule', startedAt: at(11), action: 'cool_down' },
    { title: 'a run for an earlier degradation', trigger: 'degradation', startedAt: at(9), action: 'cool_down' },
    { title: 'a weekly run before it fired', trigger: 'schedule', startedAt: at(9), action: 'retrain' },
    { title: 'a run for it more than a week ago', trigger: 'degradation', startedAt: at(5), action: 'retrain' },
  ] as const;
  for (const { title, trigger, startedAt, action } of cooling) {
    it(`${action === 'retrain' ? 'is trained again after' : 'cools down after'} ${title}`, () => {
      assert.equal(decide({ now: at(12), trainings: [{ trigger, startedAt }] })?.action, action);
    });
  }

  it('says until when it cools down, up to the last moment', () => {
    const trainings = [
      { trigger: 'degradation', startedAt: at(10) },
      { trigger: 'cli', startedAt: at(11) },
    ] as const;
    assert.deepEqual(decide({ now: at(18, 4), trainings }), {
      action: 'cool_down',
      until: at(18),
      reason: 'Next retraining not before 2026-11-18 05:00 UTC: its last run began on 2026-11-11 05:00 UTC.',
    });
    assert.equal(decide({ now: at(18), trainings })?.action, 'retrain');
  });

  it('waits while its newest labels tell of missing data', () => {
    const answer = decide({ gap: 'no CRM data has arrived since 2026-11-09 05:00 UTC' });
    assert.equal(answer?.action, 'wait');
    assert.match(
      answer?.reason ?? '',
      /no CRM data has arrived since 2026-11-09 05:00 UTC, and its newest labels reach/,
    );
  });

  it('is neither trained again nor recovered while its figure is undefined', () => {
    const answer = decide({ degradations: [degraded([window(10, 0, { value: null }), window(9, 18)])] });
    assert.deepEqual([answer?.action, /there is no data/.test(answer?.reason ?? '')], ['watch', true]);
  });

  it('is only watched after another version took over, until that version has bad windows of its own', () => {
    const successor = { ...champion, id: 2, name: '2026-11-11.1', deployedAt: at(11, 6) };
    const old = window(11, 18);
    const answer = (...readings: Reading[]) => decide({ champion: successor, degradations: [degraded(readings)] });
    assert.match(
      answer(old)?.reason ?? '',
      /^Version 2026-11-11.1 was deployed on 2026-11-11 06:00 UTC; the next monitoring judges/,
    );
    assert.match(answer(window(40, 9, { versionId: 2 }), old)?.reason ?? '', /is within the limit again/);
    assert.equal(answer(window(40, 18, { versionId: 2 }), old)?.action, 'retrain');
  });
});

describe('the change that degrades a model', () => {
  it('is dated to the middle of the first of the consecutive bad windows', () => {
    const readings = [window(10, 18), window(9, 16), window(8, 12), window(7, 20)];
    assert.deepEqual(presentBegan([degraded(readings)], champion, 14), {
      since: new Date(Date.UTC(2026, 10, 2)),
      incidentId: 12,
    });
  });

  it('is found from windows of the serving version only', () => {
    const began = presentBegan([degraded([window(10, 18), window(9, 20, { versionId: 9 })])], champion, 14);
    assert.equal(began?.since.toISOString(), '2026-11-03T00:00:00.000Z');
  });

  it('is distinguished from the noise of a small evaluation', () => {
    const began = (high: number) =>
      presentBegan([degraded([window(10, 18)])], { ...champion, intervals: { mae: { low: 5, high } } }, 14);
    assert.equal(began(19), null);
    assert.ok(began(17));
  });

  it('is dated to the earliest of several proofs', () => {
    const r2 = degraded(
      [window(10, 0.5, { low: 0.4, high: 0.6, limit: 0.75 }), window(6, 0.6, { limit: 0.75 })],
      'r2_low',
    );
    const began = presentBegan([degraded([window(10, 18)]), r2], champion, 14);
    assert.equal(began?.since.toISOString(), '2026-10-30T00:00:00.000Z');
  });

  const unproven = [
    ['the interval reaches what the champion was evaluated at', [degraded([window(10, 18, { low: 7 })])]],
    ['the figure has no interval', [degraded([window(10, 18, { low: null, high: null })])]],
    ['only inputs have drifted', [degraded([window(10, 0.6, { low: 0.5, high: 0.6, limit: 0.25 })], 'drift')]],
    ['the window is of a version that was replaced', [degraded([window(10, 18, { versionId: 9 })])]],
    ['the newest window is good', [degraded([window(10, 12), window(9, 18)])]],
    ['nothing is degraded', []],
  ] as const;
  for (const [title, degradations] of unproven) {
    it(`is not dated where ${title}`, () => {
      assert.equal(presentBegan(degradations, champion, 14), null);
    });
  }
});

describe('a change of what is learnt', () => {
  it('is recent until a window of the usual length fits after it', () => {
    assert.equal(isRecentChange(at(1), new Date(at(1).getTime() + 179 * 86_400_000), 180), true);
    assert.equal(isRecentChange(at(1), new Date(at(1).getTime() + 180 * 86_400_000), 180), false);
  });
});
