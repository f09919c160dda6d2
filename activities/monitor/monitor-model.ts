import type { MonitoredModel, MonitorStep } from '../../contract/watch-messages.ts';
import { readArrived } from '../../control/read-gaps.ts';
import { type Gap, gapWithin, withoutFigures } from '../../domain/monitoring/arrivals.ts';
import type { Measurement } from '../../domain/monitoring/measurement.ts';
import { longestWaitDays } from '../../models/queries/live-query.ts';
import { modelDefinition } from '../../models/registry.ts';
import { evaluatedImportance, evaluatedIntervals } from '../../store/alerts/degradations.ts';
import { type MeasuredVersion, replaceMetricRecords } from '../../store/alerts/metric-records.ts';
import { onceByKey } from '../../store/training/steps.ts';
import { readChampion, readVersionById } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import { liveBatch, liveKey } from '../alerts/live-alerts.ts';
import { raiseAlerts } from '../alerts/raise-alerts.ts';
import { settleTargets } from '../alerts/settle-targets.ts';
import { beating } from '../heartbeat.ts';
import { driftDays, measureDriftOf } from './measure-drift-of.ts';
import { type MonitorDependencies, measurePredictions } from './measure-version.ts';
import { versionsThatAnswered } from './read-matured.ts';
import { rescore } from './rescore.ts';

/** Most features look back over this many days, so missing data shows as drift for as long. */
const featureDays = 30;

/** `gap`: the gap in the data that the labels reach into. */
type Measured = MeasuredVersion & {
  readonly windowDays: number;
  readonly rescoredDays: number;
  readonly gap: Gap | null;
};

/**
 * Measures a model's versions for a day, on the training queue because resampling needs the CPU. The champion is always
 * measured: if nothing is known about it, that is recorded too. Other versions are measured as long as their labels arrive.
 * Windows end where the data is complete: what a weekly importer hasn't imported yet is not what people didn't do.
 */
export function createMonitorActivities(dependencies: MonitorDependencies) {
  const { database, log, settings } = dependencies;
  return {
    monitorModel({ model, requestedAt, windowDays }: MonitorStep): Promise<MonitoredModel> {
      return beating(async (signal, note) => {
        const champion = await readChampion(database, model);
        if (champion === null) return { state: 'skipped', model, reason: `No version of ${model} is deployed.` };
        const now = new Date(requestedAt);
        const { gaps: arrivalGaps, until } = await readArrived(database, now, { signal });
        const window = { model, now: until, windowDays };
        const daysAgo = (days: number) => new Date(until.getTime() - days * 86_400_000);
        const { horizonDays } = modelDefinition(model);
        const span = horizonDays + windowDays + longestWaitDays;
        const since = daysAgo(span);
        const liveGap = (days: number) => gapWithin(arrivalGaps, daysAgo(horizonDays + days), now);
        const driftGap = gapWithin(arrivalGaps, daysAgo(driftDays + featureDays), now);
        const answered = await versionsThatAnswered(database, model, since, { signal });
        const measured: Measured[] = [];
        for (const versionId of new Set([champion.id, ...answered])) {
          const version = await readVersionById(database, versionId);
          note(`version ${version.name}`);
          const predictions = await measurePredictions(
            dependencies,
            window,
            version,
            signal,
            (days) => liveGap(days) !== null,
          );
          const spoilt = (days: number) => liveGap(days) !== null;
          const gap = liveGap(predictions.windowDays);
          const found: Measurement[] = [...predictions.measurements];
          let rescoredDays = windowDays;
          if (versionId === champion.id) {
            const rescored = await rescore(dependencies, window, version, signal, spoilt);
            rescoredDays = rescored.windowDays;
            found.push(...rescored.measurements, ...(await measureDriftOf(dependencies, window, version, signal)));
          }
          const gaps = { live: gap, rescored: liveGap(rescoredDays), drift: driftGap };
          const measurements = withoutFigures(found, gaps);
          measured.push({ versionId, measurements, windowDays: predictions.windowDays, rescoredDays, gap });
        }
        const date = requestedAt.slice(0, 10);
        await replaceMetricRecords(database, { model, date, measuredAt: new Date() }, measured, { signal });
        const records = measured.reduce((sum, { measurements }) => sum + measurements.length, 0);
        const result = { model, date, version: champion.name, versions: measured.length, records } as const;
        log.info(happened('model_monitored', result));
        const firstLabels = champion.createdAt.getTime() + span * 86_400_000;
        const ofChampion = measured.find(({ versionId }) => versionId === champion.id);
        const found = {
          model,
          version: champion.name,
          versionId: champion.id,
          metrics: champion.metrics,
          intervals: evaluatedIntervals(champion),
          importance: evaluatedImportance(champion),
          requestedAt,
          windowDays: ofChampion?.windowDays ?? windowDays,
          rescoredDays: ofChampion?.rescoredDays ?? windowDays,
          // figures that a gap took raise no alert of their own: one alert about the whole business reports the gap
          labelsDue: until.getTime() >= firstLabels && ofChampion?.gap === null,
          measurements: ofChampion?.measurements ?? [],
        };
        const mailIds = await onceByKey(database, liveKey(found), async (em) => {
          // what was found about a version that was replaced meanwhile is about nobody
          const serving = await readChampion(em, model);
          if (serving?.id !== champion.id) return [];
          const unmet = await settleTargets(em, log, champion, now);
          return await raiseAlerts(em, liveBatch({ ...found, unmet }), settings, now);
        });
        return { state: 'monitored', ...result, mailIds };
      });
    },
  };
}
