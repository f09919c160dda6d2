import type { Observation } from '../../domain/alerts/observation.ts';
import type { ModelName } from '../../domain/models.ts';
import { judgedSamples, type Measurement } from '../../domain/monitoring/measurement.ts';
import type { Metrics } from '../../domain/targets.ts';
import type { AlertBatch } from './raise-alerts.ts';

/** What the monitoring of a day found of the version that serves. */
export type LiveFindings = {
  readonly model: ModelName;
  readonly version: string;
  readonly versionId: number;
  /** Of its evaluation, with their 95% intervals. */
  readonly metrics: Metrics;
  readonly intervals: Readonly<Record<string, { readonly high: number }>>;
  /** ISO 8601, when it was asked for. */
  readonly requestedAt: string;
  /** Of the live figures. */
  readonly windowDays: number;
  /** Whether its labels can have come: before the first ones and after a gap in the data, a missing figure is no outage. */
  readonly labelsDue: boolean;
  readonly measurements: readonly Measurement[];
};

/** PSI from which a feature is named as a likely cause; above 0.25 drift is an alert of its own. */
const notable = 0.1;

/** Whole-population figures only: who was acted upon, estimates and segments stay out of alerts. */
export function liveBatch(found: LiveFindings): AlertBatch {
  const { model, version, versionId, metrics, intervals, requestedAt, windowDays, labelsDue, measurements } = found;
  const of = {
    model,
    window: `${requestedAt.slice(0, 10)}T00:00:00.000Z`,
    source: 'live',
    versionId,
    windowDays,
  } as const;
  // a holdout is small: a lucky one must not be what later weeks are held against
  const baselineOf = (metric: string) => intervals[metric]?.high ?? metrics[metric] ?? null;
  const live = measurements.filter(({ source, segment }) => source === 'live' && segment === 'all');
  const observations = live.flatMap(({ metric, value, low, high, samples }): Observation[] => {
    const told = value === null ? labelsDue : samples >= judgedSamples;
    return told ? [{ ...of, metric, value, low, high, baseline: baselineOf(metric) }] : [];
  });
  const drifted = measurements
    .filter(({ source, metric }) => source === 'drift' && metric === 'psi')
    .flatMap(({ segment, value, noise }) => (value === null ? [] : [{ segment, value, noise: noise ?? 0 }]))
    .toSorted((a, b) => b.value - b.noise - (a.value - a.noise));
  // what noise explains is no drift, however large the figure is
  const beyond = drifted.find(({ value, noise }) => value > noise);
  const { value: psi, noise } = beyond ?? { value: 0, noise: 0 };
  const missing = live.flatMap(({ metric, value, reason }) => (value === null ? [`${metric}: ${reason}`] : []));
  return {
    key: `live/${model}/${requestedAt}`,
    observations: [
      ...observations,
      // less its noise is what the drift is at the least
      ...(drifted.length === 0
        ? []
        : [{ ...of, metric: 'psi', value: psi, low: psi - noise, high: psi, baseline: null }]),
    ],
    details: { no_data: missing.join('; '), psi: beyond === undefined ? '' : `Most of all: ${beyond.segment}.` },
    context: {
      facts: [
        ['Version', version],
        ['Day', requestedAt.slice(0, 10)],
        ['Samples', String(Math.max(0, ...live.map(({ samples }) => samples)))],
      ],
      causes: drifted
        .filter(({ value, noise }) => value > Math.max(notable, noise))
        .slice(0, 5)
        .map(({ segment, value }) => `${segment} has drifted: PSI ${value.toFixed(2)}.`),
    },
  };
}
