import type { ModelName } from '../models.ts';
import { type AlertRule, alertRules, isEvent } from './rules.ts';

/** Series of different sources are never mixed: a holdout's R² says nothing about yesterday's live one. */
export const observationSources = ['training', 'live', 'experiment', 'schedule', 'arrivals', 'disk'] as const;
export type ObservationSource = (typeof observationSources)[number];

/** One figure of one window. */
export type Observation = {
  /** null: it concerns the whole business. */
  readonly model: ModelName | null;
  readonly metric: string;
  /** null: undefined, which is 'no data' and never healthy. */
  readonly value: number | null;
  /**
   * Its 95% interval; null where there is none. For a figure that is known exactly, such as an event, both ends equal the
   * value.
   */
  readonly low: number | null;
  readonly high: number | null;
  /** What the champion achieved when it was evaluated; null without a champion. */
  readonly baseline: number | null;
  /** Ids of the guide's rules that the model never met, so that it is held against itself instead; left out: none. */
  readonly unmet?: readonly string[];
  /** The worse end of this figure's interval in the version's own evaluation; null or left out: unknown. */
  readonly own?: number | null;
  /** The window's end, ISO 8601. It orders a series; the same end again means the same observation. */
  readonly window: string;
  readonly source: ObservationSource;
  /** The version that it judges; left out where there is none, as for an event. */
  readonly versionId?: number;
  /** Days of data that the window holds; left out for an event. */
  readonly windowDays?: number;
  /** What the value was found from; left out for an event. */
  readonly samples?: number;
};

/** An observation together with the limit of a rule. */
export type Reading = Pick<
  Observation,
  'value' | 'low' | 'high' | 'window' | 'versionId' | 'windowDays' | 'samples'
> & {
  readonly limit: number;
};

/**
 * proven: the whole interval is beyond the limit, or beyond what the rule asks for. breached: the value is beyond the limit, but it isn't
 * proven.
 * recovered: at most 90% of the limit; for a metric that is better when higher, its distance from 1 is at most 90% of the
 * limit's. within: between recovered and breached.
 */
export type Standing = 'proven' | 'breached' | 'within' | 'recovered' | 'undefined';

export function isBad(standing: Standing): boolean {
  return standing === 'breached' || standing === 'proven';
}

const recoveredShare = 0.9;

/** Whether a rule applies to a model that never met these of the guide's rules. */
export function appliesTo({ id, insteadOf }: AlertRule, unmet: readonly string[]): boolean {
  return insteadOf === undefined ? !unmet.includes(id) : unmet.includes(insteadOf);
}

/** What stands in for the guide's limit is met at the limit: it already is the worse end of what is usual. */
export function standingOf(rule: AlertRule, { value, low, high, limit }: Reading): Standing {
  if (value === null) return 'undefined';
  const share = rule.insteadOf === undefined ? recoveredShare : 1;
  if (rule.worse === 'above') {
    if (value > limit) return low !== null && low > (rule.provenAt ?? limit) ? 'proven' : 'breached';
    return value <= share * limit ? 'recovered' : 'within';
  }
  if (value < limit) return high !== null && high < limit ? 'proven' : 'breached';
  return 1 - value <= share * (1 - limit) ? 'recovered' : 'within';
}

/** The observation with the rule's limit; null where the rule doesn't apply, or needs a baseline and there is none. */
export function readingUnder(rule: AlertRule, observation: Observation): Reading | null {
  const { value, low, high, window, versionId, windowDays, samples, baseline, unmet = [], own = null } = observation;
  if (!appliesTo(rule, unmet)) return null;
  const seen = {
    ...{ value, low, high, window },
    ...(versionId !== undefined && { versionId }),
    ...(windowDays !== undefined && { windowDays }),
    ...(samples !== undefined && { samples }),
  };
  if (typeof rule.limit === 'number') return { ...seen, limit: rule.limit };
  if (rule.limit === 'own') return own === null ? null : { ...seen, limit: own };
  return baseline === null ? null : { ...seen, limit: rule.limit.timesBaseline * baseline };
}

export function eventObservation(
  metric: string,
  happening: boolean,
  of: Pick<Observation, 'model' | 'window' | 'source'>,
): Observation {
  const value = happening ? 1 : 0;
  return { ...of, metric, value, low: value, high: value, baseline: null };
}

/** Adds `no_data` events: for each series of a window, whether any figure that a rule watches is undefined. */
export function withMissingData(observations: readonly Observation[]): Observation[] {
  const watched = observations.filter(({ metric }) =>
    alertRules.some((rule) => rule.metric === metric && !isEvent(rule)),
  );
  const windows = Map.groupBy(watched, ({ model, source, window }) => `${model} ${source} ${window}`);
  const missing = [...windows.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const undefinedValue = [first, ...others].some(({ value }) => value === null);
    return [eventObservation('no_data', undefinedValue, first)];
  });
  return [...observations, ...missing];
}

/** Names the windows that a rule has seen. */
export function seriesOf(rule: AlertRule, { model, source }: Pick<Observation, 'model' | 'source'>): string {
  return `${model ?? 'business'}/${source}/${rule.id}`;
}

/**
 * Names what an incident is about: at most one incident per fingerprint is open. Figures that breach together for one reason are one
 * incident.
 */
export function fingerprintOf(rule: AlertRule, { model, source }: Pick<Observation, 'model' | 'source'>): string {
  return `${model ?? 'business'}/${source}/${rule.cause ?? rule.id}`;
}

/**
 * The windows of a series that share no data, newest first: three windows that overlap repeat one piece of evidence three
 * times.
 *
 * @param windowDays as in `Observation`.
 */
export function withoutOverlap(readings: readonly Reading[], windowDays: number): Reading[] {
  const kept: Reading[] = [];
  for (const reading of readings) {
    const last = kept.at(-1);
    if (last === undefined || Date.parse(last.window) - Date.parse(reading.window) >= windowDays * 86_400_000)
      kept.push(reading);
  }
  return kept;
}
