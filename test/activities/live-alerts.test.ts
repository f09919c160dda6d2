import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LiveFindings, liveBatch } from '../../activities/alerts/live-alerts.ts';
import type { Observation } from '../../domain/alerts/observation.ts';
import type { Measurement } from '../../domain/monitoring/measurement.ts';

function measured(metric: string, value: number | null, more: Partial<Measurement> = {}): Measurement {
  const reason = value === null ? 'there are no rows' : null;
  return {
    source: 'live',
    segment: 'all',
    metric,
    value,
    low: null,
    high: null,
    noise: null,
    samples: 50,
    reason,
    ...more,
  };
}

function findings(measurements: readonly Measurement[], more: Partial<LiveFindings> = {}): LiveFindings {
  const of = {
    model: 'lead_scoring',
    version: '2026-11-01.1',
    versionId: 7,
    metrics: { mae: 8 },
    intervals: { mae: { low: 6, high: 9.5 } },
    unmet: [],
    labelsDue: true,
  } as const;
  return { ...of, windowDays: 14, requestedAt: '2026-11-22T05:00:03.000Z', measurements, ...more };
}

function figures(found: LiveFindings): Observation[] {
  return liveBatch(found).observations.filter(({ source }) => source === 'live');
}

describe('the observations from monitoring', () => {
  it('contain nothing with a handful of labels, neither a figure nor a lack of data', () => {
    const few = measured('r2', 0.2, { low: -0.3, high: 0.4, samples: 29 });
    assert.deepEqual(figures(findings([few])), []);
    assert.equal(figures(findings([{ ...few, samples: 30 }])).length, 1);
  });

  it('compare the whole population with the baseline, without estimates, segments and acted-on subjects', () => {
    const observations = figures(
      findings([
        measured('mae', 9, { low: 8, high: 10 }),
        measured('mae', 30, { segment: 'country=DE' }),
        measured('mae', 40, { segment: 'acted_on' }),
        measured('accuracy', 0.1, { source: 'estimate' }),
      ]),
    );
    assert.deepEqual(observations, [
      {
        model: 'lead_scoring',
        window: '2026-11-22T00:00:00.000Z',
        windowDays: 14,
        source: 'live',
        versionId: 7,
        metric: 'mae',
        value: 9,
        low: 8,
        high: 10,
        baseline: 9.5,
      },
    ]);
  });

  it("hold a model that never met the guide's limit against its own evaluation, and say so in a note", () => {
    const weak = { metrics: { mae: 17 }, intervals: { mae: { low: 15, high: 19 } }, unmet: ['mae_high'] };
    const batch = liveBatch(findings([measured('mae', 18)], weak));
    const [mae, note] = batch.observations;
    assert.deepEqual([mae?.unmet, mae?.own], [['mae_high'], 19]);
    assert.deepEqual([note?.metric, note?.value, note?.source], ['below_target', 1, 'training']);
    assert.match(
      batch.details?.below_target ?? '',
      /MAE 17\.00 \(the guide: at most 15\.00\).*What would help: ratings/,
    );
  });

  it('leave out the skill over one class, whose accuracy is known all the same', () => {
    const one = [measured('accuracy', 1), measured('skill', null)];
    assert.deepEqual(
      figures(findings(one)).map(({ metric }) => metric),
      ['accuracy'],
    );
  });

  it("say 'no data' only once labels are due", () => {
    const missing = [measured('mae', null)];
    assert.deepEqual(figures(findings(missing, { labelsDue: false })), []);
    const due = liveBatch(findings(missing));
    assert.equal(due.observations[0]?.value, null);
    assert.match(due.details?.no_data ?? '', /mae: there are no rows/);
  });

  it('take the feature that drifted furthest beyond its noise, and name all drifted features as causes', () => {
    const { observations, context } = liveBatch(
      findings([
        measured('psi', 0.5, { source: 'drift', segment: 'feature=replies', noise: 0.1 }),
        measured('psi', 0.6, { source: 'drift', segment: 'feature=orders', noise: 0.55 }),
        measured('psi', 0.05, { source: 'drift', segment: 'feature=hour', noise: 0.01 }),
      ]),
    );
    const psi = observations.find(({ metric }) => metric === 'psi');
    assert.deepEqual([psi?.metric, psi?.value, psi?.low], ['psi', 0.5, 0.4]);
    const quiet = liveBatch(findings([measured('psi', 0.43, { source: 'drift', segment: 'prediction', noise: 0.47 })]));
    assert.deepEqual(
      quiet.observations.flatMap(({ metric, value, high }) => (metric === 'psi' ? [[metric, value, high]] : [])),
      [['psi', 0, 0]],
      'noise explains it',
    );
    assert.deepEqual(context.causes, [
      'feature=replies has drifted: PSI 0.50.',
      'feature=orders has drifted: PSI 0.60.',
    ]);
  });
});
