import { belowTarget, ownLimit } from '../../domain/alerts/guide-targets.ts';
import { eventObservation, type Observation } from '../../domain/alerts/observation.ts';
import type { ModelName } from '../../domain/models.ts';
import { judgedSamples, type Measurement } from '../../domain/monitoring/measurement.ts';
import type { Metrics } from '../../domain/targets.ts';
import type { AlertBatch } from './raise-alerts.ts';

/** The findings of a day's monitoring about the version that serves. */
export type LiveFindings = {
  readonly model: ModelName;
  readonly version: string;
  readonly versionId: number;
  /** From its evaluation, with their 95% intervals. */
  readonly metrics: Metrics;
  readonly intervals: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  /** As in `Observation`. */
  readonly unmet: readonly string[];
  /** ISO 8601, the time of the request. */
  readonly requestedAt: string;
  /** The window of the live figures. */
  readonly windowDays: number;
  /**
   * Whether its labels can be known by now. Before the first labels, and after a gap in the data, a missing figure is no
   * outage.
   */
  readonly labelsDue: boolean;
  readonly measurements: readonly Measurement[];
};

/** A feature with at least this PSI is named as a likely cause; above 0.25 drift is an alert of its own. */
const notable = 0.1;

/** Names the batch of a day's monitoring. */
export function liveKey({ model, requestedAt }: Pick<LiveFindings, 'model' | 'requestedAt'>): string {
  return `live/${model}/${requestedAt}`;
}

/** Takes figures of the whole population only: acted-on subjects, estimates and segments raise no alerts. */
export function liveBatch(found: LiveFindings): AlertBatch {
  const { model, version, versionId, metrics, intervals, requestedAt, windowDays, labelsDue, measurements } = found;
  const { unmet } = found;
  const of = {
    model,
    window: `${requestedAt.slice(0, 10)}T00:00:00.000Z`,
    source: 'live',
    versionId,
    windowDays,
  } as const;
  // a holdout is small: later weeks must not be compared with a lucky result on it
  const baselineOf = (metric: string) => intervals[metric]?.high ?? metrics[metric] ?? null;
  const live = measurements.filter(({ source, segment }) => source === 'live' && segment === 'all');
  const observations = live.flatMap(({ metric, value, low, high, samples }): Observation[] => {
    const told = value === null ? labelsDue : samples >= judgedSamples;
    // of one class there is no skill, which the other figures tell already
    if (!told || (metric === 'skill' && value === null)) return [];
    const held = unmet.length === 0 ? {} : { unmet, own: ownLimit(metric, metrics, intervals) };
    return [{ ...of, metric, value, low, high, baseline: baselineOf(metric), ...held }];
  });
  const drifted = measurements
    .filter(({ source, metric }) => source === 'drift' && metric === 'psi')
    .flatMap(({ segment, value, noise }) => (value === null ? [] : [{ segment, value, noise: noise ?? 0 }]))
    .toSorted((a, b) => b.value - b.noise - (a.value - a.noise));
  // PSI that noise explains is not drift, however large it is
  const beyond = drifted.find(({ value, noise }) => value > noise);
  const { value: psi, noise } = beyond ?? { value: 0, noise: 0 };
  const missing = live.flatMap(({ metric, value, reason }) => (value === null ? [`${metric}: ${reason}`] : []));
  const note = belowTarget(model, unmet, metrics);
  return {
    key: liveKey(found),
    observations: [
      ...observations,
      eventObservation('below_target', note !== '', { model, window: of.window, source: 'training' }),
      // the lower bound of the drift is its PSI minus the noise
      ...(drifted.length === 0
        ? []
        : [{ ...of, metric: 'psi', value: psi, low: psi - noise, high: psi, baseline: null }]),
    ],
    details: {
      below_target: note,
      no_data: missing.join('; '),
      psi: beyond === undefined ? '' : `Most of all: ${beyond.segment}.`,
    },
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
