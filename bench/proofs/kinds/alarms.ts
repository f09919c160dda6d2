import { liveBatch } from '../../../activities/alerts/live-alerts.ts';
import { type OpenIncident, stepFigures } from '../../../domain/alerts/figures.ts';
import { neverMet } from '../../../domain/alerts/guide-targets.ts';
import {
  eventObservation,
  fingerprintOf,
  type Observation,
  type Reading,
  readingUnder,
  seriesOf,
  standingOf,
  withMissingData,
  withoutOverlap,
} from '../../../domain/alerts/observation.ts';
import { type AlertRule, alertRules } from '../../../domain/alerts/rules.ts';
import { type Measurement, noData } from '../../../domain/monitoring/measurement.ts';
import type { FrozenVersion } from './world-file.ts';

/** An incident that fired. */
export type Alarm = {
  readonly day: number;
  readonly rule: string;
  readonly mailed: boolean;
  readonly value: number | null;
};

/** What `raiseAlerts` does with a day's monitoring, with its readings and incidents in memory. */
export type Alarms = {
  monitored(day: number, at: Date, found: readonly Measurement[]): void;
  /** Of the whole business, whether it happens. */
  event(day: number, at: Date, metric: string, happening: boolean): void;
  readonly fired: readonly Alarm[];
};

export function createAlarms(version: FrozenVersion, windowDays: number): Alarms {
  const readings = new Map<string, Reading[]>();
  const incidents = new Map<string, OpenIncident>();
  const fired: Alarm[] = [];

  function readStandings(rule: AlertRule, observation: Observation, reading: Reading) {
    const known = [reading, ...(readings.get(seriesOf(rule, observation)) ?? [])];
    readings.set(seriesOf(rule, observation), known);
    const standing = (each: Reading) => standingOf(rule, each);
    const span = observation.source === 'live' ? (observation.windowDays ?? 0) : 0;
    return {
      ...{ rule, reading, standings: known.map(standing) },
      apart: withoutOverlap(known, span).map(standing),
    };
  }

  function observed(day: number, observations: readonly Observation[]): void {
    const watched = withMissingData(observations).flatMap((observation) =>
      alertRules.flatMap((rule) => {
        const reading = rule.metric === observation.metric ? readingUnder(rule, observation) : null;
        return reading === null ? [] : [{ rule, observation, reading }];
      }),
    );
    for (const [fingerprint, together] of Map.groupBy(watched, (each) => fingerprintOf(each.rule, each.observation))) {
      const judged = together.map(({ rule, observation, reading }) => readStandings(rule, observation, reading));
      const open = incidents.get(fingerprint) ?? null;
      const at = new Date(together[0]?.observation.window ?? 0);
      const step = stepFigures(open, judged, at);
      if (step === null) continue;
      const before = open?.figures ?? [];
      for (const { rule, state, value, told } of step.figures) {
        const known = before.find((each) => each.rule === rule)?.state;
        if (state === 'firing' && (known === undefined || known === 'pending' || known === 'resolved'))
          fired.push({ day, rule, mailed: told, value });
      }
      // nobody acknowledges anything, and nothing is repeated
      if (step.state === 'resolved') incidents.delete(fingerprint);
      else incidents.set(fingerprint, { state: step.state, noticedAt: at, figures: step.figures });
    }
  }

  return {
    fired,
    event(day, at, metric, happening) {
      observed(day, [
        eventObservation(metric, happening, { model: null, window: at.toISOString(), source: 'arrivals' }),
      ]);
    },
    monitored(day, at, found) {
      // the same leads, answered as of the same moments: what was served is what is rescored
      const served = found.filter(({ source, metric }) => source === 'rescored' && metric !== 'error_shift');
      const none = served.map(({ metric, segment }) => noData('live', metric, segment, 'rescored'));
      const measurements = [...none, ...found];
      const { observations } = liveBatch({
        ...{ model: 'lead_scoring', version: version.name, versionId: version.id, metrics: version.metrics },
        ...{ intervals: version.intervals, importance: version.importance, unmet: neverMet([version.metrics]) },
        ...{ requestedAt: at.toISOString(), windowDays, rescoredDays: windowDays, labelsDue: true, measurements },
      });
      observed(day, observations);
    },
  };
}
