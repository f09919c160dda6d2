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
    importance: [
      { feature: 'replies', share: 0.6 },
      { feature: 'orders', share: 0.003 },
    ],
    unmet: [],
    labelsDue: true,
  } as const;
  return { ...of, windowDays: 14, rescoredDays: 28, requestedAt: '2026-11-22T05:00:03.000Z', measurements, ...more };
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
        samples: 50,
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

  it('judge a version that has no labels of its own yet on subjects that it is asked about afterwards', () => {
    const own = measured('r2', null, { reason: 'there are no rows', samples: 0 });
    const asked = measured('r2', 0.4, { source: 'rescored', low: 0.3, high: 0.5, samples: 80 });
    const r2 = figures(findings([own, asked], { labelsDue: false }));
    assert.deepEqual(
      r2.map(({ value, samples, versionId, windowDays }) => [value, samples, versionId, windowDays]),
      [[0.4, 80, 7, 28]],
    );
    const later = figures(findings([measured('r2', 0.6), asked]));
    assert.equal(later[0]?.value, 0.6, 'its own predictions are better evidence');
  });

  const drifted = (segment: string, value: number | null, noise: number) =>
    measured('psi', value, { source: 'drift', segment, noise, samples: 200 });
  const weighted = (value: number, noise: number) =>
    measured('weighted_psi', value, { source: 'drift', noise, samples: 200 });
  const psiOf = (found: LiveFindings) => liveBatch(found).observations.find(({ metric }) => metric === 'psi');

  it('call it drift when the outputs move, and name the features in the order of their weight', () => {
    const found = findings([
      drifted('prediction', 0.4, 0.1),
      weighted(0.9, 0.2),
      drifted('feature=orders', 2.18, 0.2),
      drifted('feature=replies', 1.4, 0.2),
      drifted('feature=hour', 0.05, 0.01),
    ]);
    const psi = psiOf(found);
    assert.deepEqual([psi?.value, psi?.samples, psi?.versionId], [0.9, 200, 7]);
    assert.ok(Math.abs((psi?.low ?? 0) - 0.7) < 1e-12);
    const { context } = liveBatch(found);
    assert.deepEqual(context.causes, [
      'feature=replies has drifted: PSI 1.40, 60.0% of the importance.',
      'feature=orders has drifted: PSI 2.18, 0.3% of the importance.',
    ]);
    assert.match(context.facts.find(([name]) => name === 'Samples')?.[1] ?? '', /200 compared/);
  });

  it('raise nothing for a feature that the model makes nothing of, nor without a comparison', () => {
    const alone = [drifted('prediction', 0.09, 0.1), weighted(0.007, 0.001), drifted('feature=orders', 2.18, 0.2)];
    assert.deepEqual([psiOf(findings(alone))?.value, psiOf(findings(alone))?.low], [0, 0]);
    assert.equal(psiOf(findings([drifted('prediction', null, 0)])), undefined);
  });
});
