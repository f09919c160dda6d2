import { belowTarget, ownLimit } from '../../domain/alerts/guide-targets.ts';
import { eventObservation, type Observation } from '../../domain/alerts/observation.ts';
import { findRule } from '../../domain/alerts/rules.ts';
import type { ModelName } from '../../domain/models.ts';
import { driftCauses } from '../../domain/monitoring/drift-causes.ts';
import { judgedSamples, type Measurement } from '../../domain/monitoring/measurement.ts';
import { type Importance, judgeDrift } from '../../domain/monitoring/weigh-drift.ts';
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
  readonly importance: Importance;
  /** As in `Observation`. */
  readonly unmet: readonly string[];
  /** ISO 8601, the time of the request. */
  readonly requestedAt: string;
  /** The window of the live figures. */
  readonly windowDays: number;
  /** The window of the figures of rescored subjects. */
  readonly rescoredDays: number;
  /**
   * Whether its labels can be known by now. Before the first labels, and after a gap in the data, a missing figure is no
   * outage.
   */
  readonly labelsDue: boolean;
  readonly measurements: readonly Measurement[];
};

/** Names the batch of a day's monitoring. */
export function liveKey({ model, requestedAt }: Pick<LiveFindings, 'model' | 'requestedAt'>): string {
  return `live/${model}/${requestedAt}`;
}

/**
 * Takes figures of the whole population only: acted-on subjects, estimates and segments raise no alerts. Where a version's own predictions
 * have too few labels, it is judged on subjects whose labels are known by now (`rescored`).
 */
export function liveBatch(found: LiveFindings): AlertBatch {
  const { model, version, versionId, metrics, intervals, unmet, requestedAt, labelsDue, measurements } = found;
  const of = {
    model,
    window: `${requestedAt.slice(0, 10)}T00:00:00.000Z`,
    source: 'live',
    versionId,
  } as const;
  // a holdout is small: later weeks must not be compared with a lucky result on it
  const baselineOf = (metric: string) => intervals[metric]?.high ?? metrics[metric] ?? null;
  const ofAll = (from: string) => measurements.filter(({ source, segment }) => source === from && segment === 'all');
  const [live, rescored] = [ofAll('live'), ofAll('rescored')];
  const judged = live.map((own) => {
    if (own.value !== null && own.samples >= judgedSamples) return own;
    const other = rescored.find(({ metric, value }) => metric === own.metric && value !== null);
    return other !== undefined && other.samples >= judgedSamples ? other : own;
  });
  const daysOf = (source: Measurement['source']) => (source === 'rescored' ? found.rescoredDays : found.windowDays);
  const observations = judged.flatMap(({ metric, value, low, high, samples, source }): Observation[] => {
    const told = value === null ? labelsDue : samples >= judgedSamples;
    // of one class there is no skill, which the other figures tell already
    if (!told || (metric === 'skill' && value === null)) return [];
    const seen = { value, low, high, samples, windowDays: daysOf(source) };
    const held = unmet.length === 0 ? {} : { unmet, own: ownLimit(metric, metrics, intervals) };
    return [{ ...of, metric, ...seen, baseline: baselineOf(metric), ...held }];
  });
  const newest = rescored.find(({ metric, value }) => metric === 'error_shift' && value !== null);
  if (newest !== undefined) {
    const { metric, value, samples } = newest;
    const exact = { value, low: value, high: value };
    observations.push({ ...of, metric, ...exact, samples, windowDays: found.rescoredDays, baseline: null });
  }
  const drift = judgeDrift(measurements);
  const causes = driftCauses(measurements, found.importance);
  const missing = judged.flatMap(({ metric, value, reason }) => (value === null ? [`${metric}: ${reason}`] : []));
  const shifted: Observation[] =
    drift === null
      ? []
      : [{ ...of, ...drift, metric: 'psi', high: drift.value, windowDays: found.windowDays, baseline: null }];
  const note = belowTarget(model, unmet, metrics);
  return {
    key: liveKey(found),
    observations: [
      ...observations,
      ...shifted,
      eventObservation('below_target', note !== '', { model, window: of.window, source: 'training' }),
    ],
    details: {
      below_target: note,
      error_shift: tellNewest(newest),
      no_data: missing.join('; '),
      psi: (drift?.value ?? 0) > 0 ? (causes[0] ?? '') : '',
    },
    context: {
      facts: [
        ['Version', version],
        ['Day', requestedAt.slice(0, 10)],
        ['Window', `${Math.max(...judged.map(({ source }) => daysOf(source)), 0)} days`],
        ['Samples', samplesOf(judged, drift?.samples ?? null)],
        ...(judged.some(({ source, value }) => source === 'rescored' && value !== null)
          ? [['Judged on', 'subjects whose labels are known by now, scored as of their moment'] as const]
          : []),
      ],
      causes,
    },
  };
}

/** Empty where nothing is to be told. */
function tellNewest(newest: Measurement | undefined): string {
  const limit = findRule('errors_rise')?.limit;
  if (newest === undefined || newest.value === null || typeof limit !== 'number' || newest.value <= limit) return '';
  return `The latest ${newest.samples} answers whose truth is known tell it, before the mean of the window does.`;
}

function samplesOf(judged: readonly Measurement[], compared: number | null): string {
  const labels = `${Math.max(0, ...judged.map(({ samples }) => samples))} with labels`;
  return compared === null ? labels : `${labels}, ${compared} compared with the training set`;
}
